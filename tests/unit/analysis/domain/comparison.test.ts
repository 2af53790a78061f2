import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addCounts,
  type Comparison,
  evidenceOf,
  isLonely,
  ODDS_RATIOS,
  type Pair,
  stakeForStep,
  startComparison,
} from "@/lib/analysis/domain/comparison";
import { logNoncentralHypergeometric } from "@/lib/kernel/statistics/hypergeometric";

const concurrent = { kind: "concurrent" } as const;

function pair(canaryTrials: number, canaryEvents: number, baselineTrials: number, baselineEvents: number): Pair {
  return {
    canary: { trials: canaryTrials, events: canaryEvents },
    baseline: { trials: baselineTrials, events: baselineEvents },
  };
}

function betOn(pairs: readonly Pair[]): Comparison {
  return pairs.reduce((comparison, one) => addCounts(comparison, one, concurrent), startComparison());
}

describe("the bet", () => {
  it("starts at 1 and keeps its wealth when money moves", () => {
    expect(evidenceOf(startComparison())).toBeCloseTo(1, 12);
    expect(evidenceOf(stakeForStep(startComparison()))).toBeCloseTo(1, 12);
  });

  it("is fair: averaged over all tables that a healthy canary can show, a stratum leaves the wealth as it was", () => {
    const size = fc.integer({ min: 1, max: 40 });
    const past = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 6 })), { maxLength: 8 });
    const property = fc.property(
      size,
      fc.integer({ min: 10, max: 90 }),
      fc.nat(60),
      past,
      (canary, baseline, k, history) => {
        const events = Math.min(k, canary + baseline);
        const before = betOn(history.map(([c, b]) => pair(10, c, 90, b)));
        let mean = 0;
        for (let inCanary = Math.max(0, events - baseline); inCanary <= Math.min(events, canary); inCanary += 1) {
          const table = { first: canary, second: baseline, events, inFirst: inCanary };
          const next = addCounts(before, pair(canary, inCanary, baseline, events - inCanary), concurrent);
          mean += Math.exp(logNoncentralHypergeometric(table, 1)) * evidenceOf(next);
        }
        // At most, not exactly: what is learnt of clumping makes the stakes smaller.
        expect(mean).toBeLessThanOrEqual(evidenceOf(before) * (1 + 1e-9));
      },
    );
    fc.assert(property, { seed: 3, numRuns: 300 });
  });

  it("is fair against a fixed share too", () => {
    const n = 8;
    const share = 0.04;
    let mean = 0;
    for (let k = 0; k <= n; k += 1) {
      let chance = share ** k * (1 - share) ** (n - k);
      for (let i = 0; i < k; i += 1) chance *= (n - i) / (i + 1);
      mean += chance * evidenceOf(addCounts(startComparison(), pair(n, k, 0, 0), { kind: "fixed", share }));
    }
    expect(mean).toBeCloseTo(1, 9);
  });

  it("does not care when both slots fail alike, however badly", () => {
    const storm = Array.from({ length: 30 }, () => pair(10, 4, 90, 36));
    expect(evidenceOf(betOn([...Array.from({ length: 100 }, () => pair(10, 0, 90, 0)), ...storm]))).toBeLessThan(10);
  });

  it("grows at once when the canary alone fails", () => {
    expect(evidenceOf(betOn([pair(10, 10, 90, 0)]))).toBeGreaterThan(1e6);
    const calm = Array.from({ length: 1_000 }, () => pair(10, 0, 90, 0));
    expect(evidenceOf(betOn([...calm, pair(10, 10, 90, 0)]))).toBeGreaterThan(1_000);
  });

  it("waits for requests of both slots, and for counts that fit together", () => {
    expect(betOn([pair(5, 5, 0, 0)]).canaryTrials).toBe(0);
    expect(betOn([pair(2, 3, 20, 0)]).canaryTrials).toBe(0);
    expect(betOn([pair(2, 3, 20, 0), pair(5, 0, 20, 0)]).canaryTrials).toBe(7);
    expect(isLonely(startComparison(), pair(50, 0, 0, 0))).toBe(true);
    expect(isLonely(startComparison(), pair(50, 0, 1, 0))).toBe(false);
  });

  it("bets less after baseline itself has shown clumps", () => {
    const smooth = Array.from({ length: 100 }, (_, i) => pair(10, 0, 90, i % 2));
    const clumped = Array.from({ length: 100 }, (_, i) => pair(10, 0, 90, i % 20 === 0 ? 10 : 0));
    const fault = pair(10, 3, 90, 0);
    const growth = (before: Comparison) => evidenceOf(addCounts(before, fault, concurrent)) / evidenceOf(before);
    expect(growth(betOn(clumped))).toBeLessThan(growth(betOn(smooth)) / 2);
  });

  it("keeps the window to the stretch that speaks for harm", () => {
    const healthy = Array.from({ length: 300 }, (_, i) => pair(10, 0, 90, i % 3 === 0 ? 1 : 0));
    const state = betOn([...healthy, pair(10, 3, 90, 0), pair(10, 2, 90, 1)]);
    expect(state.window).toEqual(pair(20, 5, 180, 1));
  });

  it("stays finite and serialisable", () => {
    const state = betOn(Array.from({ length: 200 }, () => pair(1_000, 1_000, 9_000, 0)));
    expect(Number.isFinite(evidenceOf(state))).toBe(true);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    expect(state.staked).toHaveLength(ODDS_RATIOS.length);
  });
});
