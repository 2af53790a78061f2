import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantileOf, totalOf } from "@/lib/analysis/domain/histogram";
import { keepLatency, readLatencyText } from "@/lib/analysis/domain/kept-histograms";

/** Goal: latency buckets are kept in a short text, say the same when they are read, and never grow without bound. */

const histogram = (bounds: number[], counts: number[]) => ({ boundsMs: bounds, counts });

describe("kept latency", () => {
  it("reads what it wrote", () => {
    const latency = { canary: histogram([5, 2.5e3], [1, 0, 7]), baseline: histogram([5, 2.5e3], [0, 0, 0]) };
    expect(keepLatency(latency)).toBe("5,2500|1,0,7|0,0,0");
    expect(readLatencyText(keepLatency(latency))).toEqual(latency);
    const alone = { canary: null, baseline: histogram([1], [4, 5]) };
    expect(readLatencyText(keepLatency(alone))).toEqual(alone);
  });

  it("keeps nothing of none, and of two that cannot be compared", () => {
    expect(keepLatency({ canary: null, baseline: null })).toBeNull();
    expect(keepLatency({ canary: histogram([1], [1, 1]), baseline: histogram([2], [1, 1]) })).toBeNull();
    expect(readLatencyText(null)).toEqual({ canary: null, baseline: null });
    expect(readLatencyText("nonsense")).toEqual({ canary: null, baseline: null });
  });

  it("merges neighbours of many buckets: no request is lost, and a quantile lies within its wider bounds", () => {
    const counts = fc.array(fc.nat(50), { minLength: 66, maxLength: 400 });
    fc.assert(
      fc.property(counts, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (given, quantile) => {
        const whole = histogram(
          given.slice(1).map((_, index) => (index + 1) * 10),
          given,
        );
        const kept = readLatencyText(keepLatency({ canary: whole, baseline: null })).canary;
        expect(kept?.counts.length).toBeLessThanOrEqual(64);
        expect(totalOf(kept)).toBe(totalOf(whole));
        const [exact, wide] = [quantileOf(whole, quantile), quantileOf(kept, quantile)];
        if (exact === null || wide === null) return;
        expect(wide.lowMs).toBeLessThanOrEqual(exact.lowMs);
        expect(wide.highMs).toBeGreaterThanOrEqual(exact.highMs);
      }),
    );
  });
});
