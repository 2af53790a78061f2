"use client";

import { NumberInput, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { useTimeZone } from "@/components/layout/preferences";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { SetSprintCalendarInput, SprintCalendarView } from "@/lib/reservations/contract";
import classes from "./reservations.module.css";

export type SetSprintCalendar = ServerAction<SetSprintCalendarInput, SprintCalendarView>;

export interface SprintCalendarDialogProps {
  readonly set: SetSprintCalendar;
  /** Null for a new one; undefined when closed. */
  readonly open: SprintCalendarView | null | undefined;
  readonly onClose: () => void;
}

/** Makes or changes a sprint calendar. */
export function SprintCalendarDialog(props: SprintCalendarDialogProps): ReactNode {
  const { open, onClose } = props;
  return (
    <Dialog isOpen={open !== undefined} onClose={onClose} title={open ? `Change ${open.name}` : "New sprint calendar"}>
      {open === undefined ? null : <CalendarForm {...props} calendar={open} />}
    </Dialog>
  );
}

type FormProps = SprintCalendarDialogProps & { readonly calendar: SprintCalendarView | null };

function CalendarForm({ calendar, set, onClose }: FormProps): ReactNode {
  const zone = useTimeZone();
  const queryClient = useQueryClient();
  const problem = useProblemForm({
    initialValues: {
      name: calendar?.name ?? "",
      slug: calendar?.slug ?? "",
      firstDay: calendar?.firstDay ?? "",
      lengthDays: (calendar?.lengthDays ?? 14) as number | string,
      timeZone: calendar?.timeZone ?? zone,
      reason: "",
    },
    async send(values) {
      const revision = calendar === null ? {} : { revision: calendar.revision };
      await callAction(set, { ...values, lengthDays: Number(values.lengthDays), ...revision });
      await queryClient.invalidateQueries({ queryKey: ["reservation"] });
      onClose();
    },
  });
  const { form } = problem;
  return (
    <DialogForm problem={problem} doing="save the calendar" submitLabel="Save calendar" onClose={onClose}>
      <TextInput data-autofocus label="Name" required maxLength={100} {...form.getInputProps("name")} />
      {calendar === null ? (
        <TextInput
          label="Short name"
          description="In addresses and commands: a-z, 0-9 and hyphens"
          required
          maxLength={63}
          {...form.getInputProps("slug")}
        />
      ) : null}
      <div className={classes.pair}>
        <TextInput type="date" label="First sprint begins" required {...form.getInputProps("firstDay")} />
        <NumberInput
          label="Days of a sprint"
          allowDecimal={false}
          min={1}
          max={60}
          {...form.getInputProps("lengthDays")}
        />
        <TextInput label="Zone" required {...form.getInputProps("timeZone")} />
      </div>
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
