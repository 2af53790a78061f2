import type { Instant } from "@/lib/kernel/instant";
import { localOf, type Period, startOfDay } from "@/lib/kernel/zoned-time";

/** Sprints that follow one another: the day on which the first begins, and how many days each takes. */
export interface SprintPlan {
  /** `2026-11-02`. */
  readonly firstDay: string;
  readonly lengthDays: number;
  /** IANA name. */
  readonly timeZone: string;
}

export interface Sprint extends Period {
  /** From 1. */
  readonly number: number;
}

const dayMs = 86_400_000;

/** A civil day as a count of days, and back: no zone is involved. */
const toCount = (day: string) => Math.round(startOfDay(day, "UTC") / dayMs);
const toDay = (count: number) => localOf((count * dayMs) as Instant, "UTC").slice(0, 10);

/** The sprint of a number, from midnight to midnight of its zone: its days may be shorter or longer where clocks change. */
export function sprintOf({ firstDay, lengthDays, timeZone }: SprintPlan, number: number): Sprint {
  const first = toCount(firstDay) + (number - 1) * lengthDays;
  return { number, from: startOfDay(toDay(first), timeZone), to: startOfDay(toDay(first + lengthDays), timeZone) };
}

/** The sprints that touch a range, in order, `most` at most; none before the first. */
export function sprintsIn(plan: SprintPlan, range: Period, most = 400): Sprint[] {
  const day = toCount(localOf(range.from, plan.timeZone).slice(0, 10));
  const sprints: Sprint[] = [];
  let number = Math.max(1, Math.floor((day - toCount(plan.firstDay)) / plan.lengthDays) + 1);
  for (let sprint = sprintOf(plan, number); sprint.from < range.to && sprints.length < most; ) {
    if (sprint.to > range.from) sprints.push(sprint);
    number += 1;
    sprint = sprintOf(plan, number);
  }
  return sprints;
}
