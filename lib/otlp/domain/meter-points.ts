import { textAt } from "@/lib/kernel/json-value";
import type { AttributeMatch, Meter } from "@/lib/slos/sli-contract";
import { bucketsOf } from "./meter-buckets";
import { attributesOf, fieldOf, listOf, millisOf, numberOf } from "./otlp-values";

/** A meter that metrics of a service are looked through for. */
export interface MetricMeter {
  readonly id: string;
  readonly service: string;
  readonly environment: string;
  readonly meter: Extract<Meter, { kind: "otlp_sum" | "otlp_latency" }>;
}

/** Events that a point tells of: good ones for certain, others, and how many of those may have been good. */
export interface PointCounts {
  readonly good: number;
  readonly bad: number;
  readonly doubtful: number;
}

/** One point of a metric as a meter counts it. */
export interface MeterPoint {
  readonly meterId: string;
  /** Names the stream that the point belongs to. */
  readonly streamKey: string;
  readonly isCumulative: boolean;
  /** 0 when the sender does not say. */
  readonly startMs: number;
  readonly atMs: number;
  readonly counts: PointCounts;
}

export interface ReadPoints {
  readonly points: readonly MeterPoint[];
  /** Why points of metrics that a meter names are not counted, with how many. */
  readonly refused: ReadonlyMap<string, number>;
}

/**
 * The points of a request that meters count. A point of a sum or of a histogram whose attributes fit is of one meter each; points of other
 * metrics are passed over. Gauges and sums that go down are no counts and are refused.
 */
export function readMeterPoints(request: unknown, meters: readonly MetricMeter[]): ReadPoints {
  const reading = new Reading();
  for (const resourceMetrics of listOf(request, "resourceMetrics")) {
    const attributes = attributesOf(fieldOf(resourceMetrics, "resource"));
    const environment = attributes.get("deployment.environment.name") ?? attributes.get("deployment.environment");
    const here = meters.filter(
      (one) => one.service === attributes.get("service.name") && one.environment === environment,
    );
    if (here.length === 0) continue;
    const sender = JSON.stringify([...attributes].sort(byName));
    for (const metric of listOf(resourceMetrics, "scopeMetrics").flatMap((scope) => listOf(scope, "metrics"))) {
      for (const one of here) if (one.meter.metric === textAt(metric, "name")) reading.metric(one, metric, sender);
    }
  }
  return reading;
}

const byName = ([left]: readonly [string, string], [right]: readonly [string, string]) => (left < right ? -1 : 1);

/** As many points as one request may hold for all meters. */
const maxPoints = 20_000;

class Reading implements ReadPoints {
  readonly points: MeterPoint[] = [];
  readonly refused = new Map<string, number>();

  metric(metered: MetricMeter, metric: unknown, sender: string): void {
    const data = dataOf(metric);
    if (typeof data === "string") {
      this.refuse(data, 1);
      return;
    }
    for (const point of data.points) {
      const attributes = attributesOf(point);
      if (!fits(attributes, metered.meter.total)) continue;
      const counts = countsOf(metered.meter, { metric, data, point, attributes });
      const atMs = millisOf(fieldOf(point, "timeUnixNano"));
      if (typeof counts === "string") this.refuse(counts, 1);
      else if (!Number.isFinite(atMs)) this.refuse("a point without its time", 1);
      else if (this.points.length >= maxPoints) this.refuse(`more than ${maxPoints} points in one request`, 1);
      else {
        const named = JSON.stringify([...attributes].sort(byName));
        this.points.push({
          meterId: metered.id,
          streamKey: JSON.stringify(["meter", metered.id, sender, named]),
          isCumulative: data.isCumulative,
          startMs: Math.floor(millisOf(fieldOf(point, "startTimeUnixNano")) || 0),
          atMs: Math.floor(atMs),
          counts,
        });
      }
    }
  }

  private refuse(reason: string, count: number): void {
    this.refused.set(reason, (this.refused.get(reason) ?? 0) + count);
  }
}

interface MetricData {
  readonly kind: "sum" | "histogram" | "exponentialHistogram";
  readonly isCumulative: boolean;
  readonly points: readonly unknown[];
}

/** What a metric holds, or why it cannot be counted. */
function dataOf(metric: unknown): MetricData | string {
  for (const kind of ["sum", "histogram", "exponentialHistogram"] as const) {
    const data = fieldOf(metric, kind);
    if (data === undefined || data === null) continue;
    if (kind === "sum" && fieldOf(data, "isMonotonic") !== true) return "a sum that may go down is no count";
    const temporality = fieldOf(data, "aggregationTemporality");
    const isDelta = [1, "1", "AGGREGATION_TEMPORALITY_DELTA"].includes(temporality as string);
    const isCumulative = [2, "2", "AGGREGATION_TEMPORALITY_CUMULATIVE"].includes(temporality as string);
    if (!isDelta && !isCumulative) return "a metric that does not say whether it is delta or cumulative";
    return { kind, isCumulative, points: listOf(data, "dataPoints") };
  }
  return "a metric that is neither a sum nor a histogram is no count";
}

function fits(attributes: ReadonlyMap<string, string>, matches: readonly AttributeMatch[]): boolean {
  return matches.every(({ attribute, values, isNot }) => values.includes(attributes.get(attribute) ?? "") !== isNot);
}

interface PointRead {
  readonly metric: unknown;
  readonly data: MetricData;
  readonly point: unknown;
  readonly attributes: ReadonlyMap<string, string>;
}

function countsOf(meter: MetricMeter["meter"], { metric, data, point, attributes }: PointRead): PointCounts | string {
  if (meter.kind === "otlp_sum") {
    const total = data.kind === "sum" ? sumOf(point) : numberOf(point, "count");
    if (total === null || !Number.isSafeInteger(total) || total < 0) return "a point that is no count of events";
    const isGood = fits(attributes, meter.good);
    return { good: isGood ? total : 0, bad: isGood ? 0 : total, doubtful: 0 };
  }
  if (data.kind === "sum") return "a latency meter needs a histogram, and this metric is a sum";
  const buckets = bucketsOf(data.kind, point, { name: meter.metric, unit: textAt(metric, "unit") ?? "" });
  return typeof buckets === "string" ? buckets : withinThreshold(buckets, meter.thresholdMs);
}

function sumOf(point: unknown): number | null {
  return numberOf(point, "asInt") ?? numberOf(point, "asDouble");
}

/** A rounding error of a unit is not a bound of its own. */
const slack = 1e-9;

/** A bucket across the threshold is in doubt: how its observations lie in it, the sender has not said. */
function withinThreshold(
  buckets: readonly { readonly overMs: number; readonly upToMs: number; readonly count: number }[],
  thresholdMs: number,
): PointCounts {
  let [good, bad, doubtful] = [0, 0, 0];
  for (const { overMs, upToMs, count } of buckets) {
    if (upToMs <= thresholdMs * (1 + slack)) good += count;
    else {
      bad += count;
      if (overMs < thresholdMs * (1 - slack)) doubtful += count;
    }
  }
  return { good, bad, doubtful };
}
