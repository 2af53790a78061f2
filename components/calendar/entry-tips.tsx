"use client";

import { Portal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type CSSProperties, type ReactNode, useId } from "react";
import { Verdict } from "@/components/gates/verdict";
import type { CalendarEntry } from "@/lib/calendar/contract";
import { fetchGate, gateKeys } from "@/lib/gates/queries";
import classes from "./entry-tips.module.css";
import { kindWord, placeOf, tipWords, whenWords } from "./entry-words";
import { type OpenTip, useEntryTip } from "./use-entry-tip";

export interface EntryTipsProps {
  readonly entries: readonly CalendarEntry[];
  readonly zone: string;
  readonly children: ReactNode;
}

const gapPx = 6;
const widthPx = 384;
const leastPx = 240;

/** Tells of the entry that the pointer rests on or that has the focus: what it is, and what the gate says to what is planned. */
export function EntryTips({ entries, zone, children }: EntryTipsProps): ReactNode {
  const tipId = useId();
  const { root, tip, stay } = useEntryTip(tipId);
  const entry = tip === null ? undefined : entries.find(({ id }) => id === tip.entryId);
  return (
    <>
      <div ref={root}>{children}</div>
      {tip && entry ? (
        <Portal>
          <div id={tipId} role="tooltip" className={classes.tip} style={placeFor(tip)} {...stay}>
            <Tip entry={entry} zone={zone} />
          </div>
        </Portal>
      ) : null}
    </>
  );
}

/** Below the entry, or above where there is more room; never outside of the window. */
function placeFor({ rect }: OpenTip): CSSProperties {
  const width = Math.min(widthPx, window.innerWidth - 2 * gapPx);
  const left = Math.max(gapPx, Math.min(rect.left, window.innerWidth - width - gapPx));
  const below = window.innerHeight - rect.bottom - 2 * gapPx;
  const above = rect.top - 2 * gapPx;
  if (below >= leastPx || below >= above) return { left, width, top: rect.bottom + gapPx, maxHeight: below };
  return { left, width, bottom: window.innerHeight - rect.top + gapPx, maxHeight: above };
}

function Tip({ entry, zone }: { readonly entry: CalendarEntry; readonly zone: string }): ReactNode {
  return (
    <>
      <strong>{entry.title}</strong>
      <span>
        {kindWord(entry.kind)} · {placeOf(entry)}
      </span>
      <span className={classes.when}>
        {whenWords(entry, zone)} ({entry.timeZone ?? zone})
      </span>
      {tipWords(entry).map((words) => (
        <span key={words} className={classes.muted}>
          {words}
        </span>
      ))}
      {entry.gate ? <TipVerdict gate={entry.gate} /> : null}
    </>
  );
}

/** One question to one gate, asked when the tooltip opens and kept for half a minute. */
function TipVerdict({ gate }: { readonly gate: NonNullable<CalendarEntry["gate"]> }): ReactNode {
  const { more, ...asked } = gate;
  const { data, error } = useQuery({
    queryKey: gateKeys.one(asked),
    queryFn: ({ signal }) => fetchGate(asked, signal),
    staleTime: 30_000,
    retry: false,
  });
  if (error && !data) return <span className={classes.muted}>The gate cannot be asked now.</span>;
  if (!data) return <span className={classes.muted}>Asking the gate…</span>;
  return (
    <div className={classes.verdict}>
      <Verdict gate={data} />
      {more > 0 ? (
        <span className={classes.muted}>
          {more === 1 ? "Open it for the gate of 1 more service." : `Open it for the gates of ${more} more services.`}
        </span>
      ) : null}
    </div>
  );
}
