"use client";

import { Button, Group, Modal, MultiSelect, NumberInput, Select, Stack, Switch, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { usePersonChoices } from "@/components/catalog/use-person-choices";
import { useTeamIdChoices } from "@/components/catalog/use-team-choices";
import { ErrorState } from "@/components/feedback/error-state";
import { ReasonList } from "@/components/forms/reason-list";
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
    <Modal
      opened={isOpen}
      onClose={onClose}
      size="lg"
      title={`Who answers for ${ownership.objective.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {isOpen ? <OwnershipForm {...props} /> : null}
    </Modal>
  );
}

function OwnershipForm({ ownership, set, onClose }: OwnershipDialogProps): ReactNode {
  const queryClient = useQueryClient();
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm<OwnershipValues>({
    initialValues: valuesOf(ownership),
    async send(values) {
      await callAction(set, toInput(ownership, values));
      await queryClient.invalidateQueries({ queryKey: ["ownership"] });
      await queryClient.invalidateQueries({ queryKey: ["review"] });
      onClose();
    },
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <Parties form={form} />
        <Switch
          label="Persons take turns in being responsible"
          {...form.getInputProps("hasRotation", { type: "checkbox" })}
        />
        {form.values.hasRotation ? <RotationFields form={form} /> : null}
        <TextInput label="Why" required maxLength={1_000} {...form.getInputProps("reason")} />
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="keep who answers for it" /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" loading={isSubmitting}>
            Keep who answers for it
          </Button>
        </Group>
      </Stack>
    </form>
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
