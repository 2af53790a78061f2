import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addTo,
  atRank,
  bucketOf,
  mergeBuckets,
  quantileWithInterval,
  totalOf,
  upperBoundMs,
} from "@/lib/otlp/domain/latency-buckets";
import { latencyChange, shownQuantile } from "@/lib/otlp/domain/latency-change";

function bucketsOf(values: readonly number[]): Record<string, number> {
  const filled = new Map<number, number>();
  for (const value of values) addTo(filled, value, 1);
  return Object.fromEntries(filled);
}

/** A stream of numbers from 0 to 1 that is the same each time. */
function* uniform(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield state / 2_147_483_648;
  }
}

function sample(seed: number, n: number, scale: number): number[] {
  const random = uniform(seed);
  return Array.from({ length: n }, () => -scale * Math.log(1 - (random.next().value ?? 0.5)));
}

describe("buckets", () => {
  it("hold what they say: more than the bound below, at most the one above", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.002, max: 1e7, noNaN: true }), (ms) => {
        const bucket = bucketOf(ms);
        expect(ms).toBeLessThanOrEqual(upperBoundMs(bucket) * (1 + 1e-9));
        expect(ms).toBeGreaterThan(upperBoundMs(bucket - 1) * (1 - 1e-9));
      }),
    );
    expect(bucketOf(Number.NaN)).toBe(bucketOf(0));
  });

  it("can be added in any order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.double({ min: 0.01, max: 1e5, noNaN: true }), { maxLength: 30 }), { maxLength: 5 }),
        (parts) => {
          const all = mergeBuckets(...parts.map(bucketsOf));
          expect(all).toEqual(mergeBuckets(...parts.toReversed().map(bucketsOf)));
          expect(all).toEqual(bucketsOf(parts.flat()));
          expect(totalOf(all)).toBe(parts.flat().length);
        },
      ),
    );
  });

  it("give a quantile at most 9.1 % too high", () => {
    const values = sample(7, 5_000, 100).sort((left, right) => left - right);
    const exact = values[Math.ceil(values.length * 0.95) - 1] ?? 0;
    const read = atRank(bucketsOf(values), Math.ceil(values.length * 0.95)) ?? 0;
    expect(read).toBeGreaterThanOrEqual(exact);
    expect(read / exact).toBeLessThan(2 ** (1 / 8));
    expect(atRank({}, 1)).toBeNull();
  });
});

describe("quantiles", () => {
  it("are not given for too few requests", () => {
    expect(shownQuantile(bucketsOf(sample(1, 19, 100)), 0.5)).toBeNull();
    expect(shownQuantile(bucketsOf(sample(1, 100, 100)), 0.99)).toBeNull();
    expect(shownQuantile(bucketsOf(sample(1, 100, 100)), 0.5)).not.toBeNull();
  });

  it("have intervals that hold the truth in 95 of 100 samples", () => {
    const truth = 100 * Math.log(2);
    let held = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const found = quantileWithInterval(bucketsOf(sample(seed * 7_919, 400, 100)), 0.5, 1.96);
      if (found && found.lowMs / 2 ** (1 / 8) <= truth && truth <= found.highMs) held += 1;
    }
    expect(held).toBeGreaterThanOrEqual(188);
  });
});

describe("the change from one version to another", () => {
  it("is called slower when it is, and not when it is not", () => {
    const before = bucketsOf(sample(11, 4_000, 100));
    expect(latencyChange(before, bucketsOf(sample(13, 4_000, 150)), 0.95)?.verdict).toBe("slower");
    expect(latencyChange(before, bucketsOf(sample(13, 4_000, 60)), 0.95)?.verdict).toBe("faster");
    const same = latencyChange(before, bucketsOf(sample(13, 4_000, 100)), 0.95);
    expect(same?.verdict).toBe("no_difference_seen");
    expect(same && same.lowRatio < 0 && same.highRatio > 0).toBe(true);
    expect(latencyChange(before, bucketsOf(sample(13, 10, 100)), 0.95)).toBeNull();
  });
});
