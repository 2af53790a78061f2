import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addPairs, emptyPair, type Pair } from "@/lib/analysis/domain/comparison";
import {
  beginErrorRateStep,
  type ErrorRateState,
  feedErrorRate,
  readErrorRate,
  startErrorRate,
} from "@/lib/analysis/domain/error-rate-judge";
import type { Finding } from "@/lib/analysis/domain/finding";

const settings = { maxIncreasePp: 1, minRequests: 50 };

function pair(canaryTrials: number, canaryEvents: number, baselineTrials: number, baselineEvents: number): Pair {
  return {
    canary: { trials: canaryTrials, events: canaryEvents },
    baseline: { trials: baselineTrials, events: baselineEvents },
  };
}

function run(
  pairs: readonly Pair[],
  state = startErrorRate(),
  overrides = {},
): { state: ErrorRateState; finding: Finding } {
  const chosen = { ...settings, ...overrides };
  let step = emptyPair;
  for (const one of pairs) {
    state = feedErrorRate(state, one, { serving: true, whole: step.baseline }, chosen);
    step = addPairs(step, one);
  }
  return { state, finding: readErrorRate(state, step, { serving: true, whole: step.baseline }, chosen) };
}

const repeat = (times: number, one: Pair) => Array.from({ length: times }, () => one);

describe("the sequential error rate judge", () => {
  it("says in words what it saw", () => {
    const { finding } = run([...repeat(3, pair(10, 1, 90, 1)), ...repeat(3, pair(10, 3, 90, 0))]);
    expect(finding.verdict).toBe("fail");
    expect(finding.sentence).toMatch(
      /^Canary failed \d+ of \d+ requests \([\d.]+ %\), baseline \d+ of \d+ requests \([\d.]+ %\); the difference is more than 1 percentage point beyond chance \(evidence \d+:1, needed 100:1\)\.$/,
    );
    expect(finding.numbers.evidenceRatio).toBeGreaterThanOrEqual(100);
    expect(finding.numbers.canaryErrors).toBeGreaterThanOrEqual(4);
  });

  it("stops a total failure after 4 bad requests, without waiting for the minimum", () => {
    const { finding } = run([...repeat(20, pair(1, 0, 9, 0)), ...repeat(4, pair(1, 1, 9, 0))]);
    expect(finding.verdict).toBe("fail");
  });

  it("does not fail on 3 bad requests, however unlikely they are", () => {
    expect(run([pair(3, 3, 10_000, 0)]).finding.verdict).not.toBe("fail");
  });

  it("passes a healthy canary and says what could have gone unseen", () => {
    const { finding } = run(repeat(60, pair(10, 0, 90, 0)));
    expect(finding.verdict).toBe("pass");
    expect(finding.sentence).toContain("0 of 600 requests (0 %)");
    expect(finding.sentence).toMatch(/an increase above 0\.45 percentage points is ruled out at 95 %/);
  });

  it("never passes on nothing or on too little", () => {
    expect(run([]).finding.verdict).toBe("inconclusive");
    expect(run([pair(0, 0, 5_000, 2)]).finding.verdict).toBe("inconclusive");
    expect(run([pair(49, 0, 5_000, 2)]).finding).toMatchObject({ verdict: "inconclusive" });
    expect(run([pair(49, 0, 5_000, 2)]).finding.sentence).toContain("49 of 50 needed");
    expect(run([pair(500, 0, 3, 0)]).finding.sentence).toContain("Too few baseline requests");
  });

  it("holds a suspicious canary instead of passing it", () => {
    const { finding } = run([...repeat(20, pair(10, 0, 90, 0)), pair(10, 3, 90, 0)]);
    expect(finding.verdict).toBe("inconclusive");
    expect(finding.sentence).toContain("not certain yet");
  });

  it("does not blame the canary for what hits both slots", () => {
    const storm = [
      ...repeat(30, pair(10, 0, 90, 0)),
      ...repeat(20, pair(10, 5, 90, 45)),
      ...repeat(30, pair(10, 0, 90, 0)),
    ];
    expect(run(storm).finding.verdict).toBe("pass");
  });

  it("tolerates an increase within the limit, however certain", () => {
    const worse = repeat(400, pair(100, 1, 900, 1));
    expect(run(worse, startErrorRate(), { maxIncreasePp: 2 }).finding.verdict).toBe("pass");
    expect(run(worse, startErrorRate(), { maxIncreasePp: 0.5 }).finding.verdict).toBe("fail");
  });

  it("finds a canary that turns bad after a long healthy time", () => {
    const { finding } = run([...repeat(1_000, pair(10, 0, 90, 1)), pair(10, 10, 90, 1)]);
    expect(finding.verdict).toBe("fail");
  });

  it("latches", () => {
    const { state } = run(repeat(2, pair(10, 10, 90, 0)));
    const calm = run(repeat(500, pair(100, 0, 100, 0)), beginErrorRateStep(state));
    expect(calm.finding).toEqual(state.failure);
  });
});

describe("without a serving baseline", () => {
  const frozen = { serving: false, whole: { trials: 5_000, events: 25 } };

  it("compares with what stable did while it served", () => {
    let state = startErrorRate();
    for (let i = 0; i < 100; i += 1) state = feedErrorRate(state, pair(100, i % 2, 0, 0), frozen, settings);
    expect(readErrorRate(state, pair(10_000, 50, 0, 0), frozen, settings).verdict).toBe("pass");
    state = feedErrorRate(state, pair(100, 20, 0, 0), frozen, settings);
    const finding = readErrorRate(state, pair(10_100, 70, 0, 0), frozen, settings);
    expect(finding.verdict).toBe("fail");
    expect(finding.sentence).toContain("baseline 25 of 5000 requests (0.5 %) while it still served");
  });

  it("says nothing when there never was a baseline", () => {
    const nothing = { serving: false, whole: { trials: 0, events: 0 } };
    const state = feedErrorRate(startErrorRate(), pair(100, 100, 0, 0), nothing, settings);
    expect(readErrorRate(state, pair(100, 100, 0, 0), nothing, settings).verdict).toBe("inconclusive");
  });

  it("falls back to it when baseline should serve but nobody comes", () => {
    const quiet = { serving: true, whole: { trials: 5_000, events: 25 } };
    let state = startErrorRate();
    for (let i = 0; i < 10; i += 1) state = feedErrorRate(state, pair(10, 10, 0, 0), quiet, settings);
    expect(state.failure?.verdict).toBe("fail");
  });
});

describe("properties", () => {
  const healthyBatch = fc
    .tuple(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 90 }))
    .map(([c, b]) => pair(c, 0, b, 0));
  const anyBatch = fc
    .tuple(fc.integer({ min: 1, max: 20 }), fc.nat(20), fc.integer({ min: 1, max: 100 }), fc.nat(3))
    .map(([ct, ce, bt, be]) => pair(ct, Math.min(ct, ce > 14 ? ce - 14 : 0), bt, Math.min(bt, be === 3 ? 1 : 0)));

  it("order and size of the reads do not change a clear verdict", () => {
    // 40 reads with 12 % errors against 0.5 %; the same requests of baseline, all healthy, without them.
    const reads = Array.from({ length: 40 }, (_, i) => pair(10, i % 5 === 0 ? 2 : 1, 90, i % 2));
    const calm = reads.map((one) => ({ ...one, canary: { trials: 10, events: 0 } }));
    const order = fc.shuffledSubarray([...reads.keys()], { minLength: 40, maxLength: 40 });
    const property = fc.property(order, fc.integer({ min: 1, max: 40 }), (indexes, size) => {
      const regroup = (pairs: readonly Pair[]) => {
        const ordered = indexes.map((i) => pairs[i] ?? emptyPair);
        return Array.from({ length: Math.ceil(40 / size) }, (_, i) =>
          ordered.slice(i * size, (i + 1) * size).reduce(addPairs, emptyPair),
        );
      };
      expect(run(regroup(reads)).finding.verdict).toBe("fail");
      expect(run(regroup(calm)).finding.verdict).toBe("pass");
    });
    fc.assert(property, { seed: 21, numRuns: 200 });
  });

  it("a canary without errors never fails, one without requests never passes", () => {
    const property = fc.property(fc.array(healthyBatch, { maxLength: 60 }), (batches) => {
      expect(run(batches).finding.verdict).not.toBe("fail");
      const empty = batches.map((one) => ({ ...one, canary: { trials: 0, events: 0 } }));
      expect(run(empty).finding.verdict).toBe("inconclusive");
    });
    fc.assert(property, { seed: 22, numRuns: 200 });
  });

  it("more canary errors never turn a fail into a pass", () => {
    const extras = fc.array(fc.nat(5), { minLength: 40, maxLength: 40 });
    let fails = 0;
    const property = fc.property(fc.array(anyBatch, { minLength: 1, maxLength: 40 }), extras, (batches, more) => {
      if (run(batches).finding.verdict !== "fail") return;
      fails += 1;
      const worse = batches.map((one, i) => ({
        ...one,
        canary: { ...one.canary, events: Math.min(one.canary.trials, one.canary.events + (more[i] ?? 0)) },
      }));
      expect(run(worse).finding.verdict).not.toBe("pass");
    });
    fc.assert(property, { seed: 23, numRuns: 600 });
    expect(fails).toBeGreaterThan(50);
  });

  it("a fail stays a fail, whatever comes after it", () => {
    const property = fc.property(
      fc.array(anyBatch, { maxLength: 30 }),
      fc.array(anyBatch, { maxLength: 30 }),
      (first, second) => {
        const { state, finding } = run([...first, pair(10, 10, 90, 0)]);
        expect(finding.verdict).toBe("fail");
        expect(run(second, state).finding).toEqual(finding);
      },
    );
    fc.assert(property, { seed: 24, numRuns: 200 });
  });
});
