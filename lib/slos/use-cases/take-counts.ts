import type { SqlExecutor } from "@/lib/platform/db/executor";
import { closedUntil } from "../domain/meter";
import { minuteMs } from "../domain/minutes";
import { addNoise, type Noise, noNoise } from "../domain/sampling";
import { addToInbox, type InboxCounts } from "../meter-store";
import type { Meter } from "../sli-contract";

/** Events of one minute of a meter, as a sender told them. */
export interface TakenCounts {
  readonly meterId: string;
  readonly meter: Meter;
  /** When the minute begins, epoch ms. */
  readonly minute: number;
  readonly good: number;
  readonly bad: number;
  /** Of the bad ones, those of which the sender cannot say. */
  readonly doubtful: number;
  /** Absent: every event was counted. */
  readonly noise?: Noise;
}

/**
 * Keep counts until their minute is closed, in the caller's transaction. Counts of minutes that are closed, or of the future, are left out:
 * answers how many of them had events.
 */
export async function takeCounts(db: SqlExecutor, counts: readonly TakenCounts[], nowMs: number): Promise<number> {
  const sums = new Map<string, InboxCounts>();
  let late = 0;
  for (const { meter, ...one } of counts) {
    if (one.minute < closedUntil(meter, nowMs) || one.minute >= nowMs + minuteMs) {
      if (one.good + one.bad > 0) late += 1;
      continue;
    }
    const key = `${one.meterId} ${one.minute}`;
    sums.set(key, added(sums.get(key), { ...one, noise: one.noise ?? noNoise }));
  }
  const ordered = [...sums].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, one]) => one);
  await addToInbox(db, ordered);
  return late;
}

function added(before: InboxCounts | undefined, more: InboxCounts): InboxCounts {
  if (!before) return more;
  return {
    ...before,
    good: before.good + more.good,
    bad: before.bad + more.bad,
    doubtful: before.doubtful + more.doubtful,
    noise: addNoise(before.noise, more.noise),
  };
}
