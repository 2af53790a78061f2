import { type Instant, msBetween } from "@/lib/kernel/instant";

/** A stage with its length; null while it runs, or when it is not known. */
export interface TimedStage {
  readonly name: string;
  readonly durationMs: number | null;
}

export interface SlowestStage {
  readonly name: string;
  readonly durationMs: number;
  /** Of the whole run, 0 to 1; null when the run's length is not known. Stages side by side may add up to more than 1. */
  readonly ratio: number | null;
}

/** The time between two moments in milliseconds; null when one is missing or they are the wrong way round. */
export function lengthOf(from: Instant | null, to: Instant | null): number | null {
  if (from === null || to === null) return null;
  const ms = msBetween(from, to);
  return ms < 0 ? null : ms;
}

/** The stage that took longest of those that have ended, the first of several; null when none took any time. */
export function slowestOf(stages: readonly TimedStage[], runMs: number | null): SlowestStage | null {
  let slowest: { name: string; durationMs: number } | null = null;
  for (const { name, durationMs } of stages) {
    if (durationMs !== null && durationMs > (slowest?.durationMs ?? 0)) slowest = { name, durationMs };
  }
  if (slowest === null) return null;
  const ratio = runMs === null || runMs === 0 ? null : Math.min(1, slowest.durationMs / runMs);
  return { ...slowest, ratio };
}
