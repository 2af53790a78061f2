import type { Instant } from "@/lib/kernel/instant";
import type { CountsRead, SeriesCounts } from "@/lib/telemetry/port";
import type { SlotName } from "@/lib/traffic/port";
import { addHistograms, type Histogram, histogramOf, sameBounds } from "./histogram";

/** What a slot did over some stretch. `latency` is null when the source has no histogram. */
export interface SlotTotals {
  readonly requests: number;
  readonly errors: number;
  readonly latency: Histogram | null;
}

export type BothSlots<T> = Readonly<Record<SlotName, T>>;

interface SeriesReading {
  readonly requests: number;
  readonly errors: number;
  readonly latency: Histogram | null;
}

/** Everything needed to go on from the last reading. JSON-serialisable. */
export interface CountsAccumulator {
  readonly sampledAt: Instant | null;
  /** Newest reading of every series ever seen, so that one which was away for a moment is not counted twice. */
  readonly series: BothSlots<Readonly<Record<string, SeriesReading>>>;
  /** Since the step was marked; all zero before. */
  readonly step: BothSlots<SlotTotals>;
  /** Since the first reading. */
  readonly whole: BothSlots<SlotTotals>;
}

export interface Advance {
  readonly accumulator: CountsAccumulator;
  /** What happened since the reading before; null for the first one and for one that is not newer. */
  readonly delta: BothSlots<SlotTotals> | null;
  /** Why the latency of this reading cannot be used; its counts still can. Latency totals begin anew. */
  readonly latencyRefusal: string | null;
}

export const noTotals: SlotTotals = { requests: 0, errors: 0, latency: null };
const noneInBoth: BothSlots<SlotTotals> = { a: noTotals, b: noTotals };
const slots: readonly SlotName[] = ["a", "b"];
const MAX_SERIES_PER_SLOT = 2_000;

export function startCounts(): CountsAccumulator {
  return { sampledAt: null, series: { a: {}, b: {} }, step: noneInBoth, whole: noneInBoth };
}

/** Start the step's totals anew; the next deltas count towards the new step. */
export function markStep(accumulator: CountsAccumulator): CountsAccumulator {
  return { ...accumulator, step: noneInBoth };
}

/**
 * Take the next reading of cumulative counters. A counter that went down was reset: its value counts in full. A series
 * that appears in `freshSlot` (the canary's, whose processes are new) counts from zero; elsewhere from its first sight,
 * because it may carry years of history. A series that is missing adds nothing and is remembered.
 */
export function advanceCounts(accumulator: CountsAccumulator, read: CountsRead, freshSlot: SlotName): Advance {
  if (accumulator.sampledAt !== null && read.sampledAt <= accumulator.sampledAt) {
    return { accumulator, delta: null, latencyRefusal: null };
  }
  const first = accumulator.sampledAt === null;
  const a = advanceSlot(accumulator.series.a, read.slots.a, !first && freshSlot === "a");
  const b = advanceSlot(accumulator.series.b, read.slots.b, !first && freshSlot === "b");
  const series = { a: a.series, b: b.series };
  if (first) {
    return {
      accumulator: { ...accumulator, sampledAt: read.sampledAt, series },
      delta: null,
      latencyRefusal: a.refusal ?? b.refusal,
    };
  }
  const refusal = a.refusal ?? b.refusal ?? changedBounds(accumulator, { a: a.delta, b: b.delta });
  const delta = refusal === null ? { a: a.delta, b: b.delta } : withoutLatency({ a: a.delta, b: b.delta });
  const before = refusal === null ? accumulator : dropLatency(accumulator);
  return {
    accumulator: {
      sampledAt: read.sampledAt,
      series,
      step: addBoth(before.step, delta),
      whole: addBoth(before.whole, delta),
    },
    delta,
    latencyRefusal: refusal,
  };
}

interface SlotAdvance {
  readonly series: Readonly<Record<string, SeriesReading>>;
  readonly delta: SlotTotals;
  readonly refusal: string | null;
}

function advanceSlot(
  before: Readonly<Record<string, SeriesReading>>,
  read: readonly SeriesCounts[],
  newCountFromZero: boolean,
): SlotAdvance {
  // Processes that are gone for good must not pile up: past the limit only those that still answer are remembered.
  const crowded = Object.keys(before).length > MAX_SERIES_PER_SLOT;
  const series: Record<string, SeriesReading> = crowded ? {} : { ...before };
  let delta = noTotals;
  let refusal: string | null = null;
  for (const counts of read) {
    // The prefix keeps ids such as "__proto__" plain data.
    const key = `:${counts.id}`;
    const step = advanceSeries(before[key], counts, newCountFromZero);
    series[key] = step.reading;
    refusal ??= step.refusal ?? strangeBounds(delta.latency, step.delta.latency, counts.id);
    delta = addTotals(delta, refusal === null ? step.delta : { ...step.delta, latency: null });
  }
  return { series, delta, refusal };
}

interface SeriesAdvance {
  readonly reading: SeriesReading;
  readonly delta: SlotTotals;
  readonly refusal: string | null;
}

function advanceSeries(
  last: SeriesReading | undefined,
  counts: SeriesCounts,
  newCountFromZero: boolean,
): SeriesAdvance {
  const latency = counts.latencyBuckets === null ? null : histogramOf(counts.latencyBuckets);
  const now: SeriesReading = { requests: counts.requests, errors: counts.errors, latency };
  // A histogram that is missing for one read goes on from the one before.
  const reading = { ...now, latency: latency ?? last?.latency ?? null };
  const malformed = counts.latencyBuckets !== null && latency === null;
  if (last === undefined) {
    return { reading, delta: newCountFromZero ? now : noTotals, refusal: malformed ? notAHistogram(counts.id) : null };
  }
  if (malformed) return { reading, delta: countsGrowth(last, now), refusal: notAHistogram(counts.id) };
  const refusal = strangeBounds(last.latency, latency, counts.id);
  return { reading, delta: refusal === null ? growth(last, now) : countsGrowth(last, now), refusal };
}

function notAHistogram(id: string): string {
  return `The latency buckets of ${id} are not a cumulative histogram that ends at +Inf.`;
}

function strangeBounds(known: Histogram | null, seen: Histogram | null, id: string): string | null {
  if (known === null || seen === null || sameBounds(known, seen)) return null;
  return `The latency buckets of ${id} have other bounds than before or than those beside it.`;
}

/** What a series added between two readings whose histograms have the same bounds. */
function growth(last: SeriesReading, now: SeriesReading): SlotTotals {
  if (last.latency === null || now.latency === null) return countsGrowth(last, now);
  const earlier = last.latency.counts;
  const grown = now.latency.counts.map((count, i) => count - (earlier[i] ?? 0));
  // One process holds all these counters: if one of them fell, all began at zero.
  const reset = now.requests < last.requests || now.errors < last.errors || grown.some((count) => count < 0);
  if (reset) return now;
  return { ...countsGrowth(last, now), latency: { boundsMs: now.latency.boundsMs, counts: grown } };
}

function countsGrowth(last: SeriesReading, now: SeriesReading): SlotTotals {
  const reset = now.requests < last.requests || now.errors < last.errors;
  if (reset) return { requests: now.requests, errors: now.errors, latency: null };
  return { requests: now.requests - last.requests, errors: now.errors - last.errors, latency: null };
}

function changedBounds(accumulator: CountsAccumulator, delta: BothSlots<SlotTotals>): string | null {
  const known = slots.flatMap((slot) => accumulator.whole[slot].latency ?? []);
  const seen = slots.flatMap((slot) => delta[slot].latency ?? []);
  const [first, ...others] = [...known, ...seen];
  if (first === undefined || others.every((histogram) => sameBounds(first, histogram))) return null;
  return "The latency buckets of the two slots have different bounds, or their bounds changed.";
}

function withoutLatency(totals: BothSlots<SlotTotals>): BothSlots<SlotTotals> {
  return { a: { ...totals.a, latency: null }, b: { ...totals.b, latency: null } };
}

function dropLatency(accumulator: CountsAccumulator): CountsAccumulator {
  return { ...accumulator, step: withoutLatency(accumulator.step), whole: withoutLatency(accumulator.whole) };
}

function addBoth(x: BothSlots<SlotTotals>, y: BothSlots<SlotTotals>): BothSlots<SlotTotals> {
  return { a: addTotals(x.a, y.a), b: addTotals(x.b, y.b) };
}

/** Sum of two stretches; their histograms must have the same bounds. */
export function addTotals(x: SlotTotals, y: SlotTotals): SlotTotals {
  return {
    requests: x.requests + y.requests,
    errors: x.errors + y.errors,
    latency: addHistograms(x.latency, y.latency),
  };
}
