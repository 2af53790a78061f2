"use client";

import { Button, Checkbox, NumberInput, Select, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { DisabledReason } from "@/components/feedback/disabled-reason";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import { callAction } from "@/lib/platform/http/action-client";
import type { ReservationBoard } from "@/lib/reservations/contract";
import { lengthWords } from "@/lib/reservations/domain/reservation-words";
import { fetchSprintCalendars, reservationKeys } from "@/lib/reservations/queries";
import type { ReservationCommands, ReservationMay } from "./reservation-commands";
import { dayWords } from "./reservation-words";
import classes from "./reservations.module.css";

export interface TermsPanelProps extends Pick<ReservationCommands, "setTerms"> {
  readonly board: ReservationBoard;
  readonly may: ReservationMay;
}

/** What the environment grants and asks. */
export function TermsPanel({ board, may, setTerms }: TermsPanelProps): ReactNode {
  const [isOpen, setIsOpen] = useState(false);
  const { capacity, graceMinutes, maxHours, headStartMinutes, demandsReservation, sprint } = board.terms;
  return (
    <Panel
      title="Terms"
      actions={
        <DisabledReason reason={may.manage}>
          <Button size="compact-sm" variant="default" onClick={() => setIsOpen(true)}>
            Change
          </Button>
        </DisabledReason>
      }
    >
      <Facts
        layout="rows"
        facts={[
          { term: "Releases need a reservation", value: demandsReservation ? "Yes" : "No" },
          { term: "Units to share", value: `${capacity}` },
          {
            term: "Goes back unused after",
            value: graceMinutes === null ? "Never" : lengthWords(graceMinutes * 60_000),
          },
          { term: "Longest", value: lengthWords(maxHours * 3_600_000) },
          {
            term: "Head start of a priority",
            value: headStartMinutes === 0 ? "None" : lengthWords(headStartMinutes * 60_000),
          },
          {
            term: "Sprints",
            value:
              sprint === null
                ? "None"
                : `${sprint.calendar.name}: ${sprint.lengthDays} days from ${dayWords(sprint.firstDay)} (${sprint.timeZone})`,
          },
        ]}
      />
      <Dialog isOpen={isOpen} onClose={() => setIsOpen(false)} title={`Terms of ${board.environment.name}`}>
        {isOpen ? <TermsForm board={board} setTerms={setTerms} onClose={() => setIsOpen(false)} /> : null}
      </Dialog>
    </Panel>
  );
}

type FormProps = Pick<TermsPanelProps, "board" | "setTerms"> & { readonly onClose: () => void };

function TermsForm({ board, setTerms, onClose }: FormProps): ReactNode {
  const calendars = useQuery({
    queryKey: reservationKeys.sprintCalendars,
    queryFn: ({ signal }) => fetchSprintCalendars(signal),
  });
  const queryClient = useQueryClient();
  const { terms, environment } = board;
  const problem = useProblemForm({
    initialValues: {
      demandsReservation: terms.demandsReservation,
      capacity: terms.capacity as number | string,
      graceMinutes: (terms.graceMinutes ?? "") as number | string,
      maxHours: terms.maxHours as number | string,
      headStartMinutes: terms.headStartMinutes as number | string,
      sprintCalendar: (terms.sprint?.calendar.slug ?? null) as string | null,
      reason: "",
    },
    async send(values) {
      await callAction(setTerms, {
        slug: environment.slug,
        revision: terms.revision,
        demandsReservation: values.demandsReservation,
        capacity: Number(values.capacity),
        graceMinutes: values.graceMinutes === "" ? null : Number(values.graceMinutes),
        maxHours: Number(values.maxHours),
        headStartMinutes: Number(values.headStartMinutes),
        sprintCalendar: values.sprintCalendar,
        reason: values.reason,
      });
      await queryClient.invalidateQueries({ queryKey: ["reservation"] });
      onClose();
    },
  });
  const { form } = problem;
  const number = { allowDecimal: false, min: 0 } as const;
  return (
    <DialogForm problem={problem} doing="change the terms" submitLabel="Save terms" onClose={onClose}>
      <Checkbox
        data-autofocus
        label="Releases need a reservation"
        {...form.getInputProps("demandsReservation", { type: "checkbox" })}
      />
      <div className={classes.pair}>
        <NumberInput label="Units to share" {...number} {...form.getInputProps("capacity")} />
        <NumberInput label="Longest, hours" {...number} {...form.getInputProps("maxHours")} />
        <NumberInput
          label="Goes back unused after, minutes"
          description="Empty: never."
          {...number}
          {...form.getInputProps("graceMinutes")}
        />
        <NumberInput
          label="Head start of a priority, minutes"
          description="0: strictly by time."
          {...number}
          {...form.getInputProps("headStartMinutes")}
        />
      </div>
      <Select
        label="Sprint calendar"
        description="Of those who work here. Calendars are made on the page of all environments."
        placeholder="None"
        clearable
        data={(calendars.data?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
        {...form.getInputProps("sprintCalendar")}
      />
      <TextInput label="Reason" required maxLength={1_000} {...form.getInputProps("reason")} />
    </DialogForm>
  );
}
