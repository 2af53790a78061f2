import { type Instant, instant } from "@/lib/kernel/instant";
import { type CalendarRule, type CalendarUnit, type Period, periodOf } from "@/lib/kernel/zoned-time";

export const causeKinds = ["period_missed", "budget_spent", "clock_breached"] as const;
export type CauseKind = (typeof causeKinds)[number];

/** The period of a definition, as objectives have it. */
export type PeriodRule =
  | { readonly kind: "rolling"; readonly days: number }
  | ({ readonly kind: "calendar"; readonly unit: CalendarUnit } & CalendarRule);

const dayMs = 86_400_000;

/**
 * The period that a breach at `at` belongs to. A rolling window has no end of its own, so its time is cut into stretches of its length
 * from the Unix epoch on: one breach for each, whenever it is looked.
 */
export function periodAround(rule: PeriodRule, at: Instant): Period {
  if (rule.kind === "calendar") return periodOf(at, rule.unit, rule);
  const length = rule.days * dayMs;
  const from = Math.floor(at / length) * length;
  return { from: instant(from), to: instant(from + length) };
}

/** A source may still tell of the last minutes of a period that ended. */
export const settleMs = 10 * 60_000;

/** Periods that began at or after `since` in which the promise existed until their end, and that are over: the newest `max`, oldest first. */
export function endedPeriods(rule: PeriodRule, since: Instant, now: Instant, max: number): Period[] {
  const periods: Period[] = [];
  let period = periodAround(rule, now);
  while (periods.length < max) {
    if (period.to + settleMs <= now) periods.unshift(period);
    if (period.from <= since) break;
    period = periodAround(rule, instant(period.from - 1));
  }
  return periods.filter(({ to }) => to > since);
}

export interface Cause {
  readonly subjectKind: "objective" | "clock";
  readonly subjectId: string;
  readonly periodFrom: Instant;
  readonly kind: CauseKind;
}

/** What names a breach. */
export function breachKey(cause: Pick<Cause, "subjectKind" | "subjectId" | "periodFrom">): string {
  return `${cause.subjectKind} ${cause.subjectId} ${cause.periodFrom}`;
}

/** Breaches by key with the kinds of their causes. The same set of causes gives the same breaches, in any order and however often. */
export function withCause(
  breaches: ReadonlyMap<string, ReadonlySet<CauseKind>>,
  cause: Cause,
): ReadonlyMap<string, ReadonlySet<CauseKind>> {
  const key = breachKey(cause);
  return new Map(breaches).set(key, new Set([...(breaches.get(key) ?? []), cause.kind]));
}

export type BreachState = "open" | "analysed" | "closed";

/** Analysed once its root cause is signed. */
export function breachState(given: { readonly isClosed: boolean; readonly isSigned: boolean }): BreachState {
  if (given.isClosed) return "closed";
  return given.isSigned ? "analysed" : "open";
}
