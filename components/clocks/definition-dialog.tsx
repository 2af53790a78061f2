"use client";

import { MultiSelect, NumberInput, Select, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useServiceChoices } from "@/components/catalog/use-place-choices";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import type { ClockDefinitionView, ClockTerms } from "@/lib/clocks/contract";
import { clockKeys, fetchSchedules } from "@/lib/clocks/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./clocks.module.css";
import { type DefinitionValues, definitionValues, termsOf } from "./definition-values";
import { NoticeFields } from "./notice-fields";
import { PauseFields } from "./pause-fields";

interface Fields {
  readonly slug: string;
  readonly name: string;
  readonly terms: ClockTerms;
}

export interface DefinitionActions {
  readonly create: ServerAction<Fields & { readonly reason?: string }, ClockDefinitionView>;
  readonly edit: ServerAction<Fields & { readonly revision: number; readonly reason: string }, ClockDefinitionView>;
}

export interface DefinitionDialogProps extends DefinitionActions {
  /** Null for a new one; undefined when closed. */
  readonly open: ClockDefinitionView | null | undefined;
  readonly onClose: () => void;
}

/** Create or edit a clock definition. */
export function DefinitionDialog(props: DefinitionDialogProps): ReactNode {
  const { open, onClose } = props;
  return (
    <Dialog
      isOpen={open !== undefined}
      onClose={onClose}
      title={open ? `Edit ${open.name}` : "New clock definition"}
      size="lg"
    >
      {open === undefined ? null : <DefinitionForm {...props} definition={open} />}
    </Dialog>
  );
}

function DefinitionForm(props: DefinitionDialogProps & { readonly definition: ClockDefinitionView | null }): ReactNode {
  const { definition, create, edit, onClose } = props;
  const queryClient = useQueryClient();
  const problem = useProblemForm<DefinitionValues>({
    initialValues: definitionValues(definition),
    async send(values) {
      const { slug, name, reason } = values;
      const terms = termsOf(values);
      if (definition) await callAction(edit, { slug, name, terms, revision: definition.revision, reason });
      else await callAction(create, { slug, name, terms, ...(reason ? { reason } : {}) });
      await queryClient.invalidateQueries({ queryKey: clockKeys.all });
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm
      problem={problem}
      doing="use this definition"
      submitLabel={definition ? "Save definition" : "Create definition"}
      onClose={onClose}
    >
      <TextInput data-autofocus label="Name" required maxLength={80} {...form.getInputProps("name")} />
      {definition ? null : (
        <TextInput
          label="Slug"
          required
          description="Small letters, digits and hyphens; it cannot be changed"
          maxLength={63}
          {...form.getInputProps("slug")}
        />
      )}
      <PromiseFields form={form} />
      <Scope form={form} />
      <PauseFields form={form} />
      <NoticeFields form={form} />
      <TextInput
        label="Reason"
        required={definition !== null}
        description="Stays with this version, and with the revision of every clock that it changes"
        maxLength={1_000}
        {...form.getInputProps("reason")}
      />
    </DialogForm>
  );
}

type Given = Pick<ProblemForm<DefinitionValues>, "form">;

function PromiseFields({ form }: Given): ReactNode {
  const schedules = useQuery({ queryKey: clockKeys.schedules, queryFn: ({ signal }) => fetchSchedules(signal) });
  const hours = (schedules.data?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name }));
  return (
    <>
      <div className={classes.pair}>
        <Select
          label="From"
          required
          allowDeselect={false}
          data={[
            { value: "opened", label: "It was opened" },
            { value: "acknowledged", label: "It was acknowledged" },
          ]}
          {...form.getInputProps("terms.start")}
        />
        <Select
          label="To"
          required
          allowDeselect={false}
          data={[
            { value: "acknowledged", label: "It is acknowledged" },
            { value: "resolved", label: "It is resolved" },
          ]}
          {...form.getInputProps("terms.stop")}
        />
        <NumberInput
          label="Within"
          required
          min={1}
          max={525_600}
          suffix=" minutes"
          {...form.getInputProps("terms.targetMinutes")}
        />
        <Select
          label="Of"
          placeholder="Day and night"
          clearable
          clearButtonProps={{ "aria-label": "Day and night" }}
          data={hours}
          {...form.getInputProps("terms.schedule")}
        />
      </div>
      <Select
        label="When it is opened again"
        required
        allowDeselect={false}
        data={[
          { value: "continue", label: "It goes on from its first start" },
          { value: "start_over", label: "It starts over" },
        ]}
        {...form.getInputProps("terms.onReopen")}
      />
    </>
  );
}

function Scope({ form }: Given): ReactNode {
  const services = useServiceChoices();
  return (
    <div className={classes.pair}>
      <MultiSelect
        label="Services"
        placeholder="All"
        searchable
        data={[...services]}
        {...form.getInputProps("terms.scope.services")}
      />
      <MultiSelect
        label="Tiers"
        placeholder="All"
        data={["0", "1", "2", "3"].map((value) => ({ value, label: `Tier ${value}` }))}
        {...form.getInputProps("terms.scope.tiers")}
      />
      <MultiSelect
        label="Severities"
        placeholder="All"
        data={["critical", "high", "medium", "low"]}
        {...form.getInputProps("terms.scope.severities")}
      />
    </div>
  );
}
