import { normalCdf } from "@/lib/kernel/statistics/normal";
import { shareDifferenceInterval, wilsonInterval } from "@/lib/kernel/statistics/wilson";
import type { DeliveryRecord } from "./delivery-record";
import { type Figure, figureOf, type MeasureName, measures, type Span } from "./measure";

/** Two figures of the same rule, and whether they differ. */
export interface Comparison {
  readonly measure: MeasureName;
  readonly before: Figure;
  readonly after: Figure;
  /** After minus before: percentage points, per week, or milliseconds; null when either is not known. */
  readonly change: number | null;
  /** 95 % interval of the change where there is a formula for it. */
  readonly low: number | null;
  readonly high: number | null;
  /** `unclear`: the change may be chance. */
  readonly verdict: "better" | "worse" | "unclear" | "unknown";
}

const Z95 = 1.959963984540054;

/** Compare a measure over two spans of the same records. */
export function comparePeriods(
  measure: MeasureName,
  records: readonly DeliveryRecord[],
  spans: { readonly before: Span; readonly after: Span },
): Comparison {
  const before = figureOf(measure, records, spans.before);
  const after = figureOf(measure, records, spans.after);
  if (before.value === null || after.value === null)
    return { measure, before, after, change: null, low: null, high: null, verdict: "unknown" };
  const change = after.value - before.value;
  const interval = intervalOf(before, after, spans);
  const isClear = interval === null ? ranksDiffer(before, after) : interval.low > 0 || interval.high < 0;
  const isBetter = change > 0 === (measures[measure].better === "up");
  const verdict = !isClear ? "unclear" : isBetter ? "better" : "worse";
  return { measure, before, after, change, low: interval?.low ?? null, high: interval?.high ?? null, verdict };
}

function intervalOf(before: Figure, after: Figure, spans: { readonly before: Span; readonly after: Span }) {
  const { unit } = measures[before.measure];
  if (unit === "share") {
    const counts = (figure: Figure) => ({ events: Math.round((figure.value ?? 0) * figure.n), trials: figure.n });
    return shareDifferenceInterval(counts(after), counts(before), Z95);
  }
  return unit === "per_week" ? rateDifference(before, after, spans) : null;
}

/** Of two Poisson counts, the share of the later one is binomial (Przyborowski and Wilenski 1940); turned back into rates. */
function rateDifference(before: Figure, after: Figure, spans: { readonly before: Span; readonly after: Span }) {
  const total = before.n + after.n;
  if (total === 0) return { low: 0, high: 0 };
  const lengthOf = (span: Span): number => (span.until - span.from) / (7 * 86_400_000);
  const { low, high } = wilsonInterval(after.n, total, Z95);
  const difference = (share: number): number =>
    (total * share) / lengthOf(spans.after) - (total * (1 - share)) / lengthOf(spans.before);
  return { low: difference(low), high: difference(high) };
}

/** For medians: their 95 % intervals are about ±2 standard errors, so the difference is clear at 1.96 of both together. */
function ranksDiffer(before: Figure, after: Figure): boolean {
  const errorOf = (figure: Figure): number => ((figure.high ?? 0) - (figure.low ?? 0)) / (2 * Z95);
  const error = Math.hypot(errorOf(before), errorOf(after));
  const difference = Math.abs((after.value ?? 0) - (before.value ?? 0));
  if (error === 0) return difference > 0;
  return 2 * (1 - normalCdf(difference / error)) < 0.05;
}
