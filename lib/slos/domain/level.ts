import { compare, dividedBy, minus, one, plus, type Rational, rational, times, zero } from "@/lib/kernel/rational";
import { addNoise, type Noise, noNoise, type SampledShare, sampledShare, withoutNoise } from "./sampling";

/**
 * How good a service was over a stretch of time, exactly, with what is not known kept apart. Definitions: OpenSLO (occurrences,
 * timeslices, ratio timeslices) and the SRE workbook; the range for what is unknown is ours.
 */
export type BudgetingMethod =
  | { readonly kind: "occurrences" }
  /** A slice is good when its own share of good events reaches `sliceTarget`. */
  | { readonly kind: "timeslices"; readonly sliceTarget: Rational }
  /**
   * The mean of the slices' shares. With a `resolution` each share is cut to whole parts of it (999 999 999 of a billion), so that sums over
   * a quarter stay small and can be kept; the best case takes back what cutting can have lost. Exact without one.
   */
  | { readonly kind: "ratio_timeslices"; readonly resolution?: bigint };

/** One slice of time. All slices of a series have the same length. */
export type Slice =
  /** The source answered. `total` 0: it answered that nothing happened. */
  | {
      readonly kind: "counted";
      /** Good for certain. */
      readonly good: bigint;
      readonly total: bigint;
      /** Of the rest, those of which the source cannot say whether they were good: a bucket across the threshold. None when absent. */
      readonly doubtful?: bigint;
      /** How far sampling may have led the counts astray; absent when every event was counted. */
      readonly noise?: Noise;
    }
  /** The source was down or silent. */
  | { readonly kind: "unknown" }
  /** Taken out of the figure by a planned maintenance or a waiver. */
  | { readonly kind: "excluded" }
  /** Later than what the source can have told yet. */
  | { readonly kind: "not_due" };

export type Verdict = "met" | "missed" | "undetermined" | "no_data";

export interface Level {
  /** Share of good, 0 to 1, if everything unknown was bad. Null when nothing was counted. */
  readonly worst: Rational | null;
  /** The same if everything unknown was good. */
  readonly best: Rational | null;
  /** Known slices over due slices, 0 to 1; null when none was due. */
  readonly coverage: Rational | null;
  readonly counted: number;
  readonly unknown: number;
  readonly excluded: number;
  readonly notDue: number;
  /** Sums of the counted slices, kept so that levels of periods add up. */
  readonly good: bigint;
  readonly total: bigint;
  /** Estimate and 95 % bound of the known events where they were sampled; null when every event was counted. */
  readonly sampled: SampledShare | null;
}

/** Assert what a source may say. Throws RangeError: more good than total events is a fault of the source, never 101 %. */
export function checkSlice(slice: Slice): void {
  if (slice.kind !== "counted") return;
  if (slice.good < 0n || slice.total < 0n || slice.good + (slice.doubtful ?? 0n) > slice.total)
    throw new RangeError(`good ${slice.good} of ${slice.total} events`);
}

/** The level over `slices`. Pure; exact; depends on the multiset of slices, not on their order. */
export function levelOf(slices: readonly Slice[], method: BudgetingMethod): Level {
  return levelOfTally(addSlices(emptyTally, slices, method), method);
}

/** The level of what was added up so far. */
export function levelOfTally(tally: Tally, method: BudgetingMethod): Level {
  const due = tally.counted + tally.unknown;
  const coverage = due === 0 ? null : rational(BigInt(tally.counted), BigInt(due));
  const { counted, unknown, excluded, notDue, good, total } = tally;
  const sampled = sampledOf(tally);
  return { ...rangeOf(tally, method, sampled), coverage, counted, unknown, excluded, notDue, good, total, sampled };
}

/** Sums over slices, to which more can be added. */
export interface Tally {
  readonly counted: number;
  readonly unknown: number;
  readonly excluded: number;
  readonly notDue: number;
  readonly good: bigint;
  readonly total: bigint;
  /** Events that may have been good or not. */
  readonly doubtful: bigint;
  readonly noise: Noise;
  /** Sum of the worth of the counted slices, for methods that judge slices. */
  readonly worth: Rational;
}

export const emptyTally: Tally = {
  ...{ counted: 0, unknown: 0, excluded: 0, notDue: 0, good: 0n, total: 0n, doubtful: 0n },
  noise: noNoise,
  worth: zero,
};

/** `before` with more slices. */
export function addSlices(before: Tally, slices: readonly Slice[], method: BudgetingMethod): Tally {
  const count = { counted: 0, unknown: 0, excluded: 0, not_due: 0 };
  let good = before.good;
  let total = before.total;
  let doubtful = before.doubtful;
  let noise = before.noise;
  // Equal denominators are added first: sums of fractions over many different totals would grow without need.
  const worths = new Map<bigint, bigint>();
  for (const slice of slices) {
    checkSlice(slice);
    const kind = isJudged(slice, method) ? slice.kind : "unknown";
    count[kind] += 1;
    if (slice.kind !== "counted" || kind === "unknown") continue;
    good += slice.good;
    total += slice.total;
    doubtful += slice.doubtful ?? 0n;
    if (slice.noise) noise = addNoise(noise, slice.noise);
    if (method.kind === "occurrences") continue;
    // Nothing happened: nobody was hurt, a slice like a good one.
    const worth = slice.total === 0n ? one : worthOf(slice, method);
    worths.set(worth.denominator, (worths.get(worth.denominator) ?? 0n) + worth.numerator);
  }
  let worth = before.worth;
  for (const [denominator, numerator] of worths) worth = plus(worth, rational(numerator, denominator));
  return {
    counted: before.counted + count.counted,
    unknown: before.unknown + count.unknown,
    excluded: before.excluded + count.excluded,
    notDue: before.notDue + count.not_due,
    good,
    total,
    doubtful,
    noise,
    worth,
  };
}

/** A slice that is judged by itself must be good or bad whatever its doubtful events were. */
function isJudged(slice: Slice, method: BudgetingMethod): boolean {
  if (method.kind === "occurrences" || slice.kind !== "counted" || !slice.doubtful || slice.total === 0n) return true;
  if (method.kind === "ratio_timeslices") return false;
  const atBest = { good: slice.good + slice.doubtful, total: slice.total };
  return compare(worthOf(slice, method), worthOf(atBest, method)) === 0;
}

/** Sums of two sets of slices of the same method. */
export function addTallies(left: Tally, right: Tally): Tally {
  return {
    counted: left.counted + right.counted,
    unknown: left.unknown + right.unknown,
    excluded: left.excluded + right.excluded,
    notDue: left.notDue + right.notDue,
    good: left.good + right.good,
    total: left.total + right.total,
    doubtful: left.doubtful + right.doubtful,
    noise: addNoise(left.noise, right.noise),
    worth: plus(left.worth, right.worth),
  };
}

/** `all` without what `part`, which is in it, added; what was counted there is excluded. */
export function withoutPart(all: Tally, part: Tally): Tally {
  return {
    ...all,
    counted: all.counted - part.counted,
    excluded: all.excluded + part.counted,
    good: all.good - part.good,
    total: all.total - part.total,
    doubtful: all.doubtful - part.doubtful,
    noise: withoutNoise(all.noise, part.noise),
    worth: minus(all.worth, part.worth),
  };
}

type SliceMethod = Exclude<BudgetingMethod, { kind: "occurrences" }>;

function worthOf(slice: { good: bigint; total: bigint }, method: SliceMethod): Rational {
  if (method.kind === "ratio_timeslices" && method.resolution !== undefined)
    // Not in lowest terms: all slices have the same denominator, and their sum is reduced.
    return { numerator: (slice.good * method.resolution) / slice.total, denominator: method.resolution };
  const share = rational(slice.good, slice.total);
  if (method.kind === "ratio_timeslices") return share;
  return compare(share, method.sliceTarget) >= 0 ? one : zero;
}

/** Null when every event was counted, or none. */
function sampledOf({ good, total, noise }: Tally): SampledShare | null {
  return total === 0n ? null : sampledShare({ good, bad: total - good, noise });
}

/**
 * Worst and best. Slices: an unknown one is worth 0 or 1. Occurrences: the unknown time is taken to have had the traffic of the known
 * time, all bad or all good; an assumption that is printed with the figure. Doubtful events are bad at worst and good at best, and sampled
 * ones as bad or as good as the 95 % bound allows.
 */
function rangeOf(
  tally: Tally,
  method: BudgetingMethod,
  sampled: SampledShare | null,
): { worst: Rational | null; best: Rational | null } {
  if (method.kind !== "occurrences") {
    const slices = BigInt(tally.counted + tally.unknown);
    if (tally.counted === 0) return { worst: null, best: null };
    const unknown = rational(BigInt(tally.unknown), slices);
    const worst = dividedBy(tally.worth, rational(slices));
    const best = plus(plus(worst, unknown), cutOf(tally, method));
    return { worst, best: compare(best, one) > 0 ? one : best };
  }
  if (tally.total === 0n) return { worst: null, best: null };
  const low = sampled?.low ?? rational(tally.good, tally.total);
  const doubt = rational(tally.doubtful, tally.total);
  const high = plus(sampled?.high ?? low, doubt);
  const due = BigInt(tally.counted + tally.unknown);
  const known = rational(BigInt(tally.counted), due);
  const best = compare(high, one) > 0 ? one : high;
  return { worst: times(low, known), best: plus(times(best, known), minus(one, known)) };
}

/** What cutting the shares of slices can have taken from their mean at most: one part of the resolution for each counted slice. */
function cutOf({ counted, unknown, worth }: Tally, method: SliceMethod): Rational {
  if (method.kind !== "ratio_timeslices" || method.resolution === undefined) return zero;
  if (compare(worth, rational(BigInt(counted))) === 0) return zero;
  return rational(BigInt(counted), BigInt(counted + unknown) * method.resolution);
}

/** Met only when even the worst case reaches the target, missed only when even the best does not. */
export function verdictOf(level: Pick<Level, "worst" | "best">, target: Rational): Verdict {
  if (level.worst === null || level.best === null) return "no_data";
  if (compare(level.worst, target) >= 0) return "met";
  return compare(level.best, target) < 0 ? "missed" : "undetermined";
}

/** A part of the error budget that was used: 0 none, 1 all, more when it is overspent. Throws RangeError for a target of 1. */
export function budgetUsed(level: Rational, target: Rational): Rational {
  return dividedBy(minus(one, level), minus(one, target));
}

/** What is left of the budget, 1 to below 0: `(level − target) / (1 − target)`. */
export function budgetLeft(level: Rational, target: Rational): Rational {
  return minus(one, budgetUsed(level, target));
}

/** Levels of parts added up: sums first, ratios last; never a mean of means. For occurrences. */
export function addLevels(levels: readonly Pick<Level, "good" | "total">[]): Rational | null {
  const good = levels.reduce((sum, level) => sum + level.good, 0n);
  const total = levels.reduce((sum, level) => sum + level.total, 0n);
  return total === 0n ? null : rational(good, total);
}
