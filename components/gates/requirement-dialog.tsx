"use client";

import { MultiSelect, NumberInput, Select, Switch, TagsInput, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEnvironmentChoices } from "@/components/catalog/use-place-choices";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import type { RequirementRule, RequirementView } from "@/lib/gates/contract";
import { requiredKinds, titleOfKind } from "@/lib/gates/domain/gate-kinds";
import { gateKeys, releaseKeys } from "@/lib/gates/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { parties } from "@/lib/slos/domain/parties";
import classes from "./gates.module.css";
import { type RequirementValues, ruleOf, valuesOf } from "./requirement-values";

interface SetGiven {
  readonly rule: RequirementRule;
  readonly mode: "required" | "advisory";
  readonly tier: number | null;
  readonly environment: string | null;
  readonly revision?: number;
  readonly reason: string;
}

export interface RequirementDialogProps {
  readonly set: ServerAction<SetGiven, RequirementView>;
  /** Null for a new one; undefined when closed. */
  readonly open: RequirementView | null | undefined;
  readonly onClose: () => void;
}

/** Sets or changes a requirement. */
export function RequirementDialog(props: RequirementDialogProps): ReactNode {
  const { open, onClose } = props;
  return (
    <Dialog
      isOpen={open !== undefined}
      onClose={onClose}
      title={open ? `Edit requirement: ${titleOfKind(open.kind)}` : "New requirement"}
    >
      {open === undefined ? null : <RequirementForm {...props} requirement={open} />}
    </Dialog>
  );
}

const kinds = requiredKinds.map((value) => ({ value, label: titleOfKind(value) }));
const tiers = ["0", "1", "2", "3"].map((value) => ({ value, label: `Tier ${value}` }));
const modes = [
  { value: "required", label: "Holds releases" },
  { value: "advisory", label: "Advises only" },
];

function RequirementForm(props: RequirementDialogProps & { readonly requirement: RequirementView | null }): ReactNode {
  const { requirement, set, onClose } = props;
  const queryClient = useQueryClient();
  const problem = useProblemForm<RequirementValues>({
    initialValues: valuesOf(requirement),
    async send(values) {
      const { tier, environment, mode, reason } = values;
      await callAction(set, {
        rule: ruleOf(values),
        mode,
        environment,
        tier: tier === null ? null : Number(tier),
        reason,
        ...(requirement ? { revision: requirement.revision } : {}),
      });
      await queryClient.invalidateQueries({ queryKey: gateKeys.all });
      await queryClient.invalidateQueries({ queryKey: releaseKeys.all });
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm problem={problem} doing="save the requirement" submitLabel="Save requirement" onClose={onClose}>
      <Scope form={form} isNew={requirement === null} />
      <RuleFields form={form} />
      <Select label="It" required allowDeselect={false} data={modes} {...form.getInputProps("mode")} />
      <TextInput
        label="Reason"
        required
        description="Stays in the audit log"
        maxLength={1_000}
        {...form.getInputProps("reason")}
      />
    </DialogForm>
  );
}

type Given = Pick<ProblemForm<RequirementValues>, "form">;

function Scope({ form, isNew }: Given & { readonly isNew: boolean }): ReactNode {
  const environments = useEnvironmentChoices();
  if (!isNew) return null;
  return (
    <>
      <Select
        data-autofocus
        label="Ask for"
        required
        allowDeselect={false}
        data={kinds}
        {...form.getInputProps("kind")}
      />
      <div className={classes.pair}>
        <Select label="Services" placeholder="Every tier" clearable data={tiers} {...form.getInputProps("tier")} />
        <Select
          label="Environment"
          placeholder="Every environment"
          clearable
          data={environments}
          {...form.getInputProps("environment")}
        />
      </div>
    </>
  );
}

/** The fields that the chosen kind has. */
function RuleFields({ form }: Given): ReactNode {
  switch (form.getValues().kind) {
    case "tests":
      return (
        <TagsInput
          label="Suites that must be there"
          description="Every suite that was reported must pass in any case"
          {...form.getInputProps("suites")}
        />
      );
    case "coverage":
      return <NumberInput label="At least, percent" required min={0} max={100} {...form.getInputProps("minPercent")} />;
    case "benchmark":
      return (
        <TagsInput
          label="Benchmarks that must be there"
          description="Each keeps the limit that was sent with it"
          {...form.getInputProps("names")}
        />
      );
    case "stage":
      return <StageFields form={form} />;
    case "approval":
      return <ApprovalFields form={form} />;
    case "board":
      return <BoardFields form={form} />;
    case "sign_offs":
      return <MultiSelect label="Signed by" required data={signers} {...form.getInputProps("parties")} />;
    case "clocks":
      return <ClockFields form={form} />;
    case "change_ticket":
      return (
        <Switch
          label="The ticket of a release train counts for each service that it carries"
          {...form.getInputProps("acceptsTrainTicket", { type: "checkbox" })}
        />
      );
    default:
      return null;
  }
}

const signers = parties.map((value) => ({ value, label: `${value.charAt(0).toUpperCase()}${value.slice(1)}` }));

function ClockFields({ form }: Given): ReactNode {
  return (
    <div className={classes.pair}>
      <TagsInput
        label="Clock definitions"
        description="Their short names; none: every one"
        {...form.getInputProps("definitions")}
      />
      <NumberInput
        label="Least time left, minutes"
        description="0: only overdue clocks hold"
        min={0}
        max={43_200}
        {...form.getInputProps("leftMinutes")}
      />
    </div>
  );
}

function StageFields({ form }: Given): ReactNode {
  return (
    <>
      <NumberInput label="Hours in the environment before" min={0} max={720} {...form.getInputProps("minHours")} />
      <Switch label="Its objectives there are met" {...form.getInputProps("objectives", { type: "checkbox" })} />
    </>
  );
}

function ApprovalFields({ form }: Given): ReactNode {
  return (
    <div className={classes.pair}>
      <NumberInput label="People" required min={1} max={5} {...form.getInputProps("approvals")} />
      <NumberInput label="An approval counts, hours" required min={1} max={720} {...form.getInputProps("validHours")} />
    </div>
  );
}

function BoardFields({ form }: Given): ReactNode {
  return (
    <>
      <NumberInput
        label="From this chance to fail on, percent"
        description="Empty: whatever the risk is"
        min={0}
        max={100}
        {...form.getInputProps("riskPercent")}
      />
      <Switch label="Every release" {...form.getInputProps("always", { type: "checkbox" })} />
    </>
  );
}
