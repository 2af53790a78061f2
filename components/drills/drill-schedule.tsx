"use client";

import { Button, Group, Modal, NumberInput, Select, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEnvironmentChoices } from "@/components/catalog/use-place-choices";
import { ErrorState } from "@/components/feedback/error-state";
import { ReasonList } from "@/components/forms/reason-list";
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
    <Modal
      opened={props.isOpen}
      onClose={props.onClose}
      title={`Drills of ${props.drills.service.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {props.isOpen ? <ScheduleForm {...props} /> : null}
    </Modal>
  );
}

function ScheduleForm({ drills, setSchedule, onClose }: DrillScheduleProps): ReactNode {
  const queryClient = useQueryClient();
  const environments = useEnvironmentChoices();
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm<{
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
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
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
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="set the schedule" /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" loading={isSubmitting}>
            Set the schedule
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
