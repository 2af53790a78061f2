"use client";

import { Select, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useEnvironmentChoices } from "@/components/catalog/use-place-choices";
import { useNowMs } from "@/components/feedback/now";
import { Dialog } from "@/components/forms/dialog";
import { DialogForm } from "@/components/forms/dialog-form";
import { useProblemForm } from "@/components/forms/use-problem-form";
import { fromWallClock, toWallClock } from "@/components/forms/zoned-time";
import { useTimeZone } from "@/components/layout/preferences";
import { callAction } from "@/lib/platform/http/action-client";
import { ApiError } from "@/lib/platform/http/api-client";
import type { InFreeze } from "@/lib/releases/domain/departures";
import { fetchTimetablePreview, type TimetableDraft, timetableKeys } from "@/lib/releases/queries";
import { DepartureList } from "./departure-list";
import classes from "./releases.module.css";
import { inFreezeChoices, repeatChoices } from "./timetable-words";
import type { TimetableCommands } from "./timetables-panel";

export interface TimetableDialogProps extends Pick<TimetableCommands, "create"> {
  readonly onClose: () => void;
}

interface Values extends Record<string, unknown> {
  name: string;
  environment: string | null;
  startsAt: string;
  repeat: string;
  rule: string;
  timeZone: string;
  inFreeze: InFreeze;
}

const dayMs = 86_400_000;

function givenOf({ name, environment, startsAt, repeat, rule, timeZone, inFreeze }: Values) {
  const at = fromWallClock(startsAt, timeZone);
  return {
    ...{ name, timeZone, inFreeze },
    environment: environment ?? "",
    startsAt: at === null ? startsAt : new Date(at).toISOString(),
    rule: repeat === "own" ? rule : repeat,
  };
}

/** Asks for departures that come back, and shows the next ones with what freezes make of them. */
export function TimetableDialog({ create, onClose }: TimetableDialogProps): ReactNode {
  return (
    <Dialog isOpen onClose={onClose} title="New timetable" size="lg">
      <TimetableForm create={create} onClose={onClose} />
    </Dialog>
  );
}

function TimetableForm({ create, onClose }: TimetableDialogProps): ReactNode {
  const zone = useTimeZone();
  const nowMs = useNowMs();
  const queryClient = useQueryClient();
  const environments = useEnvironmentChoices();
  const problem = useProblemForm<Values>({
    initialValues: {
      name: "",
      environment: null,
      startsAt: `${toWallClock(nowMs + dayMs, zone).slice(0, 10)}T10:00`,
      repeat: "FREQ=WEEKLY",
      rule: "",
      timeZone: zone,
      inFreeze: "left_out",
    },
    async send(values) {
      await callAction(create, givenOf(values));
      await queryClient.invalidateQueries({ queryKey: timetableKeys.all });
      onClose();
    },
  });
  const { form } = problem;
  const { name: _, ...draft } = givenOf(form.values);
  const zones = [...new Set([form.values.timeZone, zone, "UTC", ...Intl.supportedValuesOf("timeZone")])];
  return (
    <DialogForm problem={problem} doing="make the timetable" submitLabel="Make the timetable" onClose={onClose}>
      <TextInput
        data-autofocus
        label="Name"
        description="As “Weekly train”."
        required
        maxLength={80}
        {...form.getInputProps("name")}
      />
      <Select
        label="First environment"
        description="Its freezes of every service count."
        required
        data={[...environments]}
        {...form.getInputProps("environment")}
      />
      <div className={classes.pair}>
        <TextInput
          type="datetime-local"
          label={`First departure (${form.values.timeZone})`}
          required
          {...form.getInputProps("startsAt")}
        />
        <Select label="Time zone" searchable allowDeselect={false} data={zones} {...form.getInputProps("timeZone")} />
        <Select label="Departs" allowDeselect={false} data={[...repeatChoices]} {...form.getInputProps("repeat")} />
        <Select
          label="A departure in a freeze"
          allowDeselect={false}
          data={[...inFreezeChoices]}
          {...form.getInputProps("inFreeze")}
        />
      </div>
      {form.values.repeat === "own" ? (
        <TextInput
          label="Rule (RFC 5545)"
          description="As FREQ=MONTHLY;BYDAY=1TU for the first Tuesday of each month."
          maxLength={300}
          {...form.getInputProps("rule")}
        />
      ) : null}
      <Preview draft={draft} />
    </DialogForm>
  );
}

function Preview({ draft }: { readonly draft: TimetableDraft }): ReactNode {
  const [text] = useDebouncedValue(JSON.stringify(draft), 250);
  const asked = JSON.parse(text) as TimetableDraft;
  const isWhole = asked.environment !== "" && asked.rule !== "" && (asked.startsAt ?? "").endsWith("Z");
  const { data, error } = useQuery({
    queryKey: timetableKeys.preview(asked),
    queryFn: ({ signal }) => fetchTimetablePreview(asked, signal),
    enabled: isWhole,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (!isWhole) return <p className={classes.muted}>Choose an environment to see the next departures.</p>;
  if (error) {
    const words = error instanceof ApiError ? error.reasons.map(({ message }) => message).join(" ") : "";
    return <p className={classes.muted}>{words || "The next departures cannot be told now."}</p>;
  }
  if (!data) return null;
  return (
    <Stack gap={4} role="status">
      <strong>{data.words}</strong>
      <span className={classes.muted}>{data.inFreezeWords}</span>
      <DepartureList departures={data.departures.slice(0, 5)} label="Next departures" isDraft />
    </Stack>
  );
}
