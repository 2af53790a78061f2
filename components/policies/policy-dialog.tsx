"use client";

import { Button, Group, MultiSelect, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { Dialog } from "@/components/forms/dialog";
import { ReasonList } from "@/components/forms/reason-list";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { BudgetPolicyDefinition, BudgetPolicyPreview, BudgetPolicyView } from "@/lib/policies/contract";
import { budgetPolicyKeys } from "@/lib/policies/queries";
import { DryRunView } from "./dry-run-view";
import classes from "./policies.module.css";
import { definitionOf, type PolicyValues, valuesOf } from "./policy-values";
import { ThresholdFields } from "./threshold-fields";

interface CreateFields {
  readonly slug: string;
  readonly name: string;
  readonly definition: BudgetPolicyDefinition;
  readonly reason?: string;
}

interface EditFields {
  readonly slug: string;
  readonly revision: number;
  readonly name: string;
  readonly definition: BudgetPolicyDefinition;
  readonly reason: string;
}

export interface PolicyDialogActions {
  readonly create: ServerAction<CreateFields, BudgetPolicyView>;
  readonly edit: ServerAction<EditFields, BudgetPolicyView>;
  readonly preview: ServerAction<Pick<CreateFields, "definition">, BudgetPolicyPreview>;
}

export interface PolicyDialogProps extends PolicyDialogActions {
  /** Null for a new one; undefined when closed. */
  readonly open: BudgetPolicyView | null | undefined;
  readonly onClose: () => void;
}

/** Create or edit a policy, and see before saving what it would have done over the last quarter. */
export function PolicyDialog(props: PolicyDialogProps): ReactNode {
  const { open, onClose } = props;
  return (
    <Dialog
      isOpen={open !== undefined}
      onClose={onClose}
      title={open ? `Edit ${open.name}` : "New budget policy"}
      size="lg"
    >
      {open === undefined ? null : <PolicyForm {...props} policy={open} />}
    </Dialog>
  );
}

function PolicyForm(props: PolicyDialogProps & { readonly policy: BudgetPolicyView | null }): ReactNode {
  const { policy, create, edit, preview, onClose } = props;
  const queryClient = useQueryClient();
  // What was tried last, with the words it was tried for: another word makes it old.
  const [tried, setTried] = useState<{ readonly key: string; readonly outcome: BudgetPolicyPreview } | null>(null);
  // Read while the form is sent, which is before React has drawn again.
  const intent = useRef<"try" | "save">("try");
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm<PolicyValues>({
    initialValues: valuesOf(policy),
    async send(values) {
      const definition = definitionOf(values);
      if (intent.current === "try") {
        setTried({ key: keyOf(values), outcome: await callAction(preview, { definition }) });
        return;
      }
      const { slug, name, reason } = values;
      if (policy) await callAction(edit, { slug, revision: policy.revision, name, definition, reason });
      else await callAction(create, { slug, name, definition, ...(reason ? { reason } : {}) });
      await queryClient.invalidateQueries({ queryKey: budgetPolicyKeys.all });
      onClose();
    },
  });
  const isTried = tried !== null && tried.key === keyOf(form.getValues());
  const submitAs = (what: "try" | "save") => () => {
    intent.current = what;
  };
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <Identity form={form} isNew={policy === null} />
        <ThresholdFields form={form} />
        <OtherRules form={form} />
        <TextInput
          label="Reason"
          required={policy !== null}
          description="Stays with this version of the policy"
          maxLength={1_000}
          {...form.getInputProps("reason")}
        />
        {isTried ? <DryRunView preview={tried.outcome} /> : null}
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="use this policy" /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button
            type="submit"
            variant={isTried ? "default" : "filled"}
            loading={isSubmitting}
            onClick={submitAs("try")}
          >
            Try on the last quarter
          </Button>
          {isTried ? (
            <Button type="submit" loading={isSubmitting} onClick={submitAs("save")}>
              {policy ? "Save policy" : "Create policy"}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </form>
  );
}

/** The part of the values that a dry run depends on. */
function keyOf({ definition }: PolicyValues): string {
  return JSON.stringify(definition);
}

type Given = Pick<ProblemForm<PolicyValues>, "form">;

function Identity({ form, isNew }: Given & { readonly isNew: boolean }): ReactNode {
  return (
    <>
      <TextInput data-autofocus label="Name" required maxLength={80} {...form.getInputProps("name")} />
      {isNew ? (
        <TextInput
          label="Slug"
          required
          description="Small letters, digits and hyphens; it cannot be changed"
          maxLength={63}
          {...form.getInputProps("slug")}
        />
      ) : null}
      <div className={classes.pair}>
        <Select
          label="Services of"
          required
          allowDeselect={false}
          data={["0", "1", "2", "3"].map((value) => ({ value, label: `Tier ${value}` }))}
          {...form.getInputProps("definition.scope.tier")}
        />
        <MultiSelect
          label="In environments for"
          required
          data={["development", "testing", "staging", "production"]}
          {...form.getInputProps("definition.scope.environmentKinds")}
        />
      </div>
      <Switch
        label="It acts"
        description="Switched off, it tells what it would do and holds nothing."
        {...form.getInputProps("definition.isActing", { type: "checkbox" })}
      />
    </>
  );
}

function OtherRules({ form }: Given): ReactNode {
  const { onBurning, previousStage, withoutObjective } = form.getValues().definition;
  const set = (field: string, value: string) => form.setFieldValue(`definition.${field}`, value);
  return (
    <Stack gap="xs">
      <Switch
        label="Hold while an alert pages"
        checked={onBurning === "hold"}
        onChange={(event) => set("onBurning", event.currentTarget.checked ? "hold" : "ignore")}
      />
      <Switch
        label="The objectives of the environment before must be met"
        checked={previousStage === "met"}
        onChange={(event) => set("previousStage", event.currentTarget.checked ? "met" : "ignore")}
      />
      <Switch
        label="Hold services that promise nothing"
        checked={withoutObjective === "refuse"}
        onChange={(event) => set("withoutObjective", event.currentTarget.checked ? "refuse" : "allow")}
      />
    </Stack>
  );
}
