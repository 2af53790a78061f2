import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logNoncentralHypergeometric } from "@/lib/kernel/statistics/hypergeometric";

/** Exact for small tables, by whole numbers. */
function choose(n: number, k: number): number {
  if (k < 0 || k > n) return 0;
  let result = 1;
  for (let i = 1; i <= k; i += 1) result = (result * (n - k + i)) / i;
  return Math.round(result);
}

describe("logNoncentralHypergeometric", () => {
  it("gives the lady tasting tea", () => {
    const tea = { first: 4, second: 4, events: 4 };
    expect(Math.exp(logNoncentralHypergeometric({ ...tea, inFirst: 4 }, 1))).toBeCloseTo(1 / 70, 12);
    expect(Math.exp(logNoncentralHypergeometric({ ...tea, inFirst: 3 }, 1))).toBeCloseTo(16 / 70, 12);
  });

  it("equals the definition on small tables", () => {
    const table = fc.record({
      first: fc.integer({ min: 0, max: 20 }),
      second: fc.integer({ min: 0, max: 20 }),
      events: fc.integer({ min: 0, max: 40 }),
      inFirst: fc.integer({ min: 0, max: 20 }),
    });
    const property = fc.property(table, fc.constantFrom(0.2, 1, 3.5, 24, 1_000), (t, odds) => {
      fc.pre(t.events <= t.first + t.second);
      let total = 0;
      for (let j = 0; j <= t.first; j += 1) total += choose(t.first, j) * choose(t.second, t.events - j) * odds ** j;
      const exact = (choose(t.first, t.inFirst) * choose(t.second, t.events - t.inFirst) * odds ** t.inFirst) / total;
      const ours = Math.exp(logNoncentralHypergeometric(t, odds));
      expect(Math.abs(ours - exact)).toBeLessThanOrEqual(1e-9 * Math.max(exact, 1e-12));
    });
    fc.assert(property, { seed: 7, numRuns: 500 });
  });

  it("stays finite and sums to one on large tables", () => {
    let sum = 0;
    for (let j = 0; j <= 3_000; j += 1) {
      sum += Math.exp(logNoncentralHypergeometric({ first: 100_000, second: 900_000, events: 5_000, inFirst: j }, 2));
    }
    expect(sum).toBeCloseTo(1, 6);
  });
});
