import { difference, intersection } from "@/lib/kernel/intervals";
import type { Period } from "@/lib/kernel/zoned-time";
import { runningTime, type Schedule } from "./business-hours";

/** A stretch of a clock's time, and what it counted up to its end, in milliseconds. */
export interface ClockStretch extends Period {
  readonly kind: "counted" | "paused" | "closed";
  readonly ms: number;
  readonly totalMs: number;
}

/**
 * A clock's time from its start to its end as a sum that can be followed: every stretch with its kind, and the total so far. The
 * stretches join without gaps; those that are counted add up to the elapsed time.
 */
export function clockSteps(range: Period, schedule: Schedule, pauses: readonly Period[]): ClockStretch[] {
  const running = runningTime(schedule, range);
  const whole = [range];
  const kinds = [
    ...difference(running, pauses).map((period) => ({ ...period, kind: "counted" as const })),
    ...intersection(running, pauses).map((period) => ({ ...period, kind: "paused" as const })),
    ...difference(whole, running).map((period) => ({ ...period, kind: "closed" as const })),
  ].sort((left, right) => left.from - right.from);
  let totalMs = 0;
  return kinds.map(({ from, to, kind }) => {
    const ms = to - from;
    if (kind === "counted") totalMs += ms;
    return { from, to, kind, ms, totalMs };
  });
}
