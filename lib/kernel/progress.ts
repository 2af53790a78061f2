import { type Instant, instant } from "./instant";

/** How far something has come that begins, goes on and ends. */
export type ProgressState = "queued" | "running" | "succeeded" | "failed" | "cancelled" | "rolled_back";

/** One thing that was said of it, and for when. */
export interface ProgressNote {
  readonly state: ProgressState;
  readonly at: Instant;
}

export interface ProgressReading {
  readonly state: ProgressState;
  readonly queuedAt: Instant | null;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
}

const ranks: Readonly<Record<ProgressState, number>> = {
  queued: 0,
  running: 1,
  succeeded: 2,
  cancelled: 3,
  failed: 4,
  rolled_back: 5,
};

function isEnd(state: ProgressState): boolean {
  return ranks[state] >= ranks.succeeded;
}

/**
 * What all notes together say, whatever order they came in; null when there are none. An end is never undone by a beginning that
 * is told later. Of several ends the last one holds, from when it was first told since the end before it changed: a sender that
 * tells the same end again months later dates nothing anew. What was taken back after it succeeded ended when it succeeded.
 */
export function readProgress(notes: readonly ProgressNote[]): ProgressReading | null {
  if (notes.length === 0) return null;
  const sorted = [...notes].sort((left, right) => left.at - right.at || ranks[left.state] - ranks[right.state]);
  const end = lastEnd(sorted.filter(({ state }) => isEnd(state)));
  const starts = sorted.filter(({ state }) => state === "running").map(({ at }) => at);
  const queues = sorted.filter(({ state }) => state === "queued").map(({ at }) => at);
  const state = end?.state ?? (starts.length > 0 ? "running" : "queued");
  const startedAt = earliest([...starts.slice(0, 1), ...(starts.length > 0 && end ? [end.at] : [])]);
  const queuedAt = earliest([...queues.slice(0, 1), ...(queues.length > 0 && startedAt !== null ? [startedAt] : [])]);
  return { state, queuedAt, startedAt, finishedAt: end?.at ?? null };
}

function lastEnd(ends: readonly ProgressNote[]): ProgressNote | null {
  return ends.reduce<ProgressNote | null>((held, end) => {
    if (held === null) return end;
    if (held.state === end.state) return held;
    return held.state === "succeeded" && end.state === "rolled_back" ? { state: end.state, at: held.at } : end;
  }, null);
}

/** Clocks of one sender may disagree by a little; nothing starts after it ended. */
function earliest(times: readonly Instant[]): Instant | null {
  return times.length === 0 ? null : instant(Math.min(...times));
}
