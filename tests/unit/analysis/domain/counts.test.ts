import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advanceCounts, type CountsAccumulator, markStep, startCounts } from "@/lib/analysis/domain/counts";
import { instant } from "@/lib/kernel/instant";
import type { CountsRead, LatencyBucket, SeriesCounts } from "@/lib/telemetry/port";

function series(
  id: string,
  requests: number,
  errors = 0,
  latencyBuckets: readonly LatencyBucket[] | null = null,
): SeriesCounts {
  return { id, requests, errors, latencyBuckets };
}

function read(atMs: number, a: readonly SeriesCounts[], b: readonly SeriesCounts[]): CountsRead {
  return { status: "read", sampledAt: instant(atMs), slots: { a, b } };
}

function buckets(bounds: readonly number[], counts: readonly number[]): LatencyBucket[] {
  const all = [...bounds, Number.POSITIVE_INFINITY];
  let sum = 0;
  return all.map((upperBoundMs, i) => {
    sum += counts[i] ?? 0;
    return { upperBoundMs, count: sum };
  });
}

function accumulated(reads: readonly CountsRead[]): CountsAccumulator {
  return reads.reduce((accumulator, one) => advanceCounts(accumulator, one, "b").accumulator, startCounts());
}

const counted = (totals: { requests: number; errors: number }) => [totals.requests, totals.errors];

describe("advanceCounts", () => {
  it("counts nothing on the first reading, differences from then on", () => {
    const state = accumulated([
      read(1, [series("s", 1_000, 5)], [series("c", 10, 0)]),
      read(2, [series("s", 1_090, 6)], [series("c", 20, 3)]),
    ]);
    expect(counted(state.whole.a)).toEqual([90, 1]);
    expect(counted(state.whole.b)).toEqual([10, 3]);
  });

  it("takes the value in full after a counter reset, whichever counter shows it", () => {
    const state = accumulated([
      read(1, [series("s", 1_000, 50)], []),
      read(2, [series("s", 7, 2)], []),
      read(3, [series("s", 2_000, 1)], []),
    ]);
    expect(counted(state.whole.a)).toEqual([2_007, 3]);
  });

  it("counts a series that appears in the fresh slot from zero, in the other from its first sight", () => {
    const state = accumulated([
      read(1, [], []),
      read(2, [series("old", 1_000_000, 9_000)], [series("new", 8, 8)]),
      read(3, [series("old", 1_000_010, 9_000)], [series("new", 9, 9)]),
    ]);
    expect(counted(state.whole.a)).toEqual([10, 0]);
    expect(counted(state.whole.b)).toEqual([9, 9]);
  });

  it("does not count a series twice that was missing for a while", () => {
    const state = accumulated([read(1, [], [series("c", 100)]), read(2, [], []), read(3, [], [series("c", 130)])]);
    expect(counted(state.whole.b)).toEqual([30, 0]);
  });

  it("ignores a reading that is not newer", () => {
    const state = accumulated([read(1, [], [series("c", 0)]), read(2, [], [series("c", 10)])]);
    for (const atMs of [1, 2]) {
      const again = advanceCounts(state, read(atMs, [], [series("c", 50)]), "b");
      expect(again.accumulator).toBe(state);
      expect(again.delta).toBeNull();
    }
  });

  it("starts the step's totals anew and keeps the whole", () => {
    const state = markStep(accumulated([read(1, [], [series("c", 0)]), read(2, [], [series("c", 10)])]));
    const next = advanceCounts(state, read(3, [], [series("c", 15)]), "b").accumulator;
    expect(next.step.b.requests).toBe(5);
    expect(next.whole.b.requests).toBe(15);
  });

  it("adds up histograms, resets included", () => {
    const state = accumulated([
      read(1, [], [series("c", 10, 0, buckets([100, 200], [10, 0, 0]))]),
      read(2, [], [series("c", 15, 0, buckets([100, 200], [12, 2, 1]))]),
      read(3, [], [series("c", 16, 0, buckets([100, 200], [1, 2, 13]))]),
    ]);
    expect(state.whole.b.latency).toEqual({ boundsMs: [100, 200], counts: [2 + 1, 2 + 2, 1 + 13] });
  });

  it("refuses changed bounds by name, keeps the counts and begins the latency anew", () => {
    const before = accumulated([
      read(1, [], [series("c", 10, 0, buckets([100], [10, 0]))]),
      read(2, [], [series("c", 12, 0, buckets([100], [12, 0]))]),
    ]);
    const changed = advanceCounts(before, read(3, [], [series("c", 15, 1, buckets([50, 100], [5, 5, 5]))]), "b");
    expect(changed.latencyRefusal).toContain("c have other bounds");
    expect(changed.delta?.b).toEqual({ requests: 3, errors: 1, latency: null });
    expect(changed.accumulator.whole.b).toEqual({ requests: 5, errors: 1, latency: null });
    const next = advanceCounts(
      changed.accumulator,
      read(4, [], [series("c", 16, 1, buckets([50, 100], [6, 5, 5]))]),
      "b",
    );
    expect(next.latencyRefusal).toBeNull();
    expect(next.accumulator.whole.b.latency?.counts).toEqual([1, 0, 0]);
  });

  it("refuses bounds that differ between siblings or slots, and buckets that are no histogram", () => {
    const one = (bounds: number[], n: number) => series("one", n, 0, buckets(bounds, [n]));
    const two = (bounds: number[], n: number) => series("two", n, 0, buckets(bounds, [n]));
    const siblings = advanceCounts(
      accumulated([read(1, [], [one([5], 1), two([6], 1)])]),
      read(2, [], [one([5], 2), two([6], 2)]),
      "b",
    );
    expect(siblings.latencyRefusal).toContain("two have other bounds");
    const slots = advanceCounts(
      accumulated([read(1, [one([5], 1)], [two([6], 1)])]),
      read(2, [one([5], 2)], [two([6], 2)]),
      "b",
    );
    expect(slots.latencyRefusal).toContain("two slots");
    const broken = series("x", 2, 0, [{ upperBoundMs: 5, count: 2 }]);
    expect(advanceCounts(startCounts(), read(1, [], [broken]), "b").latencyRefusal).toContain(
      "not a cumulative histogram",
    );
  });

  it("survives JSON and treats ids as data", () => {
    const ids = ["__proto__", "constructor", "10.0.0.1:80"];
    const before = accumulated([
      read(
        1,
        [],
        ids.map((id) => series(id, 10)),
      ),
    ]);
    const restored = JSON.parse(JSON.stringify(before)) as CountsAccumulator;
    expect(restored).toEqual(before);
    const grown = read(
      2,
      [],
      ids.map((id) => series(id, 14)),
    );
    expect(advanceCounts(restored, grown, "b").delta?.b.requests).toBe(12);
  });

  it("adds up to what truly happened, whatever restarts and gaps there are", () => {
    // Each entry is one read of one of two processes: growth, whether it restarted first, whether it was seen.
    const event = fc.record({
      process: fc.constantFrom("p", "q"),
      requests: fc.integer({ min: 0, max: 50 }),
      errorShare: fc.double({ min: 0, max: 1, noNaN: true }),
      restart: fc.boolean(),
    });
    const property = fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const counters = { p: { requests: 0, errors: 0 }, q: { requests: 0, errors: 0 } };
      const truth = { requests: 0, errors: 0 };
      const snapshot = (atMs: number) =>
        read(
          atMs,
          [],
          [series("p", counters.p.requests, counters.p.errors), series("q", counters.q.requests, counters.q.errors)],
        );
      let state = advanceCounts(startCounts(), snapshot(0), "b").accumulator;
      events.forEach((one, i) => {
        const counter = counters[one.process as "p" | "q"];
        // A restart is visible only when the new process has counted less than the old one had.
        const fresh = one.restart && one.requests < counter.requests;
        const errors = Math.floor(one.requests * one.errorShare);
        counter.requests = (fresh ? 0 : counter.requests) + one.requests;
        counter.errors = (fresh ? 0 : counter.errors) + errors;
        truth.requests += one.requests;
        truth.errors += errors;
        state = advanceCounts(state, snapshot(i + 1), "b").accumulator;
      });
      expect(counted(state.whole.b)).toEqual([truth.requests, truth.errors]);
    });
    fc.assert(property, { seed: 5, numRuns: 300 });
  });
});
