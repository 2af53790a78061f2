"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { SkeletonRows } from "@/components/feedback/delayed-skeleton";
import { EmptyState } from "@/components/feedback/empty-state";
import { ErrorState } from "@/components/feedback/error-state";
import { useTimeZone } from "@/components/layout/preferences";
import { Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { ContentionView } from "@/lib/reservations/contract";
import { lengthWords } from "@/lib/reservations/domain/reservation-words";
import { fetchContention, reservationKeys } from "@/lib/reservations/queries";
import classes from "./reservations.module.css";

/** When the environment is wished for, how long people wait and who is turned away, by hour and weekday. */
export function ContentionPanel({ environment }: { readonly environment: string }): ReactNode {
  const timeZone = useTimeZone();
  const query = { days: "90", timeZone };
  const contention = useQuery({
    queryKey: reservationKeys.contention(environment, query),
    queryFn: ({ signal }) => fetchContention(environment, query, signal),
    placeholderData: keepPreviousData,
  });
  const { data, error } = contention;
  return (
    <Panel
      title="Contention"
      description={`Requests of the last 90 days by the hours that they wished for, in ${timeZone}`}
      isFlush
    >
      {error && !data ? (
        <ErrorState error={error} doing="count requests" onRetry={() => void contention.refetch()} />
      ) : null}
      {!data && !error ? <SkeletonRows /> : null}
      {data ? <Shown contention={data} /> : null}
    </Panel>
  );
}

function Shown({ contention }: { readonly contention: ContentionView }): ReactNode {
  const { requests, granted, waited, refused, medianWaitMs, longestWaitMs, data } = contention;
  if (requests === 0) {
    return <EmptyState kind="nothing_yet" title="No requests yet" description="Peaks show once people reserve it." />;
  }
  const wait = (ms: number | null) => (ms === null ? "no data" : lengthWords(ms));
  return (
    <>
      <div className={classes.block}>
        <p>{peakWords(contention)}</p>
        <Facts
          facts={[
            { term: "Requests", value: `${requests}` },
            { term: `Waited (of ${granted} granted)`, value: `${waited}` },
            { term: "Median wait", value: wait(medianWaitMs) },
            { term: "Longest wait", value: wait(longestWaitMs) },
            { term: "Refused", value: `${refused}` },
            ...(data.preparations === 0
              ? []
              : [
                  { term: "Data prepared", value: preparedWords(data) },
                  { term: "Median data delay", value: wait(data.medianDelayMs) },
                  { term: "Worst data delay", value: wait(data.worstDelayMs) },
                ]),
          ]}
        />
      </div>
      <Heat contention={contention} />
    </>
  );
}

function preparedWords({ preparations, unreported }: ContentionView["data"]): string {
  return unreported === 0 ? `${preparations}` : `${preparations}, ${unreported} never reported ready`;
}

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const hourWords = (hour: number) => `${`${hour}`.padStart(2, "0")}:00`;

function peakWords({ cells }: ContentionView): string {
  const peak = cells.reduce((most, cell) => (cell.wished > most.wished ? cell : most));
  const times = peak.wished === 1 ? "once" : `${peak.wished} times`;
  return `Wished for most on ${weekdays[peak.weekday - 1]} at ${hourWords(peak.hour)}: ${times}.`;
}

type Cell = ContentionView["cells"][number];

function cellWords({ weekday, hour, wished, asked, waitMs, waited, refused }: Cell): string {
  const waits = waited === 0 ? "nobody waited" : `${waited} waited ${lengthWords(waitMs / waited)} each on average`;
  return `${weekdays[weekday - 1]} ${hourWords(hour)}: wished for ${wished} times, ${asked} began there, ${waits}, ${refused} refused`;
}

function Heat({ contention: { cells } }: { readonly contention: ContentionView }): ReactNode {
  const most = Math.max(1, ...cells.map(({ wished }) => wished));
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard.
    <section className={classes.scroll} aria-label="Requests by hour and weekday" tabIndex={0}>
      <div className={classes.block}>
        <table className={classes.heat}>
          <caption className={classes.muted}>
            How often each hour was wished for; framed where somebody was refused
          </caption>
          <thead>
            <tr>
              <td data-corner />
              {hours.map((hour) => (
                <th key={hour} scope="col">
                  {hour}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weekdays.map((day, index) => (
              <tr key={day}>
                <th scope="row">{day}</th>
                {cells.slice(index * 24, index * 24 + 24).map((cell) => (
                  <td
                    key={cell.hour}
                    data-level={cell.wished === 0 ? undefined : Math.ceil((cell.wished / most) * 3)}
                    data-refused={cell.refused > 0 || undefined}
                    title={cellWords(cell)}
                  >
                    {cell.wished === 0 ? "" : cell.wished}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
