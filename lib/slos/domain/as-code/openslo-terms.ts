import { toNumber } from "@/lib/kernel/rational";
import type { SloPeriod } from "../../contract";
import { type BurnRule, recommendedRules } from "../burn";

/** Words that OpenSLO and the product share, in both directions. */

export const openSloVersion = "openslo/v1";

/** Where OpenSLO has no field, its annotations say it. */
export const annotations = {
  environment: "signalbox.dev/environment",
  dependsOn: "signalbox.dev/depends-on",
  quiet: "signalbox.dev/quiet",
  minRequests: "signalbox.dev/min-requests",
  shortWindow: "signalbox.dev/short-window",
} as const;

/** The type of metric source that means: the requests of the target, as the product counts them itself. */
export const sourceType = "signalbox";

const dayMs = 86_400_000;
const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: dayMs, w: 7 * dayMs };

/** OpenSLO's shorthand (`5m`, `1h`, `30d`, `4w`) in milliseconds; null for anything else, also for months, quarters and years. */
export function shorthandMs(text: string): number | null {
  const found = /^(\d{1,5})([mhdw])$/.exec(text);
  const unit = unitMs[found?.[2] ?? ""];
  return found && unit !== undefined ? Number(found[1]) * unit : null;
}

/** Milliseconds as shorthand: the largest unit up to a day that fits, else seconds, which only our annotations read. */
export function toShorthand(ms: number): string {
  for (const unit of ["d", "h", "m"] as const) {
    const length = unitMs[unit] ?? 0;
    if (ms > 0 && ms % length === 0) return `${ms / length}${unit}`;
  }
  return ms === 0 ? "0m" : `${ms / 1_000}s`;
}

/** The same with seconds, as annotations of ours may have them; null when it is none. */
export function annotatedMs(text: string): number | null {
  const seconds = /^(\d{1,5}(?:\.\d{1,3})?)s$/.exec(text);
  return seconds ? Math.round(Number(seconds[1]) * 1_000) : shorthandMs(text);
}

type CalendarPeriod = Extract<SloPeriod, { kind: "calendar" }>;
type CalendarUnit = CalendarPeriod["unit"];

const calendarUnits: Readonly<Record<string, CalendarUnit>> = {
  "1w": "week",
  "1M": "month",
  "1Q": "quarter",
  "1Y": "year",
};

/** The calendar unit of a duration; null when there is none of ours. */
export function calendarUnit(duration: string): CalendarUnit | null {
  return calendarUnits[duration] ?? null;
}

export function calendarDuration(unit: CalendarUnit): string {
  return { week: "1w", month: "1M", quarter: "1Q", year: "1Y" }[unit];
}

/** A start from which a calendar period of ours is counted: midnight of a Monday, or of the first of the month that the year begins with. */
export function calendarStartOf({ unit, fiscalYearStartMonth = 1 }: CalendarPeriod): string {
  const month = unit === "quarter" || unit === "year" ? fiscalYearStartMonth : 1;
  return `2024-${String(month).padStart(2, "0")}-01 00:00:00`;
}

/** The month with which a unit begins that starts here: weeks on a Monday, others on the first of a month, at midnight. Null: nowhere. */
export function startMonthOf(text: string, unit: CalendarUnit): number | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})[ T]00:00:00$/.exec(text);
  if (!found) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  if (month < 1 || month > 12) return null;
  if (unit === "week") return weekdayOf(year, month, day) === 1 ? 1 : null;
  if (day !== 1) return null;
  return unit === "month" ? 1 : month;
}

/** 0 for Sunday to 6. Source: T. Sakamoto's rule for the Gregorian calendar. */
function weekdayOf(year: number, month: number, day: number): number {
  const shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1] ?? 0;
  const y = month < 3 ? year - 1 : year;
  return (y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + shift + day) % 7;
}

/** The shortest and the longest that a period can be, for factors that depend on its length. */
export function periodBoundsMs(period: SloPeriod): readonly [number, number] {
  if (period.kind === "rolling") return [period.days * dayMs, period.days * dayMs];
  const hour = 3_600_000;
  const lengths = { week: [7, 7], month: [28, 31], quarter: [89, 92], year: [365, 366] } as const;
  const days = lengths[period.unit];
  return [days[0] * dayMs - hour, days[1] * dayMs + hour];
}

/** Does `threshold` say what the engine derives for the rule with this long window? To the second decimal, as people copy it. */
export function isDerivedFactor(period: SloPeriod, longWindowMs: number, threshold: number): boolean {
  const [shortest, longest] = periodBoundsMs(period);
  const at = (ms: number): number | undefined => {
    const rule = recommendedRules(ms).find((one) => one.longWindowMs === longWindowMs);
    return rule && toNumber(rule.factor);
  };
  const [from, to] = [at(shortest), at(longest)];
  return from !== undefined && to !== undefined && threshold >= from - 0.005 && threshold <= to + 0.005;
}

/** The rules for a period that is `periodMs` long, as documents name them. */
export function namedRules(periodMs: number): { readonly rule: BurnRule; readonly window: string }[] {
  return recommendedRules(periodMs).map((rule) => ({ rule, window: toShorthand(rule.longWindowMs) }));
}
