"use client";

import { TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import type { ScheduleTerms, ScheduleView } from "@/lib/clocks/contract";
import { clockKeys } from "@/lib/clocks/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { type HoursValues, hoursValues, scheduleTermsOf } from "./definition-values";
import { RegionFields, WeekFields } from "./region-fields";

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
    <Dialog isOpen={open !== undefined} onClose={onClose} title={open ? `Edit ${open.name}` : "New business hours"}>
      {open === undefined ? null : <HoursForm {...props} schedule={open} />}
    </Dialog>
  );
}

function HoursForm(props: HoursDialogProps & { readonly schedule: ScheduleView | null }): ReactNode {
  const { schedule, createHours, editHours, onClose } = props;
  const queryClient = useQueryClient();
  const problem = useProblemForm<HoursValues>({
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
  const { form } = problem;
  return (
    <DialogForm
      problem={problem}
      doing="use these hours"
      submitLabel={schedule ? "Save hours" : "Create hours"}
      onClose={onClose}
    >
      <TextInput data-autofocus label="Name" required maxLength={80} {...form.getInputProps("name")} />
      {schedule ? null : <TextInput label="Slug" required maxLength={63} {...form.getInputProps("slug")} />}
      <WeekFields form={form} />
      <RegionFields form={form} />
      <TextInput
        label="Reason"
        required={schedule !== null}
        description="Stays with this version, and with the revision of every clock that it changes"
        maxLength={1_000}
        {...form.getInputProps("reason")}
      />
    </DialogForm>
  );
}
