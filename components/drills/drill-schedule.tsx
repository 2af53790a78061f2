"use client";

import { NumberInput, Select } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEnvironmentChoices } from "@/components/catalog/use-place-choices";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { DrillsView } from "@/lib/drills/contract";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";

export interface DrillScheduleProps {
  readonly drills: DrillsView;
  readonly setSchedule: ServerAction<
    { readonly slug: string; readonly environment: string; readonly everyDays: number },
    DrillsView
  >;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Says where and how often a service practises going back. */
export function DrillSchedule(props: DrillScheduleProps): ReactNode {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title={`Drills of ${props.drills.service.name}`}>
      {props.isOpen ? <ScheduleForm {...props} /> : null}
    </Dialog>
  );
}

function ScheduleForm({ drills, setSchedule, onClose }: DrillScheduleProps): ReactNode {
  const queryClient = useQueryClient();
  const environments = useEnvironmentChoices();
  const problem = useProblemForm<{
    environment: string | null;
    everyDays: number | string;
  }>({
    initialValues: {
      environment: drills.schedule?.environment.slug ?? null,
      everyDays: drills.schedule?.everyDays ?? 91,
    },
    async send({ environment, everyDays }) {
      const given = { slug: drills.service.slug, environment: environment ?? "", everyDays: Number(everyDays) };
      await callAction(setSchedule, given);
      await queryClient.invalidateQueries({ queryKey: ["drill"] });
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm problem={problem} doing="set the schedule" submitLabel="Set the schedule" onClose={onClose}>
      <Select
        data-autofocus
        label="Environment"
        required
        allowDeselect={false}
        data={[...environments]}
        {...form.getInputProps("environment")}
      />
      <NumberInput
        label="Days between drills"
        description="91 is once a quarter."
        required
        min={1}
        max={366}
        allowDecimal={false}
        {...form.getInputProps("everyDays")}
      />
    </DialogForm>
  );
}
