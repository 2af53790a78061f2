import type { ReactNode } from "react";
import { StatusBadge } from "@/components/feedback/status-badge";
import { Time } from "@/components/feedback/time";
import { formatDuration } from "@/components/feedback/time-format";
import type { ObjectivePreview } from "@/lib/slos/contract";
import { rangeOf, verdictBadge } from "./objective-words";
import classes from "./slos.module.css";

/** What a definition would have meant over the known past. */
export function PreviewView({ preview }: { readonly preview: ObjectivePreview }): ReactNode {
  const { level, pages, tickets, pagesPerMonth, firings, knownSince } = preview;
  if (knownSince === null) {
    return (
      <output className={classes.preview}>
        Nothing was counted for this service here, so the past says nothing about this objective.
      </output>
    );
  }
  return (
    <output className={classes.preview}>
      <StatusBadge {...verdictBadge(level.verdict)} />
      <p>
        On the known past, the level is {rangeOf(level.worstPercent, level.bestPercent) ?? "unknown"} and{" "}
        {rangeOf(level.budgetLeftWorstPercent, level.budgetLeftBestPercent) ?? "an unknown part"} of the budget is left;{" "}
        {rangeOf(level.coveragePercent, level.coveragePercent) ?? "none"} of the minutes since{" "}
        <Time atMs={Date.parse(knownSince)} format="absolute" /> is known.
      </p>
      {pages === null || tickets === null ? (
        <p>What it is made of is not counted by its own minutes: its alerts are not replayed.</p>
      ) : (
        <p>
          {firedWords(pages, tickets)}
          {pagesPerMonth === null
            ? "; less than a day is known, too little for a month's figure."
            : pages === 0
              ? "."
              : `: ${pagesPerMonth} pages a month.`}
        </p>
      )}
      {firings.length > 0 ? (
        <ul>
          {firings.slice(-5).map((firing) => (
            <li key={`${firing.rule} ${firing.from}`}>
              {firing.severity === "page" ? "Page" : "Ticket"} at{" "}
              <Time atMs={Date.parse(firing.from)} format="absolute" />
              {firing.to === null
                ? ", still firing"
                : ` for ${formatDuration(Date.parse(firing.to) - Date.parse(firing.from))}`}
              , burn {firing.longBurn}
            </li>
          ))}
        </ul>
      ) : null}
    </output>
  );
}

function firedWords(pages: number, tickets: number): string {
  if (pages + tickets === 0) return "None of its alerts would have fired";
  const paged = pages === 0 ? "never" : pages === 1 ? "once" : `${pages} times`;
  const opened = tickets === 0 ? "no ticket" : tickets === 1 ? "one ticket" : `${tickets} tickets`;
  return `Its alerts would have paged ${paged} and opened ${opened}`;
}
