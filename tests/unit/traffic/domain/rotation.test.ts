import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rotate } from "@/lib/traffic/domain/rotation";

function choices(weights: readonly number[], rounds: number): number[] {
  let credits: readonly number[] = [];
  return Array.from({ length: rounds }, () => {
    const step = rotate(weights, credits);
    credits = step.credits;
    return step.index;
  });
}

describe("smooth weighted round robin", () => {
  test("spreads the choices of one candidate", () => {
    expect(choices([5, 1, 1], 7)).toEqual([0, 0, 1, 0, 2, 0, 0]);
  });

  test("is exact over a cycle, for any weights", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 6 }), (weights) => {
        const sum = weights.reduce((total, weight) => total + weight, 0);
        const chosen = choices(weights, sum);
        expect(weights.map((_, index) => chosen.filter((one) => one === index).length)).toEqual(weights);
      }),
    );
  });

  test("is within one request of the share at any moment between two candidates", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 100, noNaN: true }), (percent) => {
        let second = 0;
        let furthest = 0;
        for (const [round, index] of choices([100 - percent, percent], 400).entries()) {
          second += index;
          furthest = Math.max(furthest, Math.abs(second - ((round + 1) * percent) / 100));
        }
        expect(furthest).toBeLessThanOrEqual(1);
      }),
      { numRuns: 50 },
    );
  });

  test("chooses nobody when nobody has a weight", () => {
    expect(rotate([0, 0], [])).toEqual({ index: -1, credits: [] });
  });
});
