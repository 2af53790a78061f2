import type { Consequence } from "../contract";
import type { PolicyDecision, PolicyFacts, PolicyInForce } from "./policy-facts";
import { reasonsOf } from "./policy-reasons";
import { consequenceOf, graver, slowingAt } from "./thresholds";

/**
 * All that error-budget policies in force say about a release of a service to an environment now, or about a rollout under way: every reason,
 * with whatever bends it. A return is never held. Source of the form: Google, The Site Reliability Workbook, "Example Error Budget Policy";
 * ranges, darkness and exemptions are ours.
 */
export function decide(policies: readonly PolicyInForce[], facts: PolicyFacts): PolicyDecision {
  if (facts.purpose === "return") return free;
  const reasons = policies.flatMap((policy) => reasonsOf(policy, facts));
  const factors = policies.flatMap((policy) => bakeFactorsOf(policy, facts));
  const holding = reasons.filter(({ isHolding }) => isHolding);
  const verdict = holding.some(({ code }) => !undeterminedCodes.has(code))
    ? "held"
    : holding.length > 0
      ? "undetermined"
      : "go";
  return {
    verdict,
    consequence: policies
      .filter(({ slug, definition }) => definition.isActing && !facts.policyWaivers.has(slug))
      .flatMap((policy) => consequencesOf(policy, facts))
      .reduce(graver, "none"),
    bakeFactor: Math.max(1, ...factors),
    reasons,
  };
}

const free: PolicyDecision = { verdict: "go", consequence: "none", bakeFactor: 1, reasons: [] };
const undeterminedCodes = new Set(["budget_undetermined", "stage_undetermined", "nothing_promised"]);

function consequencesOf({ definition }: PolicyInForce, facts: PolicyFacts): Consequence[] {
  return facts.objectives
    .filter(({ slug }) => !facts.objectiveWaivers.has(slug))
    .map(({ budget }) => consequenceOf(definition.thresholds, budget).consequence);
}

function bakeFactorsOf({ slug, definition }: PolicyInForce, facts: PolicyFacts): number[] {
  if (!definition.isActing || facts.policyWaivers.has(slug)) return [];
  return facts.objectives.flatMap(({ slug: objective, budget }) => {
    const { threshold } = consequenceOf(definition.thresholds, budget);
    const slowing = facts.objectiveWaivers.has(objective) ? null : slowingAt(definition.thresholds, threshold);
    return slowing ? [slowing.bakeFactor] : [];
  });
}
