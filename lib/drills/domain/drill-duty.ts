import { type Instant, plusMs } from "@/lib/kernel/instant";
import type { DrillDuty } from "../contract";

const dayMs = 86_400_000;

export interface DrillFacts {
  /** Null when nobody scheduled any. */
  readonly schedule: { readonly everyDays: number; readonly setAt: Instant } | null;
  /** The newest drill where the schedule asks for it; null when there was none. */
  readonly lastDoneAt: Instant | null;
}

/**
 * Whether going back was practised lately enough, at `now`. The first drill is due one interval after the schedule was set, the next
 * one interval after the last; the last seventh of the interval is soon. A schedule without any drill is never fresh.
 */
export function drillDuty(
  { schedule, lastDoneAt }: DrillFacts,
  now: Instant,
): { duty: DrillDuty; dueAt: Instant | null } {
  if (schedule === null) return { duty: "not_scheduled", dueAt: null };
  const intervalMs = schedule.everyDays * dayMs;
  const dueAt = plusMs(lastDoneAt ?? schedule.setAt, intervalMs);
  if (now >= dueAt) return { duty: "overdue", dueAt };
  if (lastDoneAt === null) return { duty: "never_done", dueAt };
  return { duty: dueAt - now <= intervalMs / 7 ? "due_soon" : "fresh", dueAt };
}
