"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useCallback, useMemo } from "react";
import { useUrlFilter } from "@/components/data-table/use-url-filter";
import { useNowMs } from "@/components/feedback/now";
import { toWallClock } from "@/components/forms/zoned-time";
import { usePageShortcuts } from "@/components/layout/page-shortcuts";
import { useTimeZone } from "@/components/layout/preferences";
import type { CalendarView } from "@/lib/calendar/contract";
import { calendarFilterNames, calendarQuery, fetchCalendar, windowKeys } from "@/lib/calendar/queries";
import { calendarModes, calendarRange, isDay } from "./calendar-range";
import { onReadersDays } from "./entry-words";

/** Which view of which time is in the address, and what stands in it. */
export function useCalendar() {
  const zone = useTimeZone();
  const nowMs = useNowMs();
  const today = toWallClock(nowMs, zone).slice(0, 10);
  const [{ view: mode, at }, setPlace] = useQueryStates(
    { view: parseAsStringLiteral(calendarModes).withDefault("month"), at: parseAsString },
    { history: "push" },
  );
  const filter = useUrlFilter(calendarFilterNames);
  const day = isDay(at ?? undefined) ? (at as string) : today;
  const range = useMemo(() => calendarRange(mode, day, zone), [mode, day, zone]);
  const query = useMemo(() => calendarQuery(range.edges, filter), [range, filter]);
  const select = useCallback(
    (found: CalendarView) => ({ ...found, items: found.items.map((entry) => onReadersDays(entry, zone)) }),
    [zone],
  );
  const entries = useQuery({
    queryKey: windowKeys.calendar(query),
    queryFn: ({ signal }) => fetchCalendar(query, signal),
    select,
    enabled: mode !== "windows" && mode !== "holidays",
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
  const moves = useMemo(
    () => ({
      previous: () => void setPlace({ at: range.previous }),
      next: () => void setPlace({ at: range.next }),
      today: () => void setPlace({ at: null }),
    }),
    [range, setPlace],
  );
  const shortcuts = useMemo(
    () => [
      { keys: "[", label: "Earlier in the calendar", onPress: moves.previous },
      { keys: "]", label: "Later in the calendar", onPress: moves.next },
    ],
    [moves],
  );
  usePageShortcuts(shortcuts);
  return { zone, nowMs, today, mode, range, entries, moves, setPlace };
}
