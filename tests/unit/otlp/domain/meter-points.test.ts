import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketsOf } from "@/lib/otlp/domain/meter-buckets";
import { type MetricMeter, readMeterPoints } from "@/lib/otlp/domain/meter-points";
import { minutesOfStretch, toldSince } from "@/lib/otlp/domain/meter-stream";
import { runs } from "@/tests/support/runs";

/** Goal: what a sender says of a minute is counted once and exactly, and what it does not say is never 0. */

const noon = Date.parse("2026-11-20T12:00:00Z");
const nanos = (ms: number) => `${ms}000000`;
const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const sums: MetricMeter = {
  id: "mtr_sum",
  service: "checkout",
  environment: "production",
  meter: {
    kind: "otlp_sum",
    metric: "orders",
    total: [{ attribute: "test", values: ["true"], isNot: true }],
    good: [{ attribute: "outcome", values: ["ok", "late"], isNot: false }],
  },
};
const latency: MetricMeter = {
  ...sums,
  id: "mtr_latency",
  meter: { kind: "otlp_latency", metric: "duration", total: [], thresholdMs: 300 },
};

function request(metrics: readonly object[], environment = "production") {
  const attributes = [attribute("service.name", "checkout"), attribute("deployment.environment.name", environment)];
  return { resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ metrics }] }] };
}
const sumOf = (points: readonly object[], fields: object = {}) => ({
  name: "orders",
  sum: { isMonotonic: true, aggregationTemporality: 1, dataPoints: points, ...fields },
});
const point = (outcome: string, asInt: number, more: object = {}) => ({
  attributes: [attribute("outcome", outcome)],
  startTimeUnixNano: nanos(noon),
  timeUnixNano: nanos(noon + 60_000),
  asInt: `${asInt}`,
  ...more,
});

describe("points of a sum", () => {
  it("are good or bad by their attributes; those that do not count are passed over", () => {
    const test = { ...point("ok", 5), attributes: [attribute("outcome", "ok"), attribute("test", "true")] };
    const { points, refused } = readMeterPoints(
      request([sumOf([point("ok", 7), point("late", 2), point("failed", 1), test])]),
      [sums],
    );
    expect(points.map(({ counts, isCumulative }) => [counts.good, counts.bad, isCumulative])).toEqual([
      [7, 0, false],
      [2, 0, false],
      [0, 1, false],
    ]);
    expect(refused.size).toBe(0);
    expect(new Set(points.map(({ streamKey }) => streamKey)).size).toBe(3);
  });

  it("of another environment are of nobody, and of an exact double whole", () => {
    expect(readMeterPoints(request([sumOf([point("ok", 1)])], "staging"), [sums]).points).toEqual([]);
    const double = { ...point("ok", 0), asInt: undefined, asDouble: 12 };
    expect(readMeterPoints(request([sumOf([double])]), [sums]).points[0]?.counts.good).toBe(12);
  });

  it.each([
    ["a sum that may go down", sumOf([point("ok", 1)], { isMonotonic: false })],
    ["no temporality", sumOf([point("ok", 1)], { aggregationTemporality: 0 })],
    ["a gauge", { name: "orders", gauge: { dataPoints: [point("ok", 1)] } }],
    ["half an event", sumOf([{ ...point("ok", 0), asInt: undefined, asDouble: 0.5 }])],
    ["a negative count", sumOf([point("ok", -3)])],
  ])("are refused with a reason and not counted: %s", (_, metric) => {
    const { points, refused } = readMeterPoints(request([metric]), [sums]);
    expect(points).toEqual([]);
    expect([...refused.values()]).toEqual([1]);
  });
});

const histogram = (fields: object) => ({
  name: "duration",
  unit: "s",
  histogram: { aggregationTemporality: 2, dataPoints: [{ timeUnixNano: nanos(noon), ...fields }] },
});

describe("points of a histogram", () => {
  it("are exact where the threshold is a bound", () => {
    const exact = histogram({ explicitBounds: [0.1, 0.3, 1], bucketCounts: ["5", "4", "3", "2"] });
    const [read] = readMeterPoints(request([exact]), [latency]).points;
    expect(read).toMatchObject({ isCumulative: true, counts: { good: 9, bad: 5, doubtful: 0 } });
  });

  it("leave the bucket across the threshold in doubt", () => {
    const across = histogram({ explicitBounds: [0.1, 0.5, 1], bucketCounts: ["5", "4", "3", "2"] });
    expect(readMeterPoints(request([across]), [latency]).points[0]?.counts).toEqual({ good: 5, bad: 9, doubtful: 4 });
  });

  it("need a unit: without one nothing is known", () => {
    const { refused } = readMeterPoints(
      request([{ ...histogram({ explicitBounds: [1], bucketCounts: [1, 1] }), unit: "furlong" }]),
      [latency],
    );
    expect([...refused.keys()][0]).toContain("unit");
  });

  it("of an exponential one hold every observation between its bounds", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 100, noNaN: true }), { minLength: 1, maxLength: 50 }),
        fc.integer({ min: -2, max: 8 }),
        (seconds, scale) => {
          // As an SDK puts them: bucket i has (base^i, base^(i+1)].
          const indices = seconds.map((one) => Math.ceil(Math.log2(one) * 2 ** scale) - 1);
          const offset = Math.min(...indices);
          const width = Math.max(...indices) - offset + 1;
          fc.pre(width <= 400);
          const bucketCounts = Array.from(
            { length: width },
            (_, at) => indices.filter((one) => one - offset === at).length,
          );
          const read = bucketsOf(
            "exponentialHistogram",
            { scale, positive: { offset, bucketCounts } },
            { name: "d", unit: "s" },
          );
          if (typeof read === "string") throw new Error(read);
          const fast = seconds.filter((one) => one * 1_000 <= 300).length;
          const good = read.filter(({ upToMs }) => upToMs <= 300).reduce((sum, { count }) => sum + count, 0);
          const doubtful = read
            .filter(({ overMs, upToMs }) => overMs < 300 && upToMs > 300)
            .reduce((sum, { count }) => sum + count, 0);
          expect(read.reduce((sum, { count }) => sum + count, 0)).toBe(seconds.length);
          expect(good).toBeLessThanOrEqual(fast);
          expect(good + doubtful).toBeGreaterThanOrEqual(fast);
        },
      ),
      runs(200),
    );
  });

  it("with latencies below 0, or with counts that fit no bounds, cannot be read", () => {
    const of = (fields: object) => bucketsOf("exponentialHistogram", fields, { name: "d", unit: "ms" });
    expect(of({ scale: 0, negative: { bucketCounts: [1] }, positive: { bucketCounts: [1] } })).toContain(
      "cannot be read",
    );
    expect(bucketsOf("histogram", { explicitBounds: [1], bucketCounts: [1] }, { name: "d", unit: "ms" })).toContain(
      "cannot",
    );
  });
});

const told = (isCumulative: boolean, startMs: number, atMs: number, good: number) => ({
  ...{ meterId: "m", streamKey: "s", isCumulative, startMs, atMs },
  counts: { good, bad: 1, doubtful: 0 },
});
const keptAt = (startMs: number, atMs: number, good: number) => ({ startMs, atMs, good, bad: 1, doubtful: 0 });

describe("a stream", () => {
  it("of deltas counts each stretch once, whatever comes twice or overlaps", () => {
    const first = told(false, noon, noon + 60_000, 5);
    expect(toldSince(first, null)).toMatchObject({ fromMs: noon, toMs: noon + 60_000, good: 5 });
    expect(toldSince(first, keptAt(noon, noon + 60_000, 5))).toBeNull();
    expect(toldSince(told(false, noon + 30_000, noon + 90_000, 5), keptAt(noon, noon + 60_000, 5))).toBeNull();
    expect(toldSince(told(false, noon + 60_000, noon + 120_000, 3), keptAt(noon, noon + 60_000, 5))).toMatchObject({
      good: 3,
    });
    expect(toldSince(told(false, 0, noon + 60_000, 5), null)).toBeNull();
  });

  it("of cumulative counts says what it grew by, 0 included, and nothing with its first point", () => {
    expect(toldSince(told(true, noon, noon + 60_000, 500), null)).toBeNull();
    const kept = keptAt(noon, noon + 60_000, 500);
    expect(toldSince(told(true, noon, noon + 120_000, 512), kept)).toMatchObject({
      fromMs: noon + 60_000,
      good: 12,
      bad: 0,
    });
    expect(toldSince(told(true, noon, noon + 120_000, 500), kept)).toMatchObject({ good: 0, bad: 0 });
    expect(toldSince(told(true, noon, noon + 60_000, 500), kept)).toBeNull();
  });

  it("that began anew counts from its beginning, and one that fell without saying so says nothing once", () => {
    const kept = keptAt(noon, noon + 60_000, 500);
    expect(toldSince(told(true, noon + 70_000, noon + 120_000, 8), kept)).toMatchObject({
      fromMs: noon + 70_000,
      good: 8,
      bad: 1,
    });
    expect(toldSince(told(true, noon, noon + 120_000, 8), kept)).toBeNull();
    expect(toldSince(told(true, noon + 10_000, noon + 120_000, 900), kept)).toBeNull();
  });
});

describe("a stretch", () => {
  it("of a minute, wherever it begins, leaves no minute between known ones unknown and loses no event", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 45_000, max: 62_000 }), { minLength: 3, maxLength: 40 }),
        fc.nat(59_999),
        (lengths, first) => {
          let at = noon + first;
          const minutes = lengths.flatMap((length) => {
            const from = at;
            at += length;
            return minutesOfStretch({ fromMs: from, toMs: at, good: 10, bad: 1, doubtful: 0 });
          });
          expect(minutes.reduce((sum, one) => sum + one.good, 0)).toBe(10 * lengths.length);
          const known = new Set(minutes.map(({ minute }) => minute));
          for (let minute = Math.ceil((noon + first) / 60_000) * 60_000; minute + 60_000 <= at; minute += 60_000)
            expect(known.has(minute)).toBe(true);
        },
      ),
      runs(200),
    );
  });

  it("that is too long is of no minute", () => {
    expect(minutesOfStretch({ fromMs: noon, toMs: noon + 100_001, good: 10, bad: 0, doubtful: 0 })).toEqual([]);
  });
});
