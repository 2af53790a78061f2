import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assess, leastBudget, needOf, type RiskFacts } from "@/lib/waivers/domain/risk-score";
import { waiverKinds } from "@/lib/waivers/port";
import { runs } from "@/tests/support/runs";

const day = 86_400_000;
const quiet: RiskFacts = {
  kind: "objective",
  subject: "checkout-answers",
  tier: 3,
  environmentKind: "testing",
  durationMs: day,
  renewals: 0,
  openDebts: 0,
  budgetLeft: 1,
};

describe("the risk of a waiver", () => {
  it("is a sum that a person can check", () => {
    expect(assess(quiet)).toMatchObject({ score: 1, level: "low", parts: [{ code: "kind", points: 1 }] });
    const worst = assess({
      kind: "budget_policy",
      subject: "*",
      tier: 0,
      environmentKind: "production",
      durationMs: 60 * day,
      renewals: 5,
      openDebts: 9,
      budgetLeft: -0.5,
    });
    expect(worst).toMatchObject({ score: 21, maxScore: 21, level: "high" });
    expect(worst.parts.map((part) => part.points)).toEqual([3, 1, 3, 2, 3, 3, 3, 3]);
  });

  it.each([
    [day, 0],
    [day + 1, 1],
    [7 * day, 1],
    [7 * day + 1, 2],
    [30 * day, 2],
    [30 * day + 1, 3],
  ])("of %i ms adds %i points", (durationMs, points) => {
    expect(assess({ ...quiet, durationMs }).score).toBe(1 + points);
  });

  it.each([
    [null, 2],
    [0, 3],
    [-1, 3],
    [0.1, 2],
    [0.25, 1],
    [0.49, 1],
    [0.5, 0],
  ])("of a budget of %s adds %i points: unknown is never good", (budgetLeft, points) => {
    expect(assess({ ...quiet, budgetLeft }).score).toBe(1 + points);
  });

  it("needs more people the higher it is", () => {
    expect(needOf("low")).toEqual({ approvals: 1, oneOf: [] });
    expect(needOf("medium")).toEqual({ approvals: 2, oneOf: [] });
    expect(needOf("high")).toEqual({ approvals: 2, oneOf: ["approver"] });
  });

  it("never falls when any of its parts grows", () => {
    const facts = fc.record({
      kind: fc.constantFrom(...waiverKinds),
      subject: fc.constantFrom("*", "x"),
      tier: fc.integer({ min: 0, max: 3 }),
      environmentKind: fc.constantFrom("development", "testing", "staging", "production") as fc.Arbitrary<
        RiskFacts["environmentKind"]
      >,
      durationMs: fc.integer({ min: 1, max: 90 * day }),
      renewals: fc.integer({ min: 0, max: 5 }),
      openDebts: fc.integer({ min: 0, max: 5 }),
      budgetLeft: fc.option(fc.double({ min: -1, max: 1, noNaN: true }), { nil: null }),
    });
    fc.assert(
      fc.property(facts, (one) => {
        const { score, parts, maxScore } = assess(one);
        expect(score).toBe(parts.reduce((sum, part) => sum + part.points, 0));
        expect(score).toBeLessThanOrEqual(maxScore);
        for (const worse of [
          { ...one, subject: "*" },
          { ...one, tier: Math.max(0, one.tier - 1) },
          { ...one, environmentKind: "production" as const },
          { ...one, durationMs: one.durationMs + day },
          { ...one, renewals: one.renewals + 1 },
          { ...one, openDebts: one.openDebts + 1 },
          { ...one, budgetLeft: one.budgetLeft === null ? -1 : one.budgetLeft - 0.3 },
        ])
          expect(assess(worse).score).toBeGreaterThanOrEqual(score);
      }),
      runs(500),
    );
  });
});

describe("the least budget", () => {
  it.each([
    [[], null],
    [[0.4, 0.9], 0.4],
    [[0.4, null], null],
    [[-0.2, null], -0.2],
    [[0, null], 0],
    [[null], null],
  ])("of %j is %s", (left, least) => {
    expect(leastBudget(left)).toBe(least);
  });
});
