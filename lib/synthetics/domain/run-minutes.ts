import type { Instant } from "@/lib/kernel/instant";
import { runBoundsMs } from "./limits";
import { speaksForMs } from "./schedule";

/** A run of the schedule, as minutes count it. */
export interface CountedRun {
  readonly startedAt: Instant;
  readonly outcome: "passed" | "failed" | "not_run";
  readonly durationMs: number | null;
}

export interface RunMinute {
  readonly minute: number;
  readonly requests: number;
  readonly errors: number;
  /** Of passed runs, by `runBoundsMs`; one more than the bounds. */
  readonly latencyCounts: readonly number[];
}

const minuteMs = 60_000;

/**
 * What the minutes from `from` to `to` (both whole minutes) hold. A minute with runs counts those that were made. One without is
 * counted as empty while the run before still speaks for it, because none was due. All others are left out: a run that should have been
 * made and was not leaves its minute unknown, never good.
 */
export function minutesOfRuns(
  runs: readonly CountedRun[],
  span: { readonly from: number; readonly to: number; readonly intervalMs: number },
): RunMinute[] {
  const made = runs
    .filter(({ outcome }) => outcome !== "not_run")
    .toSorted((left, right) => left.startedAt - right.startedAt);
  const minutes: RunMinute[] = [];
  for (let minute = span.from; minute < span.to; minute += minuteMs) {
    const end = minute + minuteMs;
    const within = made.filter(({ startedAt }) => startedAt >= minute && startedAt < end);
    const missed = runs.some(
      ({ startedAt, outcome }) => outcome === "not_run" && startedAt >= minute && startedAt < end,
    );
    const before = made.findLast(({ startedAt }) => startedAt < minute);
    const isSpokenFor =
      before !== undefined && before.startedAt + (before.durationMs ?? 0) + speaksForMs(span.intervalMs) >= end;
    if (within.length > 0 || (isSpokenFor && !missed)) minutes.push(counted(minute, within));
  }
  return minutes;
}

function counted(minute: number, runs: readonly CountedRun[]): RunMinute {
  const latencyCounts = Array.from({ length: runBoundsMs.length + 1 }, () => 0);
  for (const { outcome, durationMs } of runs) {
    if (outcome !== "passed" || durationMs === null) continue;
    const bucket = runBoundsMs.findIndex((bound) => durationMs <= bound);
    const index = bucket < 0 ? runBoundsMs.length : bucket;
    latencyCounts[index] = (latencyCounts[index] ?? 0) + 1;
  }
  return {
    minute,
    requests: runs.length,
    errors: runs.filter(({ outcome }) => outcome === "failed").length,
    latencyCounts,
  };
}
