"use client";

import { FileInput, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTeamChoices } from "@/components/catalog/use-team-choices";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { useTimeZone } from "@/components/layout/preferences";
import type { HolidayCalendarDetail, HolidayCalendarView } from "@/lib/calendar/holiday-contract";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { zonesWith } from "./window-values";

interface HolidayFields {
  readonly name: string;
  readonly timeZone: string;
  readonly team: string | null;
  readonly url?: string;
  readonly text?: string;
}

export interface HolidayDialogActions {
  readonly createHolidays: ServerAction<HolidayFields, HolidayCalendarDetail>;
  readonly editHolidays: ServerAction<
    HolidayFields & { readonly id: string; readonly revision: number },
    HolidayCalendarDetail
  >;
}

interface HolidayDialogProps {
  /** Null for a new one; undefined when closed. */
  readonly open: HolidayCalendarView | null | undefined;
  readonly actions: HolidayDialogActions;
  readonly onClose: () => void;
}

/** Bring or change a calendar of holidays. */
export function HolidayDialog({ open, actions, onClose }: HolidayDialogProps): ReactNode {
  return (
    <Dialog isOpen={open !== undefined} onClose={onClose} title={open ? `Edit ${open.name}` : "New holidays"} size="lg">
      {open === undefined ? null : <HolidayForm calendar={open} actions={actions} onClose={onClose} />}
    </Dialog>
  );
}

interface Values extends Record<string, unknown> {
  name: string;
  timeZone: string;
  team: string | null;
  source: "address" | "file";
  url: string;
  text: File | null;
}

/** What is sent: of the source only what was given anew. */
async function fieldsOf({ name, timeZone, team, source, url, text }: Values, before: HolidayCalendarView | null) {
  const fields = { name, timeZone, team };
  if (source === "file") return text === null ? fields : { ...fields, text: await text.text() };
  return before !== null && before.url === url ? fields : { ...fields, url };
}

interface HolidayFormProps extends Omit<HolidayDialogProps, "open"> {
  readonly calendar: HolidayCalendarView | null;
}

function HolidayForm({ calendar, actions, onClose }: HolidayFormProps): ReactNode {
  const queryClient = useQueryClient();
  const own = useTimeZone();
  const teams = useTeamChoices();
  const { form, ...problem } = useProblemForm<Values>({
    initialValues: {
      name: calendar?.name ?? "",
      timeZone: calendar?.timeZone ?? own,
      team: calendar?.team?.slug ?? null,
      source: calendar !== null && calendar.host === null ? "file" : "address",
      url: calendar?.url ?? "",
      text: null,
    },
    async send(values) {
      const fields = await fieldsOf(values, calendar);
      if (calendar) {
        await callAction(actions.editHolidays, { ...fields, id: calendar.id, revision: calendar.revision });
      } else await callAction(actions.createHolidays, fields);
      await queryClient.invalidateQueries({ queryKey: ["holiday"] });
      onClose();
    },
  });
  return (
    <DialogForm
      problem={problem}
      doing="save the holidays"
      submitLabel={calendar ? "Save" : "Bring the holidays"}
      onClose={onClose}
    >
      <TextInput data-autofocus label="Name" required maxLength={80} {...form.getInputProps("name")} />
      <Select
        label="Time zone"
        description="Whose days they are."
        searchable
        allowDeselect={false}
        data={zonesWith(form.getValues().timeZone, own)}
        {...form.getInputProps("timeZone")}
      />
      <Select
        label="Team"
        description="Whose services they concern."
        placeholder="Every service"
        clearable
        data={[...teams]}
        {...form.getInputProps("team")}
      />
      <SegmentedControl
        aria-label="Where they come from"
        data={[
          { value: "address", label: "An address" },
          { value: "file", label: "A file" },
        ]}
        {...form.getInputProps("source")}
      />
      {form.getValues().source === "address" ? (
        <TextInput
          label="Address"
          description="Of an .ics file that may be read without signing in. It is read twice a day."
          placeholder="https://…"
          {...form.getInputProps("url")}
        />
      ) : (
        <FileInput
          label="File"
          description={calendar?.host === null ? "Leave it out to keep the days." : "An .ics file, 256 KB at most."}
          accept=".ics,text/calendar"
          clearable
          {...form.getInputProps("text")}
        />
      )}
    </DialogForm>
  );
}
