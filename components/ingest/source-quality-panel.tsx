"use client";

import type { ReactNode } from "react";
import { Time } from "@/components/feedback/time";
import { formatDuration } from "@/components/feedback/time-format";
import { type Fact, Facts } from "@/components/ui/facts";
import { Panel } from "@/components/ui/panel";
import type { SourceHealthView } from "@/lib/ingest/health-contract";
import { outcomeWords, partWords } from "./signal-words";

const watermarkWords: Readonly<Record<SourceHealthView["watermark"]["why"], string>> = {
  up_to_date: "",
  waiting_to_be_read: "what came later waits to be read",
  silent: "since then it is silent",
  never_heard: "nothing has come yet",
  switched_off: "since then it is switched off",
};

/** Whether the numbers that a source feeds can be trusted, part by part. */
export function SourceQualityPanel({ health }: { readonly health: SourceHealthView }): ReactNode {
  const { quality, pulse, delay, counts, watermark, source } = health;
  const worst = quality.parts.find((part) => part.name === quality.worst);
  const title = quality.score === null ? "Quality is not known yet" : `Quality ${quality.score} of 100`;
  const facts: readonly Fact[] = [
    ...quality.parts.map((part) => {
      const { title: term, value } = partWords(part);
      return { term, value };
    }),
    {
      term: "Usual interval",
      value:
        pulse.usualIntervalMs === null
          ? "not known yet"
          : `${formatDuration(pulse.usualIntervalMs)}, from ${pulse.n} gaps`,
    },
    {
      term: "Alarm after silence of",
      value: pulse.alarmAfterMs === null ? "not known yet" : formatDuration(pulse.alarmAfterMs),
    },
    {
      term: "Comes after it happened",
      value:
        delay.medianMs === null || delay.p95Ms === null
          ? "not known yet"
          : `half within ${formatDuration(delay.medianMs)}, 95 % within ${formatDuration(delay.p95Ms)}`,
    },
    { term: "Sent again", value: counts.duplicates === 0 ? "never" : `${counts.duplicates} in 7 days, kept once` },
    {
      term: "Complete until",
      value: (
        <>
          {watermark.completeUntil ? (
            <Time atMs={Date.parse(watermark.completeUntil)} format="absolute" />
          ) : (
            "not known"
          )}
          {watermarkWords[watermark.why] ? `; ${watermarkWords[watermark.why]}` : ""}
        </>
      ),
    },
    ...(source.config.polling
      ? [
          {
            term: "Asked",
            value: source.pollError ? (
              `failed: ${source.pollError}`
            ) : source.polledAt ? (
              <Time atMs={Date.parse(source.polledAt)} />
            ) : (
              "not yet"
            ),
          },
        ]
      : []),
    ...health.doorOutcomes.map(({ outcome, count, lastDetail }) => ({
      term: outcomeWords(outcome),
      value: `${count} in 7 days${lastDetail ? `: ${lastDetail}` : ""}`,
    })),
  ];
  return (
    <Panel
      title={title}
      description={worst ? `That of its weakest part: ${partWords(worst).title.toLowerCase()}.` : undefined}
    >
      <Facts layout="rows" facts={facts} />
    </Panel>
  );
}
