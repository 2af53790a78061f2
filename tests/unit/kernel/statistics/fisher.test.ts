import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adjustedPValues } from "@/lib/kernel/statistics/false-discoveries";
import { fisherExact } from "@/lib/kernel/statistics/fisher";
import { runs } from "@/tests/support/runs";

describe("Fisher's exact test", () => {
  test("of the lady tasting tea, three of four cups right, is 0.4857 (Agresti)", () => {
    expect(fisherExact({ first: 4, second: 4, events: 4, inFirst: 3 })).toBeCloseTo(0.4857, 4);
  });

  test("of the twins of criminals is 0.000537 (Fisher 1935, two-sided)", () => {
    // 13 monozygotic twins, 10 of them convicted; 17 dizygotic ones, 2 of them convicted.
    expect(fisherExact({ first: 13, second: 17, events: 12, inFirst: 10 })).toBeCloseTo(0.0005367, 6);
  });

  test("is a probability, the same from both sides, and 1 for equal shares", () => {
    const small = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(small, small, fc.nat(), fc.nat(), (first, second, a, b) => {
        const [inFirst, inSecond] = [a % (first + 1), b % (second + 1)];
        const events = inFirst + inSecond;
        const p = fisherExact({ first, second, events, inFirst });
        const mirrored = fisherExact({ first: second, second: first, events, inFirst: inSecond });
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(mirrored).toBeCloseTo(p, 9);
      }),
      runs(100),
    );
    expect(fisherExact({ first: 10, second: 20, events: 3, inFirst: 1 })).toBeCloseTo(1, 9);
  });
});

describe("adjusted p-values", () => {
  test("are those of the worked example of Benjamini and Hochberg (1995)", () => {
    const published = [
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
    ];
    const adjusted = adjustedPValues(published);
    // At 5 % the first four are findings and no more.
    expect(adjusted.filter((one) => one <= 0.05)).toHaveLength(4);
    expect(adjusted[0]).toBeCloseTo(0.0015, 6);
    expect(adjusted[3]).toBeCloseTo(0.035625, 6);
  });

  test("keep their order and are never below the p-value", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (pValues) => {
        const adjusted = adjustedPValues(pValues);
        for (const [at, p] of pValues.entries()) {
          expect(adjusted[at]).toBeGreaterThanOrEqual(p - 1e-12);
          for (const [other, q] of pValues.entries())
            if (p < q) expect(adjusted[at]).toBeLessThanOrEqual((adjusted[other] ?? 1) + 1e-12);
        }
      }),
      runs(100),
    );
    expect(adjustedPValues([])).toEqual([]);
  });
});
