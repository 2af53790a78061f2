"use client";

import { Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { fromWallClock, toWallClock } from "@/components/forms/zoned-time";
import { useTimeZone } from "@/components/layout/preferences";
import type { CalendarEntry } from "@/lib/calendar/contract";
import { fetchTimeCheck, timeKeys } from "@/lib/calendar/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import type { TrainDetail, TrainStands } from "@/lib/releases/contract";
import { fetchTrain, trainKeys } from "@/lib/releases/queries";
import type { ReservationDetail, ReservationView } from "@/lib/reservations/contract";
import { fetchCheck, fetchReservation, reservationKeys } from "@/lib/reservations/queries";
import classes from "./calendar.module.css";
import { reservationIdOf, shownCars, trainIdOf } from "./entry-verdicts";
import { Consequences } from "./move-consequences";

export interface MoveActions {
  readonly moveRelease: ServerAction<
    { readonly id: string; readonly revision: number; readonly plannedAt: string; readonly reason: string },
    TrainStands
  >;
  readonly moveReserved: ServerAction<
    { readonly id: string; readonly startsAt: string; readonly endsAt: string; readonly timeZone: string },
    ReservationView
  >;
}

export interface MoveDialogProps {
  readonly entry: CalendarEntry;
  readonly actions: MoveActions;
  readonly onClose: () => void;
}

/** Gives a planned release or a reservation another time, and says what speaks against it before it is saved. */
export function MoveDialog({ entry, actions, onClose }: MoveDialogProps): ReactNode {
  const trainId = trainIdOf(entry);
  const reservationId = reservationIdOf(entry);
  return (
    <Dialog isOpen onClose={onClose} title={`Move ${entry.title}`} size="lg">
      {trainId ? <MoveRelease trainId={trainId} moveRelease={actions.moveRelease} onClose={onClose} /> : null}
      {reservationId ? (
        <MoveReservation id={reservationId} moveReserved={actions.moveReserved} onClose={onClose} />
      ) : null}
    </Dialog>
  );
}

function iso(text: string, zone: string): string {
  const at = fromWallClock(text, zone);
  return at === null ? "" : new Date(at).toISOString();
}

const hourMs = 3_600_000;

function MoveRelease(
  props: Pick<MoveActions, "moveRelease"> & { readonly trainId: string; readonly onClose: () => void },
) {
  const { data, error } = useQuery({
    queryKey: trainKeys.detail(props.trainId),
    queryFn: ({ signal }) => fetchTrain(props.trainId, signal),
  });
  if (error) return <ErrorState error={error} doing="load the release" />;
  return data ? <ReleaseForm {...props} train={data} /> : null;
}

function ReleaseForm({
  train,
  moveRelease,
  onClose,
}: Pick<MoveActions, "moveRelease"> & { readonly train: TrainDetail; readonly onClose: () => void }): ReactNode {
  const zone = useTimeZone();
  const queryClient = useQueryClient();
  const { id, revision, plannedAt } = train;
  const problem = useProblemForm({
    initialValues: { plannedAt: plannedAt === null ? "" : toWallClock(Date.parse(plannedAt), zone), reason: "" },
    async send(values) {
      await callAction(moveRelease, { id, revision, plannedAt: iso(values.plannedAt, zone), reason: values.reason });
      await queryClient.invalidateQueries({ queryKey: trainKeys.all });
      await queryClient.invalidateQueries({ queryKey: ["window"] });
      onClose();
    },
  });
  const { form } = problem;
  const [startsAt] = useDebouncedValue(iso(form.values.plannedAt, zone), 250);
  return (
    <DialogForm problem={problem} doing="move the release" submitLabel="Move the release" onClose={onClose}>
      <TextInput
        data-autofocus
        type="datetime-local"
        label={`Departs (${zone})`}
        required
        {...form.getInputProps("plannedAt")}
      />
      {startsAt === "" ? null : (
        <ReleaseConsequences
          train={train}
          startsAt={startsAt}
          zone={zone}
          onChoose={(at) => form.setFieldValue("plannedAt", toWallClock(Date.parse(at), zone))}
        />
      )}
      <TextInput label="Why" required maxLength={1_000} {...form.getInputProps("reason")} />
    </DialogForm>
  );
}

interface ReleaseConsequencesProps {
  readonly train: TrainDetail;
  readonly startsAt: string;
  readonly zone: string;
  readonly onChoose: (startsAt: string) => void;
}

/** What the calendar says to each service of a release at its first stop, an hour long. */
function ReleaseConsequences({ train, startsAt, zone, onChoose }: ReleaseConsequencesProps): ReactNode {
  const environment = train.stops[0]?.slug ?? "";
  const endsAt = new Date(Date.parse(startsAt) + hourMs).toISOString();
  const cars = train.cars.slice(0, shownCars);
  const checks = useQueries({
    queries: cars.map(({ service }) => {
      const query = { service: service.slug, environment, startsAt, endsAt };
      return {
        queryKey: timeKeys.check(query),
        queryFn: ({ signal }: { signal: AbortSignal }) => fetchTimeCheck(query, signal),
        retry: false,
      };
    }),
  });
  const found = checks.flatMap(({ data }) => data ?? []);
  const sentences = [...new Set(found.flatMap(({ conflicts }) => conflicts.map(({ sentence }) => sentence)))];
  const worst = found.find(({ conflicts }) => conflicts.length > 0);
  const more = train.cars.length - cars.length;
  return (
    <Stack gap={4}>
      <Consequences
        state={checks.some(({ isError }) => isError) ? "failed" : found.length < cars.length ? "asking" : "known"}
        sentences={sentences}
        slots={worst?.slots ?? []}
        none={worst?.none ?? null}
        zone={zone}
        onChoose={({ startsAt: at }) => onChoose(at)}
      />
      <p className={classes.other}>
        Looked at for the first hour in {train.stops[0]?.name}
        {more > 0 ? `, for ${cars.length} of ${train.cars.length} services` : ""}. Whether it may go is asked of the
        gate when it departs. Its punctuality is measured against the departure that was promised first.
      </p>
    </Stack>
  );
}

function MoveReservation(
  props: Pick<MoveActions, "moveReserved"> & { readonly id: string; readonly onClose: () => void },
): ReactNode {
  const { data, error } = useQuery({
    queryKey: reservationKeys.one(props.id),
    queryFn: ({ signal }) => fetchReservation(props.id, signal),
  });
  if (error) return <ErrorState error={error} doing="load the reservation" />;
  return data ? <ReservationForm {...props} one={data} /> : null;
}

function ReservationForm({
  one,
  moveReserved,
  onClose,
}: Pick<MoveActions, "moveReserved"> & { readonly one: ReservationDetail; readonly onClose: () => void }): ReactNode {
  const zone = useTimeZone();
  const queryClient = useQueryClient();
  const times = one.slot ?? one.wish;
  const problem = useProblemForm({
    initialValues: {
      startsAt: toWallClock(Date.parse(times.startsAt), zone),
      endsAt: toWallClock(Date.parse(times.endsAt), zone),
    },
    async send({ startsAt, endsAt }) {
      const given = { id: one.id, startsAt: iso(startsAt, zone), endsAt: iso(endsAt, zone), timeZone: zone };
      await callAction(moveReserved, given);
      await queryClient.invalidateQueries({ queryKey: ["reservation"] });
      await queryClient.invalidateQueries({ queryKey: ["window"] });
      onClose();
    },
  });
  const { form } = problem;
  const [asked] = useDebouncedValue(`${iso(form.values.startsAt, zone)} ${iso(form.values.endsAt, zone)}`, 250);
  const [startsAt = "", endsAt = ""] = asked.split(" ");
  const services = one.services.map(({ slug }) => slug).join(",");
  const query = {
    ...{ startsAt, endsAt, timeZone: zone, except: one.id },
    services: services === "" ? undefined : services,
    units: one.units === null ? undefined : `${one.units}`,
  };
  const { data, isError } = useQuery({
    queryKey: reservationKeys.check(one.environment.slug, query),
    queryFn: ({ signal }) => fetchCheck(one.environment.slug, query, signal),
    enabled: startsAt !== "" && endsAt !== "",
    retry: false,
  });
  const ends = `Ends (${zone})`;
  return (
    <DialogForm problem={problem} doing="move the reservation" submitLabel="Move the reservation" onClose={onClose}>
      <div className={classes.times}>
        <TextInput
          data-autofocus
          type="datetime-local"
          label={`Starts (${zone})`}
          required
          {...form.getInputProps("startsAt")}
        />
        <TextInput type="datetime-local" label={ends} required {...form.getInputProps("endsAt")} />
      </div>
      <Consequences
        state={isError ? "failed" : data ? "known" : "asking"}
        sentences={data?.conflicts.map(({ sentence }) => sentence) ?? []}
        slots={data?.slots ?? []}
        none={data?.none ?? null}
        zone={zone}
        onChoose={(slot) => {
          form.setFieldValue("startsAt", toWallClock(Date.parse(slot.startsAt), zone));
          form.setFieldValue("endsAt", toWallClock(Date.parse(slot.endsAt), zone));
        }}
      />
      <p className={classes.other}>
        {one.state === "queued" ? "It leaves the queue and holds its new time. " : ""}
        What it gives up goes to those that wait.
      </p>
    </DialogForm>
  );
}
