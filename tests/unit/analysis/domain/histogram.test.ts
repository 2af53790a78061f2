import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addHistograms,
  histogramOf,
  quantileOf,
  sameBounds,
  slowerThan,
  totalOf,
} from "@/lib/analysis/domain/histogram";

const boundsMs = [10, 50, 100, 500];

describe("histogramOf", () => {
  it("turns cumulative buckets into counts", () => {
    const cumulative = [
      { upperBoundMs: 10, count: 2 },
      { upperBoundMs: 50, count: 5 },
      { upperBoundMs: Number.POSITIVE_INFINITY, count: 6 },
    ];
    expect(histogramOf(cumulative)).toEqual({ boundsMs: [10, 50], counts: [2, 3, 1] });
  });

  it.each([
    [
      "without +Inf",
      [
        { upperBoundMs: 10, count: 1 },
        { upperBoundMs: 20, count: 1 },
      ],
    ],
    [
      "descending bounds",
      [
        { upperBoundMs: 20, count: 1 },
        { upperBoundMs: 10, count: 2 },
        { upperBoundMs: Number.POSITIVE_INFINITY, count: 2 },
      ],
    ],
    [
      "falling counts",
      [
        { upperBoundMs: 10, count: 3 },
        { upperBoundMs: Number.POSITIVE_INFINITY, count: 2 },
      ],
    ],
    [
      "NaN",
      [
        { upperBoundMs: 10, count: Number.NaN },
        { upperBoundMs: Number.POSITIVE_INFINITY, count: 2 },
      ],
    ],
    ["nothing", []],
  ])("refuses %s", (_, buckets) => {
    expect(histogramOf(buckets)).toBeNull();
  });
});

describe("quantileOf", () => {
  it("interpolates as Prometheus does", () => {
    // Rank 95 of 100 lies 15 of 20 into (100, 500].
    expect(quantileOf({ boundsMs, counts: [20, 40, 20, 20, 0] }, 0.95)).toEqual({
      estimateMs: 400,
      lowMs: 100,
      highMs: 500,
    });
    expect(quantileOf({ boundsMs, counts: [0, 0, 0, 0, 3] }, 0.95)).toEqual({
      estimateMs: 500,
      lowMs: 500,
      highMs: Number.POSITIVE_INFINITY,
    });
    expect(quantileOf({ boundsMs, counts: [0, 0, 0, 0, 0] }, 0.95)).toBeNull();
    expect(quantileOf(null, 0.95)).toBeNull();
  });

  it("always holds the exact quantile between its edges", () => {
    const latencies = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 200 });
    const property = fc.property(latencies, fc.constantFrom(0.5, 0.9, 0.95, 0.99), (values, quantile) => {
      const counts = [...boundsMs, Number.POSITIVE_INFINITY].map(
        (bound, i) => values.filter((value) => value <= bound && value > (boundsMs[i - 1] ?? 0)).length,
      );
      const bound = quantileOf({ boundsMs, counts }, quantile);
      const exact = values.toSorted((x, y) => x - y)[Math.ceil(quantile * values.length) - 1] ?? Number.NaN;
      expect(bound?.lowMs).toBeLessThan(exact);
      expect(bound?.highMs).toBeGreaterThanOrEqual(exact);
      expect(bound?.estimateMs).toBeGreaterThanOrEqual(bound?.lowMs ?? Number.NaN);
      expect(bound?.estimateMs).toBeLessThanOrEqual(bound?.highMs ?? Number.NaN);
    });
    fc.assert(property, { seed: 11, numRuns: 500 });
  });
});

describe("the rest", () => {
  it("adds, counts slow requests, compares bounds", () => {
    const one = { boundsMs, counts: [1, 2, 3, 4, 5] };
    expect(addHistograms(one, one)?.counts).toEqual([2, 4, 6, 8, 10]);
    expect(addHistograms(null, one)).toEqual(one);
    expect(totalOf(one)).toBe(15);
    expect(slowerThan(one, 100)).toEqual({ trials: 15, events: 9 });
    expect(slowerThan(null, 100)).toEqual({ trials: 0, events: 0 });
    expect(sameBounds(one, { boundsMs: [10, 50, 100, 501], counts: [] })).toBe(false);
  });
});
