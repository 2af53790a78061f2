"use client";

import { Select } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ErrorState } from "@/components/feedback/error-state";
import { useNowMs } from "@/components/feedback/now";
import { toWallClock } from "@/components/forms/zoned-time";
import { fetchHolidayCalendar, fetchHolidayCalendars, holidayKeys } from "@/lib/calendar/queries";
import { withTakenDays } from "./taken-days";

interface TakeHolidaysProps {
  readonly daysOff: readonly string[];
  readonly onTake: (daysOff: string[]) => void;
}

/** Adds the days of a calendar of holidays to those that are off: seen, and saved as a version with its reason, like any other change. */
export function TakeHolidays({ daysOff, onTake }: TakeHolidaysProps): ReactNode {
  const queryClient = useQueryClient();
  const nowMs = useNowMs();
  const [failure, setFailure] = useState<unknown>(null);
  const { data } = useQuery({ queryKey: holidayKeys.list, queryFn: ({ signal }) => fetchHolidayCalendars(signal) });
  const calendars = data?.items ?? [];
  if (calendars.length === 0) return null;
  async function take(id: string | null): Promise<void> {
    if (id === null) return;
    try {
      setFailure(null);
      const found = await queryClient.fetchQuery({
        queryKey: holidayKeys.one(id),
        queryFn: ({ signal }) => fetchHolidayCalendar(id, signal),
      });
      onTake(withTakenDays(daysOff, found.days, toWallClock(nowMs, found.timeZone).slice(0, 10)));
    } catch (thrown) {
      setFailure(thrown);
    }
  }
  return (
    <>
      <Select
        label="Take days from"
        description="Adds the days to come of a calendar of holidays. Later changes of it are not taken by themselves."
        placeholder="Holidays"
        value={null}
        data={calendars.map(({ id, name }) => ({ value: id, label: name }))}
        onChange={(id) => void take(id)}
      />
      {failure ? <ErrorState error={failure} doing="take the days" /> : null}
    </>
  );
}
