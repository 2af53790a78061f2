import { textAt } from "@/lib/kernel/json-value";
import { addTo } from "./latency-buckets";
import { attributesOf, fieldOf, isErrorAnswer, listOf, millisOf, numberOf, resourceOf } from "./otlp-values";
import { type ResourceName, TelemetryBatch } from "./telemetry-batch";

/** Histograms of requests that the semantic conventions name, with their unit in ms. */
const requestMetrics: Readonly<Record<string, number>> = {
  "http.server.request.duration": 1_000,
  "http.server.duration": 1,
  "rpc.server.call.duration": 1_000,
  "rpc.server.duration": 1,
  "messaging.process.duration": 1_000,
};

/** One point of a histogram: counts of latencies in ms, each at the upper bound of its bucket. */
export interface HistogramPoint {
  readonly resource: ResourceName;
  /** Names the stream that a cumulative point belongs to. */
  readonly streamKey: string;
  readonly isCumulative: boolean;
  readonly startMs: number;
  readonly atMs: number;
  readonly isError: boolean;
  /** Upper bound in ms → count. */
  readonly counts: ReadonlyMap<number, number>;
}

export interface ReadMetrics {
  readonly batch: TelemetryBatch;
  readonly points: readonly HistogramPoint[];
}

/** Histograms of requests in a request; other metrics are passed over without being refused. */
export function readMetrics(request: unknown, nowMs: number): ReadMetrics {
  const batch = new TelemetryBatch(nowMs);
  const points: HistogramPoint[] = [];
  for (const resourceMetrics of listOf(request, "resourceMetrics")) {
    const resource = resourceOf(resourceMetrics);
    const instance = attributesOf(fieldOf(resourceMetrics, "resource")).get("service.instance.id") ?? "";
    for (const metric of listOf(resourceMetrics, "scopeMetrics").flatMap((scope) => listOf(scope, "metrics"))) {
      const found = histogramOf(metric);
      if (found === null) continue;
      if ("missing" in resource) batch.reject(`the resource has ${resource.missing}`, found.points.length);
      else for (const point of found.points) readPoint(batch, points, { resource, instance, found, point });
    }
  }
  return { batch, points };
}

interface FoundHistogram {
  readonly name: string;
  readonly unitMs: number;
  readonly isCumulative: boolean;
  readonly isExponential: boolean;
  readonly points: readonly unknown[];
}

const unitsMs: Readonly<Record<string, number>> = { s: 1_000, ms: 1, us: 0.001, ns: 0.000_001 };

function histogramOf(metric: unknown): FoundHistogram | null {
  const name = textAt(metric, "name") ?? "";
  const usual = Object.hasOwn(requestMetrics, name) ? requestMetrics[name] : undefined;
  if (usual === undefined) return null;
  const unitMs = unitsMs[textAt(metric, "unit") ?? ""] ?? usual;
  for (const kind of ["histogram", "exponentialHistogram"] as const) {
    const data = fieldOf(metric, kind);
    if (data === undefined || data === null) continue;
    const temporality = fieldOf(data, "aggregationTemporality");
    const isCumulative =
      temporality === 2 || temporality === "2" || temporality === "AGGREGATION_TEMPORALITY_CUMULATIVE";
    const points = listOf(data, "dataPoints");
    return { name, unitMs, isCumulative, isExponential: kind === "exponentialHistogram", points };
  }
  return null;
}

function readPoint(
  batch: TelemetryBatch,
  into: HistogramPoint[],
  given: { resource: ResourceName; instance: string; found: FoundHistogram; point: unknown },
): void {
  if (!batch.admit()) return;
  const { resource, instance, found, point } = given;
  const counts = found.isExponential ? exponentialCounts(point, found.unitMs) : explicitCounts(point, found.unitMs);
  const atMs = millisOf(fieldOf(point, "timeUnixNano"));
  if (counts === null || !Number.isFinite(atMs)) {
    batch.reject("a histogram point that cannot be read");
    return;
  }
  const attributes = attributesOf(point);
  const named = [...attributes].sort(([left], [right]) => (left < right ? -1 : 1));
  const { service, environment, version } = resource;
  into.push({
    resource,
    streamKey: JSON.stringify([service, environment, version, instance, found.name, named]),
    isCumulative: found.isCumulative,
    startMs: millisOf(fieldOf(point, "startTimeUnixNano")) || 0,
    atMs,
    isError: isErrorAnswer(attributes),
    counts,
  });
}

const maxBuckets = 400;

function wholeNumbers(values: readonly unknown[]): number[] | null {
  const numbers = values.map((value) => (typeof value === "string" || typeof value === "number" ? Number(value) : -1));
  const isFine = numbers.every((count) => Number.isSafeInteger(count) && count >= 0);
  return isFine && numbers.length <= maxBuckets ? numbers : null;
}

/** A bucket counts at its upper bound; the open last one at twice the largest bound. */
function explicitCounts(point: unknown, unitMs: number): ReadonlyMap<number, number> | null {
  const bounds = listOf(point, "explicitBounds").map(Number);
  const counts = wholeNumbers(listOf(point, "bucketCounts"));
  if (counts === null || counts.length !== bounds.length + 1) return null;
  if (bounds.some((bound, index) => !Number.isFinite(bound) || (index > 0 && bound <= (bounds[index - 1] ?? 0))))
    return null;
  const last = bounds.at(-1);
  if (last === undefined) return null;
  const found = new Map<number, number>();
  for (const [index, count] of counts.entries()) {
    if (count > 0) found.set((bounds[index] ?? 2 * last) * unitMs, count);
  }
  return found;
}

function exponentialCounts(point: unknown, unitMs: number): ReadonlyMap<number, number> | null {
  const scale = numberOf(point, "scale") ?? 0;
  const positive = fieldOf(point, "positive");
  const offset = numberOf(positive, "offset") ?? 0;
  const counts = wholeNumbers(listOf(positive, "bucketCounts"));
  const zeros = numberOf(point, "zeroCount") ?? 0;
  if (counts === null || scale < -10 || scale > 20 || !Number.isSafeInteger(zeros) || zeros < 0) return null;
  const found = new Map<number, number>();
  if (zeros > 0) found.set(0, zeros);
  for (const [index, count] of counts.entries()) {
    const bound = 2 ** ((offset + index + 1) / 2 ** scale) * unitMs;
    if (!Number.isFinite(bound)) return null;
    if (count > 0) found.set(bound, count);
  }
  return found;
}

/** The last cumulative point of a stream, as it was kept. */
export interface KeptPoint {
  readonly startMs: number;
  readonly atMs: number;
  /** Upper bound in ms → count. */
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * What happened between two points of a cumulative stream. Null: it cannot be said, because this is the first point that is seen, or
 * an old one. A stream that began anew counts from its beginning.
 */
export function sinceKept(point: HistogramPoint, kept: KeptPoint | null): ReadonlyMap<number, number> | null {
  if (kept === null || point.atMs <= kept.atMs) return null;
  const isSame = point.startMs === kept.startMs && isAtLeast(point.counts, kept.counts);
  if (!isSame) return point.startMs >= kept.atMs ? point.counts : null;
  return new Map(
    [...point.counts].flatMap(([bound, count]) => {
      const more = count - (kept.counts[String(bound)] ?? 0);
      return more > 0 ? [[bound, more] as const] : [];
    }),
  );
}

function isAtLeast(counts: ReadonlyMap<number, number>, before: Readonly<Record<string, number>>): boolean {
  return Object.entries(before).every(([bound, count]) => (counts.get(Number(bound)) ?? 0) >= count);
}

/** Add what a point says to the minute that it was taken in. */
export function addPoint(batch: TelemetryBatch, point: HistogramPoint, counts: ReadonlyMap<number, number>): void {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return;
  const entry = batch.entryAt(point.resource, point.atMs, 1);
  if (entry === null) return;
  entry.requests += total;
  entry.errors += point.isError ? total : 0;
  for (const [boundMs, count] of counts) addTo(entry.buckets, boundMs, count);
}
