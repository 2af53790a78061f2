"use client";

import { Stack } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTimeZone } from "@/components/layout/preferences";
import { fetchPreview, type PreviewQuery, windowKeys } from "@/lib/calendar/queries";
import { ApiError } from "@/lib/platform/http/api-client";
import classes from "./calendar.module.css";
import { entrySpanWords } from "./entry-words";

/** The next times of a rule that is being written, in its zone and in the reader's, as the server would hold them. */
export function WindowPreview({ draft }: { readonly draft: PreviewQuery }): ReactNode {
  const [settled] = useDebouncedValue(JSON.stringify(draft), 250);
  const asked = JSON.parse(settled) as PreviewQuery;
  const own = useTimeZone();
  const { data, error } = useQuery({
    queryKey: windowKeys.preview(asked),
    queryFn: ({ signal }) => fetchPreview(asked, signal),
    placeholderData: keepPreviousData,
    retry: false,
  });
  const zone = asked.timeZone ?? own;
  if (error) {
    const words = error instanceof ApiError ? error.reasons.map(({ message }) => message).join(" ") : "";
    return <p className={classes.other}>{words || "The next times cannot be told now."}</p>;
  }
  if (!data) return null;
  return (
    <Stack gap={4} role="status">
      <strong>{data.words}</strong>
      {data.occurrences.length === 0 ? <span className={classes.other}>All of its times are over.</span> : null}
      <ul className={classes.zones} aria-label="Next times">
        {data.occurrences.slice(0, 5).map(({ startsAt, endsAt }) => (
          <li key={startsAt}>
            {entrySpanWords(startsAt, endsAt, zone)}
            {own === zone ? null : (
              <span className={classes.other}>
                {" "}
                · {entrySpanWords(startsAt, endsAt, own)} ({own})
              </span>
            )}
          </li>
        ))}
      </ul>
    </Stack>
  );
}
