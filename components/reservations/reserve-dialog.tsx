"use client";

import { Button, MultiSelect, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useServiceChoices } from "@/components/catalog/use-place-choices";
import { useTeamChoices } from "@/components/catalog/use-team-choices";
import { useNowMs } from "@/components/feedback/now";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { fromWallClock, toWallClock } from "@/components/forms/zoned-time";
import { useTimeZone } from "@/components/layout/preferences";
import { momentWords } from "@/lib/kernel/moment-words";
import { callAction } from "@/lib/platform/http/action-client";
import type { ReservationBoard, ReservationCheck } from "@/lib/reservations/contract";
import { type CheckQuery, fetchCheck, reservationKeys } from "@/lib/reservations/queries";
import type { ReservationCommands } from "./reservation-commands";
import { slotWords } from "./reservation-words";
import classes from "./reservations.module.css";

export interface ReserveDialogProps extends Pick<ReservationCommands, "reserve"> {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly board: ReservationBoard;
}

const hourMs = 3_600_000;

/** Asks for a reservation, shows who is in the way, and offers the next free times. */
export function ReserveDialog(props: ReserveDialogProps): ReactNode {
  const { isOpen, onClose, board } = props;
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={`Reserve ${board.environment.name}`} size="lg">
      {isOpen ? <ReserveForm {...props} /> : null}
    </Dialog>
  );
}

function iso(text: string, zone: string): string {
  const at = fromWallClock(text, zone);
  return at === null ? "" : new Date(at).toISOString();
}

function ReserveForm({ board, onClose, reserve }: ReserveDialogProps): ReactNode {
  const zone = useTimeZone();
  const nowMs = useNowMs();
  const queryClient = useQueryClient();
  const services = useServiceChoices();
  const teams = useTeamChoices();
  const { slug } = board.environment;
  const problem = useProblemForm({
    initialValues: {
      purpose: "",
      startsAt: toWallClock(Math.floor(nowMs / 60_000) * 60_000, zone),
      endsAt: toWallClock(Math.ceil(nowMs / hourMs) * hourMs + 2 * hourMs, zone),
      services: [] as string[],
      sharing: "alone",
      units: 1 as number | string,
      team: null as string | null,
      prepareMinutes: 0 as number | string,
      ifTaken: "queue",
    },
    async send({ startsAt, endsAt, sharing, units, prepareMinutes, ifTaken, ...values }) {
      const given = {
        ...values,
        slug,
        startsAt: iso(startsAt, zone),
        endsAt: iso(endsAt, zone),
        timeZone: zone,
        units: sharing === "alone" ? null : Number(units),
        prepareMinutes: Number(prepareMinutes),
        ifTaken: ifTaken === "refuse" ? ("refuse" as const) : ("queue" as const),
      };
      await callAction(reserve, given);
      await queryClient.invalidateQueries({ queryKey: ["reservation"] });
      onClose();
    },
  });
  const { form } = problem;
  const { values } = form;
  const query: CheckQuery = {
    startsAt: iso(values.startsAt, zone),
    endsAt: iso(values.endsAt, zone),
    timeZone: zone,
    services: values.services.length > 0 ? values.services.join(",") : undefined,
    units: values.sharing === "alone" ? undefined : `${values.units}`,
  };
  return (
    <DialogForm problem={problem} doing="reserve it" submitLabel="Reserve" onClose={onClose}>
      <TextInput data-autofocus label="What for" required maxLength={200} {...form.getInputProps("purpose")} />
      <div className={classes.pair}>
        <TextInput type="datetime-local" label={`Starts (${zone})`} required {...form.getInputProps("startsAt")} />
        <TextInput type="datetime-local" label={`Ends (${zone})`} required {...form.getInputProps("endsAt")} />
      </div>
      <MultiSelect
        label="Services"
        description="None: the whole environment."
        data={[...services]}
        searchable
        clearable
        clearButtonProps={{ "aria-label": "Clear services" }}
        {...form.getInputProps("services")}
      />
      <div className={classes.pair}>
        <Select
          label="Others there"
          allowDeselect={false}
          data={[
            { value: "alone", label: "Nobody else" },
            { value: "shared", label: "Shared" },
          ]}
          {...form.getInputProps("sharing")}
        />
        <NumberInput
          label={`Units of ${board.terms.capacity}`}
          min={1}
          max={board.terms.capacity}
          allowDecimal={false}
          disabled={values.sharing === "alone"}
          {...form.getInputProps("units")}
        />
        <NumberInput
          label="Data preparation, minutes"
          min={0}
          max={10_080}
          allowDecimal={false}
          {...form.getInputProps("prepareMinutes")}
        />
      </div>
      <div className={classes.pair}>
        <Select
          label="Team"
          data={[...teams]}
          searchable
          clearable
          clearButtonProps={{ "aria-label": "Clear team" }}
          {...form.getInputProps("team")}
        />
        <Select
          label="Where it is taken"
          allowDeselect={false}
          data={[
            { value: "queue", label: "Wait in the queue" },
            { value: "refuse", label: "Do not wait" },
          ]}
          {...form.getInputProps("ifTaken")}
        />
      </div>
      <CheckPanel
        slug={slug}
        query={query}
        zone={zone}
        onChoose={(slot) => {
          form.setFieldValue("startsAt", toWallClock(Date.parse(slot.startsAt), zone));
          form.setFieldValue("endsAt", toWallClock(Date.parse(slot.endsAt), zone));
        }}
      />
    </DialogForm>
  );
}

type Slot = ReservationCheck["slots"][number];

interface CheckPanelProps {
  readonly slug: string;
  readonly query: CheckQuery;
  readonly zone: string;
  readonly onChoose: (slot: Slot) => void;
}

function CheckPanel({ slug, query, zone, onChoose }: CheckPanelProps): ReactNode {
  const [text] = useDebouncedValue(JSON.stringify(query), 250);
  const asked = JSON.parse(text) as CheckQuery;
  const { data } = useQuery({
    queryKey: reservationKeys.check(slug, asked),
    queryFn: ({ signal }) => fetchCheck(slug, asked, signal),
    enabled: asked.startsAt !== "" && asked.endsAt !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });
  return <div role="status">{data ? <Answer check={data} zone={zone} onChoose={onChoose} /> : null}</div>;
}

function Answer({
  check,
  zone,
  onChoose,
}: Pick<CheckPanelProps, "zone" | "onChoose"> & { readonly check: ReservationCheck }): ReactNode {
  const { conflicts, slots, none, queuedStart } = check;
  if (conflicts.length === 0) return <strong>This time is free.</strong>;
  const promised =
    queuedStart === null
      ? "In the queue nothing could be promised in time."
      : `In the queue it would begin ${momentWords(Date.parse(queuedStart), zone)} at the latest.`;
  return (
    <Stack gap="xs">
      <strong>This time is taken. {promised}</strong>
      <ul className={classes.list} aria-label="What is in the way">
        {conflicts.map(({ reference, sentence }) => (
          <li key={reference}>{sentence}</li>
        ))}
      </ul>
      {none === null ? null : <p className={classes.muted}>{none}</p>}
      {slots.length > 0 ? (
        <fieldset className={classes.choices} aria-label="Next free times">
          {slots.map((slot) => (
            <Button key={slot.startsAt} size="compact-xs" variant="default" onClick={() => onChoose(slot)}>
              {slotWords(slot, zone)}
            </Button>
          ))}
        </fieldset>
      ) : null}
    </Stack>
  );
}
