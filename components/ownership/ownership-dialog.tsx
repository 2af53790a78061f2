"use client";

import { MultiSelect, NumberInput, Select, Switch, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { usePersonChoices } from "@/components/catalog/use-person-choices";
import { useTeamIdChoices } from "@/components/catalog/use-team-choices";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { type ProblemForm, useProblemForm } from "@/components/forms/use-problem-form";
import type { OwnershipView, SetOwnershipInput } from "@/lib/ownership/contract";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import classes from "./ownership.module.css";
import { type OwnershipValues, toInput, valuesOf } from "./ownership-values";

export interface OwnershipDialogProps {
  readonly ownership: OwnershipView;
  readonly set: ServerAction<SetOwnershipInput, OwnershipView>;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Asks who answers for an objective. */
export function OwnershipDialog(props: OwnershipDialogProps): ReactNode {
  const { isOpen, onClose, ownership } = props;
  return (
    <Dialog isOpen={isOpen} onClose={onClose} size="lg" title={`Who answers for ${ownership.objective.name}`}>
      {isOpen ? <OwnershipForm {...props} /> : null}
    </Dialog>
  );
}

function OwnershipForm({ ownership, set, onClose }: OwnershipDialogProps): ReactNode {
  const queryClient = useQueryClient();
  const problem = useProblemForm<OwnershipValues>({
    initialValues: valuesOf(ownership),
    async send(values) {
      await callAction(set, toInput(ownership, values));
      await queryClient.invalidateQueries({ queryKey: ["ownership"] });
      await queryClient.invalidateQueries({ queryKey: ["review"] });
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm
      problem={problem}
      doing="keep who answers for it"
      submitLabel="Keep who answers for it"
      onClose={onClose}
    >
      <Parties form={form} />
      <Switch
        label="Persons take turns in being responsible"
        {...form.getInputProps("hasRotation", { type: "checkbox" })}
      />
      {form.values.hasRotation ? <RotationFields form={form} /> : null}
      <TextInput label="Why" required maxLength={1_000} {...form.getInputProps("reason")} />
    </DialogForm>
  );
}

interface FieldsProps {
  readonly form: ProblemForm<OwnershipValues>["form"];
}

function Parties({ form }: FieldsProps): ReactNode {
  const persons = usePersonChoices();
  const teams = useTeamIdChoices();
  const choices = useMemo(
    () => [
      { group: "Teams", items: teams.map(({ value, label }) => ({ value: `team ${value}`, label })) },
      { group: "Persons", items: persons.map(({ value, label }) => ({ value: `person ${value}`, label })) },
    ],
    [persons, teams],
  );
  return (
    <>
      <Select
        data-autofocus
        label="Accountable"
        description="Exactly one: declares breaches over and decides"
        required
        searchable
        data={choices}
        {...form.getInputProps("accountable")}
      />
      <MultiSelect
        label="Responsible"
        description="Remedy, and write root causes"
        searchable
        data={choices}
        {...form.getInputProps("responsible")}
      />
      <div className={classes.pair}>
        <MultiSelect label="Consulted" searchable data={choices} {...form.getInputProps("consulted")} />
        <MultiSelect label="Informed" searchable data={choices} {...form.getInputProps("informed")} />
      </div>
    </>
  );
}

const units = [
  { value: "day", label: "days" },
  { value: "week", label: "weeks" },
];

function RotationFields({ form }: FieldsProps): ReactNode {
  const persons = usePersonChoices();
  return (
    <>
      <MultiSelect label="In this order" required searchable data={persons} {...form.getInputProps("rotation.order")} />
      <div className={classes.pair}>
        <NumberInput label="A turn lasts" min={1} max={90} {...form.getInputProps("rotation.count")} />
        <Select label="Unit" allowDeselect={false} data={units} {...form.getInputProps("rotation.unit")} />
        <TextInput
          label="First turn begins"
          description="On the wall of the zone; changes stay at this time when clocks change"
          type="datetime-local"
          {...form.getInputProps("rotation.startsAt")}
        />
        <TextInput
          label="Time zone"
          description="A name such as Europe/Berlin"
          {...form.getInputProps("rotation.timeZone")}
        />
      </div>
    </>
  );
}
