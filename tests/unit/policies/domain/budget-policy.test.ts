import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { compare, fromDecimal, type Rational, rational, times } from "@/lib/kernel/rational";
import { BudgetPolicyDefinition, type Consequence, Consequence as consequences } from "@/lib/policies/contract";
import { decide } from "@/lib/policies/domain/budget-policy";
import type { PolicyFacts, PolicyInForce } from "@/lib/policies/domain/policy-facts";
import { type BudgetFact, consequenceOf, thresholdAt } from "@/lib/policies/domain/thresholds";
import { runs } from "@/tests/support/runs";

/** Goal: a policy acts on what is left of a budget, says every reason, and never takes darkness for health. */

const now = instant(Date.parse("2026-11-28T12:00:00Z"));
const hourMs = 3_600_000;
const percent = (text: string): Rational => times(fromDecimal(text), rational(1n, 100n));
const left = (worst: string, best = worst): BudgetFact => ({
  kind: "known",
  worst: percent(worst),
  best: percent(best),
});
const dark = (atMost: string | null = null): BudgetFact => ({
  kind: "undetermined",
  why: "its source has told nothing.",
  atMost: atMost === null ? null : percent(atMost),
});

function policyOf(more: Partial<BudgetPolicyDefinition> = {}): PolicyInForce {
  const definition = BudgetPolicyDefinition.parse({
    scope: { tier: 1, environmentKinds: ["production"] },
    thresholds: [
      { leftPercent: 50, effect: { kind: "slow_down", maxStartsPerDay: 2, bakeFactor: 2 } },
      { leftPercent: 20, effect: { kind: "approval" }, tell: ["Shop team", "Release managers"] },
      { leftPercent: 0, effect: { kind: "freeze", exemptions: ["incident_fix", "emergency"] } },
    ],
    ...more,
  });
  return { slug: "tier-1", name: "Tier 1", definition };
}

function factsOf(budgets: readonly BudgetFact[], more: Partial<PolicyFacts> = {}): PolicyFacts {
  return {
    now,
    purpose: "release",
    objectives: budgets.map((budget, index) => ({
      slug: `o-${index}`,
      name: `Objective ${index}`,
      budget,
      burning: null,
    })),
    previousStage: null,
    starts: [],
    isRunning: false,
    approvedBy: null,
    incidentFix: null,
    emergency: null,
    policyWaivers: new Map(),
    objectiveWaivers: new Map(),
    ...more,
  };
}

const codesOf = (decision: ReturnType<typeof decide>) =>
  decision.reasons.filter(({ isHolding }) => isHolding).map(({ code }) => code);

describe("what is left of a budget", () => {
  it.each([
    ["80", "none", "go"],
    ["50.1", "none", "go"],
    ["50", "slow_down", "go"],
    ["20", "approval", "held"],
    ["0.1", "approval", "held"],
    ["0", "freeze", "held"],
    ["-250", "freeze", "held"],
  ] as const)("of %s %% means %s", (text, consequence, verdict) => {
    expect(decide([policyOf()], factsOf([left(text)]))).toMatchObject({ consequence, verdict });
  });

  it("slows down by longer bakes, and by releases a day, with the moment at which the next may begin", () => {
    const starts = [now - 20 * hourMs, now - 2 * hourMs, now - 30 * hourMs].map(instant);
    const slowed = decide([policyOf()], factsOf([left("40")], { starts }));
    expect(slowed).toMatchObject({ verdict: "held", bakeFactor: 2 });
    const held = slowed.reasons.find(({ code }) => code === "budget_slow_down");
    expect(held?.until).toBe(now + 4 * hourMs);
    // A rollout that has begun is not asked how many begin.
    expect(decide([policyOf()], factsOf([left("40")], { starts, isRunning: true })).verdict).toBe("go");
    expect(decide([policyOf()], factsOf([left("10")], { approvedBy: "Ada", starts })).bakeFactor).toBe(2);
  });

  it("waits for an approval, and names whom to ask", () => {
    const asked = decide([policyOf()], factsOf([left("10")]));
    expect(codesOf(asked)).toEqual(["budget_approval"]);
    expect(asked.reasons.find(({ code }) => code === "budget_approval")).toMatchObject({
      owner: "Shop team, Release managers",
    });
    expect(decide([policyOf()], factsOf([left("10")], { approvedBy: "Ada" })).verdict).toBe("go");
  });

  it("freezes but for what is exempt; an approval lifts no freeze", () => {
    const gone = [left("-3")];
    expect(decide([policyOf()], factsOf(gone, { approvedBy: "Ada" })).verdict).toBe("held");
    const fix = decide([policyOf()], factsOf(gone, { incidentFix: "INC-7" }));
    expect(fix).toMatchObject({ verdict: "go", consequence: "freeze" });
    expect(fix.reasons[0]).toMatchObject({ isHolding: false, bentBy: "fix of the incident INC-7" });
    expect(decide([policyOf()], factsOf(gone, { emergency: "Checkout is down" })).verdict).toBe("go");
    const strict = policyOf({ thresholds: [{ leftPercent: 0, effect: { kind: "freeze", exemptions: [] }, tell: [] }] });
    expect(decide([strict], factsOf(gone, { incidentFix: "INC-7", emergency: "now" })).verdict).toBe("held");
  });

  it("says all reasons of all policies and objectives, not the first", () => {
    const burning = { ...factsOf([left("-1"), left("10"), dark()]) };
    const stage = { environment: "Staging", objectives: [{ name: "Staging answers", verdict: "missed" as const }] };
    const facts = {
      ...burning,
      previousStage: stage,
      objectives: burning.objectives.map((one) => ({ ...one, burning: "a burn of 20" })),
    };
    const decision = decide([policyOf({ onBurning: "hold", previousStage: "met" })], facts);
    expect(codesOf(decision).toSorted()).toEqual(
      [
        "budget_freeze",
        "budget_approval",
        "budget_undetermined",
        "budget_burning",
        "budget_burning",
        "budget_burning",
        "stage_missed",
      ].toSorted(),
    );
  });
});

describe("what is not known", () => {
  it("is undetermined and holds, never green; a budget that was gone stays gone in the dark", () => {
    expect(decide([policyOf()], factsOf([dark()]))).toMatchObject({
      verdict: "undetermined",
      consequence: "undetermined",
    });
    expect(decide([policyOf()], factsOf([dark("90")]))).toMatchObject({ verdict: "undetermined" });
    expect(decide([policyOf()], factsOf([dark("-5")]))).toMatchObject({ verdict: "held", consequence: "freeze" });
  });

  it("does not call it a freeze when only the unknown part could have used the budget up", () => {
    expect(decide([policyOf()], factsOf([left("-40", "70")]))).toMatchObject({ verdict: "undetermined" });
  });

  it("holds a place that promises nothing only where the policy says so", () => {
    expect(decide([policyOf()], factsOf([])).verdict).toBe("go");
    expect(decide([policyOf({ withoutObjective: "refuse" })], factsOf([])).verdict).toBe("undetermined");
  });

  it("asks for the objectives of the environment before", () => {
    const gated = policyOf({ previousStage: "met" });
    const stage = (verdict: "met" | "missed" | "undetermined" | "no_data") => ({
      previousStage: { environment: "Staging", objectives: [{ name: "Staging answers", verdict }] },
    });
    expect(decide([gated], factsOf([left("90")], stage("met"))).verdict).toBe("go");
    expect(decide([gated], factsOf([left("90")], stage("missed"))).verdict).toBe("held");
    expect(decide([gated], factsOf([left("90")], stage("no_data"))).verdict).toBe("undetermined");
  });
});

describe("waivers", () => {
  it("bend the policy, or one objective, and the reasons stay to be seen", () => {
    const facts = factsOf([left("-3"), left("90")]);
    const whole = decide([policyOf()], { ...facts, policyWaivers: new Map([["tier-1", "W-12"]]) });
    expect(whole).toMatchObject({ verdict: "go", consequence: "none", bakeFactor: 1 });
    expect(whole.reasons).toMatchObject([{ code: "budget_freeze", isHolding: false, bentBy: "waiver W-12" }]);
    expect(decide([policyOf()], { ...facts, objectiveWaivers: new Map([["o-0", "W-13"]]) }).verdict).toBe("go");
    expect(decide([policyOf()], { ...facts, objectiveWaivers: new Map([["o-1", "W-13"]]) }).verdict).toBe("held");
    expect(decide([policyOf()], { ...facts, policyWaivers: new Map([["other", "W-12"]]) }).verdict).toBe("held");
  });

  it("are not needed where a policy only tells", () => {
    const told = decide([policyOf({ isActing: false })], factsOf([left("-3")]));
    expect(told).toMatchObject({ verdict: "go", bakeFactor: 1 });
    expect(told.reasons).toMatchObject([{ code: "budget_freeze", isHolding: false, bentBy: null }]);
  });
});

const anyLeft = fc.integer({ min: -300, max: 100 }).map((value) => rational(BigInt(value), 100n));
const anyBudget: fc.Arbitrary<BudgetFact> = fc.oneof(
  fc.tuple(anyLeft, anyLeft).map(([one, other]): BudgetFact => {
    const [worst, best] = compare(one, other) <= 0 ? [one, other] : [other, one];
    return { kind: "known", worst, best };
  }),
  fc.option(anyLeft).map((atMost): BudgetFact => ({ kind: "undetermined", why: "dark.", atMost })),
);
const anyFacts = fc
  .record({
    budgets: fc.array(anyBudget, { minLength: 1, maxLength: 4 }),
    isRunning: fc.boolean(),
    starts: fc.array(
      fc.integer({ min: 0, max: 48 * hourMs }).map((ago) => instant(now - ago)),
      { maxLength: 5 },
    ),
    approvedBy: fc.option(fc.constant("Ada")),
    incidentFix: fc.option(fc.constant("INC-7")),
    emergency: fc.option(fc.constant("down")),
  })
  .map(({ budgets, ...more }) => factsOf(budgets, more));
const anyPolicy = fc
  .record({ isActing: fc.boolean(), onBurning: fc.constantFrom("ignore" as const, "hold" as const) })
  .map((more) => policyOf(more));
const rank = (consequence: Consequence) => consequences.options.indexOf(consequence);

describe("for any policy and any facts", () => {
  it("a return is never held", () => {
    fc.assert(
      fc.property(anyPolicy, anyFacts, (policy, facts) => {
        const decision = decide([policy], { ...facts, purpose: "return" });
        expect(decision).toEqual({ verdict: "go", consequence: "none", bakeFactor: 1, reasons: [] });
      }),
      runs(100),
    );
  });

  it("less budget is never milder, and a source that goes dark never makes it milder", () => {
    const { thresholds } = policyOf().definition;
    fc.assert(
      fc.property(anyLeft, anyLeft, (one, other) => {
        const [low, high] = compare(one, other) <= 0 ? [one, other] : [other, one];
        const known = (value: Rational): BudgetFact => ({ kind: "known", worst: value, best: value });
        const ofLow = consequenceOf(thresholds, known(low)).consequence;
        expect(rank(ofLow)).toBeGreaterThanOrEqual(rank(consequenceOf(thresholds, known(high)).consequence));
        const inTheDark = consequenceOf(thresholds, { kind: "undetermined", why: "dark.", atMost: low }).consequence;
        expect(rank(inTheDark)).toBeGreaterThanOrEqual(rank(ofLow));
        expect(rank(inTheDark)).toBeGreaterThanOrEqual(rank("undetermined"));
      }),
      runs(250),
    );
  });

  it("it goes exactly when nothing holds, and every objective below a threshold is named", () => {
    fc.assert(
      fc.property(anyPolicy, anyFacts, (policy, facts) => {
        const decision = decide([policy], facts);
        expect(decision.verdict === "go").toBe(decision.reasons.every(({ isHolding }) => !isHolding));
        for (const { slug, budget } of facts.objectives) {
          const { consequence } = consequenceOf(policy.definition.thresholds, budget);
          if (consequence !== "none") expect(decision.reasons.some(({ objective }) => objective === slug)).toBe(true);
        }
        for (const reason of decision.reasons) {
          expect(reason.owner).not.toBe("");
          expect(reason.remedy).not.toBe("");
        }
      }),
      runs(250),
    );
  });

  it("an approval, a fix, an emergency or a waiver never adds a hold", () => {
    fc.assert(
      fc.property(anyPolicy, anyFacts, (policy, facts) => {
        const bare = { ...facts, approvedBy: null, incidentFix: null, emergency: null };
        const held = (given: PolicyFacts) => codesOf(decide([policy], given)).length;
        expect(held(facts)).toBeLessThanOrEqual(held(bare));
        expect(held({ ...bare, policyWaivers: new Map([["tier-1", "W-1"]]) })).toBe(0);
      }),
      runs(150),
    );
  });

  it("the threshold in force is the lowest that is reached", () => {
    const { thresholds } = policyOf().definition;
    expect(thresholdAt(thresholds, percent("51"))).toBeNull();
    expect(thresholdAt(thresholds, percent("19"))?.leftPercent).toBe(20);
    expect(thresholdAt(thresholds.toReversed(), percent("-1"))?.leftPercent).toBe(0);
  });
});
