"use client";

import { Stack } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useNowMs } from "@/components/feedback/now";
import { useTimeZone } from "@/components/layout/preferences";
import { type CalendarQuery, fetchCalendar, windowKeys } from "@/lib/calendar/queries";
import classes from "./calendar.module.css";
import { kindWord, whenWords } from "./entry-words";
import { fieldsOf, type WindowValues } from "./window-values";

const shown = 5;
const dayMs = 86_400_000;
/** What a blackout holds, or a maintenance window makes room for. */
const planned = "release,departure,rollout,change,reservation";

/** What the calendar is asked about the first time of a window; null while it has none that can be. */
export function meetsQuery(values: WindowValues, nowMs: number): CalendarQuery | null {
  const { startsAt, endsAt, service, environment } = fieldsOf(values);
  const [fromMs, toMs] = [Date.parse(startsAt), Date.parse(endsAt)];
  const isAskable = startsAt.endsWith("Z") && endsAt.endsWith("Z") && toMs > fromMs && toMs - fromMs < 31 * dayMs;
  if (!isAskable || toMs <= nowMs) return null;
  return {
    ...{ from: startsAt, to: endsAt, kinds: planned },
    service: service ?? undefined,
    environment: environment ?? undefined,
  };
}

/** What is planned within the time of a window, said before it is saved. */
export function WindowMeets({ values }: { readonly values: WindowValues }): ReactNode {
  const zone = useTimeZone();
  const nowMs = useNowMs();
  const [settled] = useDebouncedValue(JSON.stringify(meetsQuery(values, nowMs)), 250);
  const query = JSON.parse(settled) as CalendarQuery | null;
  const { data } = useQuery({
    queryKey: windowKeys.calendar(query ?? {}),
    queryFn: ({ signal }) => fetchCalendar(query ?? {}, signal),
    enabled: query !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (query === null || !data) return null;
  const { items } = data;
  const time = values.repeat === "never" ? "this time" : "its first time";
  return (
    <Stack gap={4} role="status">
      <strong>{items.length === 0 ? `Nothing is planned in ${time}.` : `In ${time} stand:`}</strong>
      {items.length > 0 ? (
        <ul className={classes.zones} aria-label="What is planned then">
          {items.slice(0, shown).map((entry) => (
            <li key={entry.id}>
              {entry.title}
              <span className={classes.other}>
                {" "}
                · {kindWord(entry.kind)}, {whenWords(entry, zone)}
              </span>
            </li>
          ))}
          {items.length > shown ? <li className={classes.other}>And {items.length - shown} more.</li> : null}
        </ul>
      ) : null}
    </Stack>
  );
}
