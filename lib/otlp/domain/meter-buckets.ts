import { fieldOf, listOf, numberOf } from "./otlp-values";

/** Observations that took longer than `overMs` and at most `upToMs`. */
export interface LatencyBucket {
  readonly overMs: number;
  readonly upToMs: number;
  readonly count: number;
}

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, ms: 1, us: 0.001, ns: 0.000_001 };
const maxBuckets = 400;

/** The buckets of a histogram point in ms, or why they cannot be read. The unit is the metric's own: without one nothing is known. */
export function bucketsOf(
  kind: "histogram" | "exponentialHistogram",
  point: unknown,
  { name, unit }: { readonly name: string; readonly unit: string },
): readonly LatencyBucket[] | string {
  const unitMs = unitsMs[unit];
  if (unitMs === undefined) return `the unit of ${name} is none of s, ms, us and ns`;
  const buckets = kind === "histogram" ? explicitBuckets(point, unitMs) : exponentialBuckets(point, unitMs);
  return buckets ?? "a histogram point that cannot be read";
}

function wholeNumbers(values: readonly unknown[]): number[] | null {
  const numbers = values.map((value) => (typeof value === "string" || typeof value === "number" ? Number(value) : -1));
  const isFine = numbers.every((count) => Number.isSafeInteger(count) && count >= 0);
  return isFine && numbers.length <= maxBuckets ? numbers : null;
}

function explicitBuckets(point: unknown, unitMs: number): readonly LatencyBucket[] | null {
  const bounds = listOf(point, "explicitBounds").map(Number);
  const counts = wholeNumbers(listOf(point, "bucketCounts"));
  if (counts === null || counts.length !== bounds.length + 1) return null;
  if (bounds.some((bound, index) => !Number.isFinite(bound) || (index > 0 && bound <= (bounds[index - 1] ?? 0))))
    return null;
  return counts.map((count, index) => ({
    overMs: index === 0 ? 0 : (bounds[index - 1] ?? 0) * unitMs,
    upToMs: (bounds[index] ?? Number.POSITIVE_INFINITY) * unitMs,
    count,
  }));
}

/** Bucket i holds what is longer than base^i and at most base^(i+1), base = 2^(2^−scale) (OpenTelemetry, metrics data model). */
function exponentialBuckets(point: unknown, unitMs: number): readonly LatencyBucket[] | null {
  const scale = numberOf(point, "scale") ?? 0;
  const zeros = numberOf(point, "zeroCount") ?? 0;
  const positive = fieldOf(point, "positive") ?? {};
  const negative = wholeNumbers(listOf(fieldOf(point, "negative") ?? {}, "bucketCounts")) ?? [];
  const offset = numberOf(positive, "offset") ?? 0;
  const counts = wholeNumbers(listOf(positive, "bucketCounts"));
  const isFine = Number.isInteger(scale) && scale >= -10 && scale <= 20 && Number.isInteger(offset);
  // A latency below 0 is a clock that is wrong.
  if (counts === null || !isFine || zeros < 0 || !Number.isSafeInteger(zeros) || negative.some((count) => count > 0))
    return null;
  const bound = (index: number) => 2 ** ((offset + index) * 2 ** -scale) * unitMs;
  const zeroUpToMs = (numberOf(point, "zeroThreshold") ?? 0) * unitMs;
  return [
    { overMs: 0, upToMs: zeroUpToMs, count: zeros },
    ...counts.map((count, index) => ({ overMs: bound(index), upToMs: bound(index + 1), count })),
  ];
}
