import { summarise } from "@/lib/kernel/statistics/order-statistics";
import { poissonInterval } from "@/lib/kernel/statistics/poisson";
import { wilsonInterval } from "@/lib/kernel/statistics/wilson";
import type { ExclusionReason } from "./counting";
import { type Measure, measureWords } from "./measures";

/** Nothing is on record; too few; a number. */
export type FigureStatus = "no_data" | "not_enough_data" | "ok";

/** One number with all that is needed to believe it. Shares are 0 to 1, lengths of time milliseconds, rates by day. */
export interface Figure {
  readonly measure: Measure;
  readonly status: FigureStatus;
  /** Null unless `ok`: what is not known is never 0. */
  readonly value: number | null;
  /** Nine tenths are at most this long; for lengths of time only. */
  readonly p90: number | null;
  /** 95 % interval of the value; null when there are too few observations for one. */
  readonly low: number | null;
  readonly high: number | null;
  /** Observations: deployments, changes; for a rate, days. */
  readonly n: number;
  /** What was counted among them: failures of a share, deployments of a rate; null for lengths of time. */
  readonly events: number | null;
  /** Rows of the period that are not in the figure, by reason. */
  readonly excluded: Readonly<Partial<Record<ExclusionReason, number>>>;
}

const confidence = 0.95;
const z95 = 1.959_963_984_540_054;

/** What was gathered for a figure. */
export interface Observations {
  /** Of shares and rates. */
  readonly trials: number;
  readonly events: number;
  /** Of lengths of time; reordered. */
  readonly values: Float64Array;
  readonly excluded: Readonly<Partial<Record<ExclusionReason, number>>>;
  /** Days of the window that are over and on record, for rates. */
  readonly days: number;
  /** Is anything on record before the end of the window? */
  readonly isOnRecord: boolean;
}

/** The figure of a measure from its observations; below `minimumN` of them it keeps its n and says no more. */
export function figureOf(measure: Measure, seen: Observations, minimumN: number): Figure {
  const { unit } = measureWords[measure];
  if (unit === "per_day") return rateFigure(measure, seen, minimumN);
  return unit === "share" ? shareFigure(measure, seen, minimumN) : lengthFigure(measure, seen, minimumN);
}

function blank(measure: Measure, seen: Observations, n: number, events: number | null): Figure {
  const status = n === 0 || !seen.isOnRecord ? "no_data" : "not_enough_data";
  return { measure, status, value: null, p90: null, low: null, high: null, n, events, excluded: seen.excluded };
}

/** Days are what a rate observes: no deployment in thirty days on record is a rate of 0, not a lack of data. */
function rateFigure(measure: Measure, seen: Observations, minimumN: number): Figure {
  const { days, events } = seen;
  const empty = blank(measure, seen, days, events);
  if (!seen.isOnRecord || days < minimumN) return empty;
  const { low, high } = poissonInterval(events, confidence);
  return { ...empty, status: "ok", value: events / days, low: low / days, high: high / days };
}

function shareFigure(measure: Measure, seen: Observations, minimumN: number): Figure {
  const { trials, events } = seen;
  const empty = blank(measure, seen, trials, events);
  if (trials < minimumN) return empty;
  return { ...empty, status: "ok", value: events / trials, ...wilsonInterval(events, trials, z95) };
}

function lengthFigure(measure: Measure, seen: Observations, minimumN: number): Figure {
  const n = seen.values.length;
  const empty = blank(measure, seen, n, null);
  const summary = n < minimumN ? null : summarise(seen.values, confidence);
  if (!summary) return empty;
  const { median, p90, interval } = summary;
  return { ...empty, status: "ok", value: median, p90, low: interval?.low ?? null, high: interval?.high ?? null };
}
