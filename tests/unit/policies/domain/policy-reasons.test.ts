import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { rational } from "@/lib/kernel/rational";
import { BudgetPolicyDefinition } from "@/lib/policies/contract";
import type { PolicyFacts } from "@/lib/policies/domain/policy-facts";
import { reasonsOf } from "@/lib/policies/domain/policy-reasons";

/** Goal: a reason says what is left, of what, what happens for it, and what to do, in words that are true. */

const definition = BudgetPolicyDefinition.parse({
  scope: { tier: 0, environmentKinds: ["production"] },
  thresholds: [
    { leftPercent: 25, effect: { kind: "slow_down", maxStartsPerDay: 1, bakeFactor: 2 }, tell: ["Payments"] },
    { leftPercent: 0, effect: { kind: "freeze", exemptions: ["incident_fix"] } },
  ],
});
const policy = { slug: "tier-0", name: "Tier 0", definition };
const now = instant(Date.parse("2026-11-28T12:00:00Z"));

function wordsOf(budget: PolicyFacts["objectives"][number]["budget"], more: Partial<PolicyFacts> = {}): string[] {
  const facts: PolicyFacts = {
    now,
    purpose: "release",
    objectives: [{ slug: "answers", name: "Answers", budget, burning: null }],
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
  return reasonsOf(policy, facts).map(({ message, remedy, owner }) => `${message} ${remedy} ${owner}`);
}
const exactly = (left: number) =>
  ({ kind: "known", worst: rational(BigInt(left), 100n), best: rational(BigInt(left), 100n) }) as const;

describe("the words of a reason", () => {
  it("say how much is left, and what slows it down", () => {
    expect(wordsOf(exactly(20), { starts: [instant(now - 3_600_000)] })).toEqual([
      "20.0 % of the error budget of “Answers” is left: each step bakes 2 times as long. Nothing needs to be done. Payments",
      "20.0 % of the error budget of “Answers” is left, so that one release may begin within 24 hours; 1 did. " +
        "It begins by itself when the oldest of them is a day old. Rollbacks are not held. Payments",
    ]);
  });

  it("name the ways out of a freeze that this policy has", () => {
    expect(wordsOf(exactly(-30))).toEqual([
      "130.0 % of the error budget of “Answers” is used and nothing is left, at or below the 0 % at which “Tier 0” freezes releases. " +
        "Wait until the budget has recovered, or name the open incident that it fixes, or ask for a waiver. " +
        "Rollbacks are not held. the service's owner",
    ]);
  });

  it("say of the dark what was left when the source last told, and of a range what could be", () => {
    const gone = { kind: "undetermined", why: "its source has told nothing.", atMost: rational(-1n, 100n) } as const;
    expect(wordsOf(gone)[0]).toContain(
      "101.0 % of the error budget of “Answers” was used and nothing was left when its source last told",
    );
    const range = { kind: "known", worst: rational(-1n), best: rational(1n, 2n) } as const;
    expect(wordsOf(range)[0]).toContain(
      "gone if all that is unknown was bad, and 50.0 % of it is left if none of it was.",
    );
  });
});
