"use client";

import { Button, Group, Modal, Stack, TagsInput, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { ReasonList } from "@/components/forms/reason-list";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { ScheduleTerms, ScheduleView } from "@/lib/clocks/contract";
import { clockKeys } from "@/lib/clocks/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { weekdayNames } from "./clock-words";
import classes from "./clocks.module.css";
import { type HoursValues, hoursValues, scheduleTermsOf } from "./definition-values";

interface Fields {
  readonly slug: string;
  readonly name: string;
  readonly terms: ScheduleTerms;
}

export interface HoursActions {
  readonly createHours: ServerAction<Fields & { readonly reason?: string }, ScheduleView>;
  readonly editHours: ServerAction<Fields & { readonly revision: number; readonly reason: string }, ScheduleView>;
}

export interface HoursDialogProps extends HoursActions {
  /** Null for new hours; undefined when closed. */
  readonly open: ScheduleView | null | undefined;
  readonly onClose: () => void;
}

/** Create or edit a business schedule: its zone, the hours of a week, and days off. */
export function HoursDialog(props: HoursDialogProps): ReactNode {
  const { open, onClose } = props;
  return (
    <Modal
      opened={open !== undefined}
      onClose={onClose}
      title={open ? `Edit ${open.name}` : "New business hours"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {open === undefined ? null : <HoursForm {...props} schedule={open} />}
    </Modal>
  );
}

function HoursForm(props: HoursDialogProps & { readonly schedule: ScheduleView | null }): ReactNode {
  const { schedule, createHours, editHours, onClose } = props;
  const queryClient = useQueryClient();
  const { form, generalReasons, failure, isSubmitting, onSubmit } = useProblemForm<HoursValues>({
    initialValues: hoursValues(schedule),
    async send(values) {
      const { slug, name, reason } = values;
      const terms = scheduleTermsOf(values);
      if (schedule) await callAction(editHours, { slug, name, terms, revision: schedule.revision, reason });
      else await callAction(createHours, { slug, name, terms, ...(reason ? { reason } : {}) });
      await queryClient.invalidateQueries({ queryKey: clockKeys.all });
      onClose();
    },
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <TextInput data-autofocus label="Name" required maxLength={80} {...form.getInputProps("name")} />
        {schedule ? null : <TextInput label="Slug" required maxLength={63} {...form.getInputProps("slug")} />}
        <TextInput
          label="Time zone"
          required
          description="IANA name; changes of the clocks are kept by it"
          {...form.getInputProps("timeZone")}
        />
        <fieldset className={classes.fields}>
          <legend>Hours, such as 09:00-12:00, 13:00-17:00</legend>
          {weekdayNames.map((name, index) => (
            <TextInput key={name} label={name} placeholder="Closed" {...form.getInputProps(`days.${index}`)} />
          ))}
        </fieldset>
        <TagsInput
          label="Days off"
          description="Such as 2026-12-25; press Enter after each"
          {...form.getInputProps("holidays")}
        />
        <TextInput
          label="Reason"
          required={schedule !== null}
          description="Stays with this version, and with the revision of every clock that it changes"
          maxLength={1_000}
          {...form.getInputProps("reason")}
        />
        <ReasonList reasons={generalReasons} />
        {failure ? <ErrorState error={failure} doing="use these hours" /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} disabled={isSubmitting}>
            Cancel
          </Button>
          <Button type="submit" loading={isSubmitting}>
            {schedule ? "Save hours" : "Create hours"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
