"use client";

import { Button, Checkbox, MultiSelect, NumberInput, Switch, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEnvironmentChoices } from "@/components/catalog/use-place-choices";
import { ErrorState } from "@/components/feedback/error-state";
import { Dialog } from "@/components/forms/dialog";
import { FormSection } from "@/components/forms/form-section";
import { ReasonList } from "@/components/forms/reason-list";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { RulesVersionView } from "@/lib/insights/contract";
import { insightKeys } from "@/lib/insights/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./insights.module.css";
import { failureSwitches, ruleSwitches } from "./rule-words";

export type SaveRules = ServerAction<
  { version: number; rules: RulesVersionView["rules"]; reason: string },
  RulesVersionView
>;

export interface RulesFormProps {
  readonly current: RulesVersionView;
  readonly save: SaveRules;
  readonly onClose: () => void;
}

interface RulesValues extends Record<string, unknown> {
  rules: RulesVersionView["rules"];
  reason: string;
}

type Form = ReturnType<typeof useProblemForm<RulesValues>>["form"];

/** Change what counts: the present rules stay as they are, a new version follows them. */
export function RulesForm({ current, save, onClose }: RulesFormProps): ReactNode {
  const queryClient = useQueryClient();
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm<RulesValues>({
    initialValues: { rules: current.rules, reason: "" },
    async send({ rules, reason }) {
      await callAction(save, { version: current.version, rules, reason });
      await queryClient.invalidateQueries({ queryKey: insightKeys.all });
      onClose();
    },
  });
  return (
    <Dialog isOpen onClose={onClose} size="56rem" title="Change what counts">
      <form onSubmit={onSubmit} noValidate>
        <PlaceFields form={form} />
        <CountFields form={form} />
        <FailureFields form={form} />
        <FormSection
          title="Why"
          description={`Version ${current.version} stays; figures of the past are still asked by it.`}
        >
          <Textarea label="Reason" required autosize minRows={2} {...form.getInputProps("reason")} />
        </FormSection>
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="save the rules" /> : null}
        <div className={classes.formEnd}>
          <Button variant="default" onClick={onClose} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" loading={isSubmitting}>
            Save as version {current.version + 1}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const kinds = ["development", "testing", "staging", "production"];
const tiers = ["0", "1", "2", "3"];

function PlaceFields({ form }: { readonly form: Form }): ReactNode {
  const environments = useEnvironmentChoices();
  const chosen = form.values.rules.tiers.map(String);
  return (
    <FormSection title="Where and when" description="Which places are production, and when a day begins.">
      <TextInput data-autofocus label="Time zone" {...form.getInputProps("rules.timeZone")} />
      <MultiSelect
        label="Kinds of environment that are production"
        data={kinds}
        {...form.getInputProps("rules.productionKinds")}
      />
      <MultiSelect
        label="Further environments that count as production"
        data={[...environments]}
        {...form.getInputProps("rules.productionEnvironments")}
      />
      <MultiSelect
        label="Tiers"
        data={tiers.map((value) => ({ value, label: `Tier ${value}` }))}
        value={chosen}
        onChange={(values) => form.setFieldValue("rules.tiers", values.map(Number).sort())}
        error={form.errors["rules.tiers"]}
      />
    </FormSection>
  );
}

function CountFields({ form }: { readonly form: Form }): ReactNode {
  return (
    <FormSection title="What counts" description="Whatever is left out is shown beside each figure, with its number.">
      {ruleSwitches.map(({ name, label, description }) => (
        <Switch
          key={name}
          label={label}
          description={description}
          {...form.getInputProps(`rules.${name}`, { type: "checkbox" })}
        />
      ))}
      <NumberInput
        label="Smallest sample"
        description="A figure of fewer observations is not shown."
        min={5}
        max={100}
        {...form.getInputProps("rules.minimumN")}
      />
    </FormSection>
  );
}

function FailureFields({ form }: { readonly form: Form }): ReactNode {
  return (
    <FormSection title="What is a failure" description="A deployment counts once, whatever the number of signals.">
      {failureSwitches.map(({ name, label }) => (
        <Checkbox key={name} label={label} {...form.getInputProps(`rules.failBy.${name}`, { type: "checkbox" })} />
      ))}
      <NumberInput
        label="Failure window in hours"
        description="A signal that comes later is not put down to the deployment, unless a person says so."
        min={1}
        max={8760}
        {...form.getInputProps("rules.failureWindowHours")}
      />
    </FormSection>
  );
}
