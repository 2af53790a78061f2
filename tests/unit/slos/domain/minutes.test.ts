import { describe, expect, it } from "vitest";
import { countsAt, type HourCounts, minuteOf, sliceAt } from "@/lib/slos/domain/minutes";

const none = Array.from({ length: 58 }, () => null);
const hour: HourCounts = {
  hour: 0,
  requests: [10, 0, ...none],
  errors: [1, 0, ...none],
  boundsMs: [100, 300],
  latencyCounts: [4, 3, 3, null, null, null],
};

describe("a minute of an hour", () => {
  it("says how many requests did not fail, that nothing came, or that nobody knows", () => {
    expect(countsAt(hour, 0, { kind: "availability" })).toEqual({ good: 9, total: 10 });
    expect(countsAt(hour, 1, { kind: "availability" })).toEqual({ good: 0, total: 0 });
    expect(countsAt(hour, 2, { kind: "availability" })).toBeNull();
    expect(sliceAt(undefined, 0, { kind: "availability" })).toEqual({ kind: "unknown" });
  });

  it("says how many were in time only for a bound that was measured", () => {
    expect(sliceAt(hour, 0, { kind: "latency", thresholdMs: 300 })).toEqual({ kind: "counted", good: 7n, total: 10n });
    expect(countsAt(hour, 0, { kind: "latency", thresholdMs: 200 })).toBeNull();
    expect(countsAt(hour, 1, { kind: "latency", thresholdMs: 300 })).toEqual({ good: 0, total: 0 });
    const without = { ...hour, latencyCounts: [] };
    expect(countsAt(without, 0, { kind: "latency", thresholdMs: 300 })).toBeNull();
  });

  it("is unknown where the source counted more errors than requests", () => {
    expect(countsAt({ ...hour, errors: [11, 0, ...none] }, 0, { kind: "availability" })).toBeNull();
  });
});

describe("the minute of two readings", () => {
  it("is the one with most of the time between them, and none when they are far apart", () => {
    expect(minuteOf(1_000, 61_000)).toBe(0);
    expect(minuteOf(50_000, 110_000)).toBe(60_000);
    expect(minuteOf(0, 100_000)).toBe(0);
    expect(minuteOf(0, 100_001)).toBeNull();
    expect(minuteOf(5_000, 5_000)).toBeNull();
  });
});
