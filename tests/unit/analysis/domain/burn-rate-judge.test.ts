import { describe, expect, it } from "vitest";
import { beginBurnRateStep, feedBurnRate, readBurnRate, startBurnRate } from "@/lib/analysis/domain/burn-rate-judge";
import { addPairs, emptyPair, type Pair } from "@/lib/analysis/domain/comparison";

const settings = { objectivePercent: 99.9, maxBurnRate: 14.4, minRequests: 50 };

function pair(canaryTrials: number, canaryEvents: number, baselineTrials: number, baselineEvents: number): Pair {
  return {
    canary: { trials: canaryTrials, events: canaryEvents },
    baseline: { trials: baselineTrials, events: baselineEvents },
  };
}

function run(pairs: readonly Pair[], chosen = settings, state = startBurnRate()) {
  const step = pairs.reduce(addPairs, emptyPair);
  for (const one of pairs) state = feedBurnRate(state, one, chosen);
  return { state, finding: readBurnRate(state, step, chosen) };
}

const repeat = (times: number, one: Pair) => Array.from({ length: times }, () => one);

describe("the burn rate judge", () => {
  it("fails a canary that burns its budget far too fast", () => {
    const { finding, state } = run(repeat(40, pair(10, 1, 90, 0)));
    expect(finding.verdict).toBe("fail");
    expect(finding.sentence).toMatch(
      /burns its error budget [\d.]+ times too fast; the limit is 14\.4 for an objective of 99\.9 %/,
    );
    expect(run(repeat(100, pair(10, 0, 90, 0)), settings, beginBurnRateStep(state)).finding).toEqual(state.failure);
  });

  it("passes at a tenth of the limit and below the minimum says nothing", () => {
    expect(run(repeat(100, pair(10, 0, 90, 0))).finding.verdict).toBe("pass");
    expect(run([...repeat(99, pair(10, 0, 90, 0)), pair(10, 1, 90, 1)]).finding.verdict).toBe("pass");
    expect(run([pair(49, 0, 900, 0)]).finding.verdict).toBe("inconclusive");
    expect(run([]).finding.verdict).toBe("inconclusive");
  });

  it("does not fire at 0.9 times the limit", () => {
    // 13 of 1000 requests fail: 13 times the sustainable rate.
    const reads = Array.from({ length: 1_000 }, (_, i) => pair(10, (i * 13) % 100 < 13 ? 1 : 0, 90, 0));
    const { finding } = run(reads);
    expect(finding.numbers.canaryBurnRate).toBeCloseTo(13, 0);
    expect(finding.verdict).not.toBe("fail");
  });

  it("does not blame the canary when baseline burns as well", () => {
    const { finding } = run(repeat(40, pair(10, 1, 90, 9)));
    expect(finding.verdict).toBe("inconclusive");
    expect(finding.sentence).toContain("baseline burns at 100 times too");
  });

  it("works alone when nothing else serves", () => {
    expect(run(repeat(40, pair(10, 1, 0, 0))).finding.verdict).toBe("fail");
  });

  it("cannot fail when the limit is beyond 100 %", () => {
    const loose = { objectivePercent: 90, maxBurnRate: 20, minRequests: 50 };
    expect(run(repeat(40, pair(10, 10, 90, 0)), loose).finding.verdict).toBe("pass");
  });
});
