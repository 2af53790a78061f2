import { type Instant, instant } from "@/lib/kernel/instant";
import { fromDecimal, type Rational, rational, times, toDecimal } from "@/lib/kernel/rational";
import { type Period, periodOf } from "@/lib/kernel/zoned-time";
import type { SloDefinition, SloMethod, SloPeriod } from "../contract";
import { type BurnRule, canFire, recommendedRules } from "./burn";
import type { AlertReading, AlertSettings, WindowSums } from "./burn-alert";
import type { BudgetingMethod, Slice } from "./level";
import type { MinuteWindows } from "./minute-sums";
import { minuteMs } from "./minutes";

const dayMs = 86_400_000;

/** `99.9` as 999/1000. */
export function shareOf(percent: string): Rational {
  return times(fromDecimal(percent), rational(1n, 100n));
}

/** Shares of minutes are kept in billionths: sums over a year stay exact in every number that carries them. */
export const shareResolution = 1_000_000_000n;

export function methodOf(method: SloMethod): BudgetingMethod {
  switch (method.kind) {
    case "occurrences":
      return method;
    case "timeslices":
      return { kind: "timeslices", sliceTarget: shareOf(method.slicePercent) };
    case "ratio_timeslices":
      return { kind: "ratio_timeslices", resolution: shareResolution };
  }
}

/** The stretch that a level at `now` is about. Rolling windows are exact durations, calendar ones wall time in their zone. */
export function periodAt(period: SloPeriod, now: Instant): Period {
  if (period.kind === "rolling") return { from: instant(now - period.days * dayMs), to: now };
  const { unit, timeZone, fiscalYearStartMonth = 1 } = period;
  return periodOf(now, unit, { timeZone, fiscalYearStartMonth });
}

/** How long the period is, for factors: a calendar one as long as the present one. */
export function periodLengthMs(period: SloPeriod, now: Instant): number {
  const { from, to } = periodAt(period, now);
  return to - from;
}

/** The rules of a definition, with factors derived from its period. Delivery is not counted by the minute and has none. */
export function rulesOf(definition: SloDefinition, now: Instant): BurnRule[] {
  if (definition.sli.kind === "delivery") return [];
  return recommendedRules(periodLengthMs(definition.period, now));
}

/** Rules that no outage can make fire, as positions. A definition that has one is refused. */
export function deadRules(definition: SloDefinition, now: Instant): number[] {
  const target = shareOf(definition.targetPercent);
  return rulesOf(definition, now).flatMap((rule, index) => (canFire(rule, target) ? [] : [index]));
}

export function alertSettingsOf(definition: SloDefinition): AlertSettings {
  const { graceMs, quietMs, minRequests } = definition.alerting;
  return { target: shareOf(definition.targetPercent), graceMs, quietMs, minEvents: BigInt(minRequests) };
}

/** Minutes in order, the last one that is over at the end. */
export interface MinuteSeries {
  /** When the first minute begins. */
  readonly from: Instant;
  readonly slices: readonly Slice[];
  /** When the source first told anything, ever; null: it never did. */
  readonly knownSince: Instant | null;
}

/** The minutes of a series that lie from `from` to `to` (epoch ms). */
export function minutesBetween(series: MinuteSeries, from: number, to: number): MinuteSeries {
  const first = Math.max(0, Math.ceil((from - series.from) / minuteMs));
  const last = Math.max(first, Math.floor((to - series.from) / minuteMs));
  if (first === 0 && last >= series.slices.length) return series;
  return { ...series, from: instant(series.from + first * minuteMs), slices: series.slices.slice(first, last) };
}

/** More than this share of a window unknown, and its burn says too little: the alert freezes. */
const maxUnknownShare = 0.5;

/**
 * Both windows of a rule after `end` minutes of the series. Dark when the short window is mostly unknown. Only a reading whose last
 * minute is known may make an alert quieter: a window that lost its bad minutes while nobody told of new ones proves nothing.
 */
export function readingOf(windows: MinuteWindows, rule: BurnRule, end: number = windows.minutes): AlertReading {
  const short = windows.window(rule.shortWindowMs, end);
  if (short.unknown > maxUnknownShare * short.minutes) {
    return { kind: "dark", cause: `${short.unknown} of the last ${short.minutes} minutes are unknown` };
  }
  return { kind: "sums", long: windows.window(rule.longWindowMs, end), short, isCurrent: windows.isKnown(end) };
}

/** "14.4 times …": the arithmetic of an alert as one sentence. */
export function alertSentence(
  rule: BurnRule,
  reading: Extract<AlertReading, { kind: "sums" }>,
  burns: { readonly long: Rational | null; readonly short: Rational | null },
  definition: SloDefinition,
): string {
  return (
    `${windowInWords(reading.long, burns.long, rule.longWindowMs)}, and ${windowInWords(reading.short, burns.short, rule.shortWindowMs)}; ` +
    `the limit is ${toDecimal(rule.factor, 2)} for ${definition.targetPercent} %, which spends ` +
    `${toDecimal(times(rule.budgetShare, rational(100n)), 0)} % of the budget in ${lengthInWords(rule.longWindowMs)}.`
  );
}

function windowInWords(sums: WindowSums, burn: Rational | null, windowMs: number): string {
  const { bad, total, events, seen } = sums;
  const percent = total === 0n ? "0" : toDecimal(times(rational(bad, total), rational(100n)), 4);
  const sampled = seen === undefined ? "" : ` by ${seen} that were sampled`;
  const what =
    events === undefined ? `${bad} of ${total} requests were bad${sampled}` : `at least ${percent} % was bad`;
  return `${what} in ${lengthInWords(windowMs)}, a burn of ${burn ? toDecimal(burn, 2) : "–"}`;
}

function lengthInWords(ms: number): string {
  const minutes = Math.round(ms / minuteMs);
  if (minutes % (24 * 60) === 0) return minutes === 24 * 60 ? "1 day" : `${minutes / (24 * 60)} days`;
  if (minutes % 60 === 0) return minutes === 60 ? "1 hour" : `${minutes / 60} hours`;
  return `${minutes} minutes`;
}
