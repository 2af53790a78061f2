import { describe, expect, test } from "vitest";
import type { Evidence } from "@/lib/analysis/domain/evidence";
import { limits } from "@/lib/rollouts/domain/limits";
import type { RolloutFacts } from "@/lib/rollouts/domain/rollout-command";
import type { BakingRollout } from "@/lib/rollouts/domain/rollout-state";
import { assessStep, causeOf, failingEvidence } from "@/lib/rollouts/domain/step-assessment";
import { allEvidence, canaryPlan, evidence, goodFacts, later, reach } from "../../../support/rollout-fixtures";

const now = later(100_000);

function assess(given: Partial<RolloutFacts>, plan = canaryPlan()) {
  const state = { ...(reach("baking", { plan }).state as BakingRollout), stepShownAt: later(50_000) };
  return assessStep(state, goodFacts(state, now, given));
}

const without = (kind: string): Evidence[] => allEvidence("pass", now).filter((item) => item.kind !== kind);

describe("a step", () => {
  test("passes when every check that the plan asks for has passed", () => {
    expect(assess({})).toMatchObject({ status: "pass", isAlive: true });
  });

  test.each(["error_rate", "latency", "burn_rate", "health"])("is blind when nothing is known of %s", (kind) => {
    const found = assess({ evidence: without(kind) });
    expect(found.status).toBe("blind");
    expect(found.why).toBe(`The check ${kind} gave no evidence.`);
  });

  test("is blind when one check is blind, even if another is inconclusive", () => {
    expect(
      assess({ evidence: allEvidence("pass", now, { latency: "blind", error_rate: "inconclusive" }) }).status,
    ).toBe("blind");
  });

  test("takes evidence that is too old, or of a clock far ahead, for none", () => {
    const age = limits.evidenceMaxAgeMs + 1;
    expect(assess({ evidence: allEvidence("pass", later(100_000 - age)) }).status).toBe("blind");
    expect(assess({ evidence: allEvidence("pass", later(100_000 + age)) }).status).toBe("blind");
  });

  test("does not rest on what was seen before its weight was shown", () => {
    const state = { ...(reach("baking").state as BakingRollout), stepShownAt: later(99_000) };
    const seenBefore = assessStep(state, goodFacts(state, now, { evidence: allEvidence("pass", later(98_000)) }));
    expect(seenBefore.status).toBe("inconclusive");
  });

  test("needs its requests, and says how many are missing", () => {
    const plan = canaryPlan({
      steps: [
        { trafficPercent: 10, bakeMs: 60_000, minRequests: 500 },
        { trafficPercent: 100, bakeMs: 60_000 },
      ],
    });
    expect(assess({ canaryRequests: 500 }, plan).status).toBe("pass");
    const few = assess({ canaryRequests: 499 }, plan);
    expect(few).toMatchObject({ status: "inconclusive" });
    expect(few.why).toContain("499 of the 500 requests");
    expect(assess({ canaryRequests: null }, plan).why).toContain("an unknown number of");
  });

  test("of two sources for one check, believes the one that sees", () => {
    const twice = [evidence("latency", "blind", now), ...allEvidence("pass", now)];
    expect(assess({ evidence: twice }).status).toBe("pass");
  });
});

test("a failure needs no age and no step; its kind is the cause", () => {
  const failure = evidence("latency", "fail", later(0));
  expect(failingEvidence([...allEvidence("pass", now), failure])).toBe(failure);
  expect(failingEvidence(allEvidence("blind", now))).toBeNull();
  expect(causeOf(failure)).toBe("latency");
});
