import { budgetWords } from "@/lib/kernel/budget-words";
import type { Instant } from "@/lib/kernel/instant";
import { type Rational, rational, times, toDecimal } from "@/lib/kernel/rational";
import type { BudgetPolicyDefinition, Effect, Exemption } from "../contract";
import type { ObjectiveFact, PolicyFacts, PolicyInForce, PolicyReason } from "./policy-facts";
import { type BudgetFact, consequenceOf, type SlowDown, slowingAt } from "./thresholds";

const dayMs = 86_400_000;

/** Everything that a policy has to say, with whatever bends it. */
export function reasonsOf(policy: PolicyInForce, facts: PolicyFacts): PolicyReason[] {
  const { definition } = policy;
  return [
    ...facts.objectives.flatMap((objective) => budgetReasons(policy, objective, facts)),
    ...(definition.onBurning === "hold" ? facts.objectives.flatMap((one) => burningReason(policy, one, facts)) : []),
    ...(definition.previousStage === "met" ? stageReasons(policy, facts) : []),
    ...(definition.withoutObjective === "refuse" && facts.objectives.length === 0
      ? [nothingPromised(policy, facts)]
      : []),
  ];
}

interface Said {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly owner: string;
  readonly objective: string | null;
  /** What lets it go besides a waiver. */
  readonly letBy: string | null;
  readonly holds: boolean;
  readonly until?: Instant | null;
}

/** A reason of a policy, with whatever bends it. A policy that only tells holds nothing. */
function told(policy: PolicyInForce, facts: PolicyFacts, said: Said): PolicyReason {
  const { letBy, holds, until = null, ...words } = said;
  const waiver =
    facts.policyWaivers.get(policy.slug) ?? (said.objective ? facts.objectiveWaivers.get(said.objective) : undefined);
  const bentBy = waiver ? `waiver ${waiver}` : letBy;
  return {
    ...words,
    policy: policy.slug,
    isHolding: holds && bentBy === null && policy.definition.isActing,
    bentBy,
    until,
  };
}

function budgetReasons(policy: PolicyInForce, objective: ObjectiveFact, facts: PolicyFacts): PolicyReason[] {
  const { consequence, threshold } = consequenceOf(policy.definition.thresholds, objective.budget);
  const owner = threshold && threshold.tell.length > 0 ? threshold.tell.join(", ") : "the service's owner";
  const common = { owner, objective: objective.slug };
  const say = (said: Omit<Said, "owner" | "objective">) => told(policy, facts, { ...common, ...said });
  switch (consequence) {
    case "none":
      return [];
    case "undetermined":
      return [
        say({
          code: "budget_undetermined",
          message: `The error budget of “${objective.name}” is undetermined: ${undeterminedWords(objective.budget)}`,
          remedy: "Bring its source back, or ask for a waiver. Rollbacks are not held.",
          letBy: exemptionOf(policy.definition, facts),
          holds: true,
        }),
      ];
    case "slow_down":
      return slowReasons(say, objective, slowingAt(policy.definition.thresholds, threshold), facts);
    case "approval":
      return [
        ...slowReasons(say, objective, slowingAt(policy.definition.thresholds, threshold), facts),
        say({
          code: "budget_approval",
          message: `${leftWords(objective)}, at or below the ${threshold?.leftPercent} % at which “${policy.name}” asks for an approval.`,
          remedy: "Ask somebody with the right to approve who did not start it. Rollbacks are not held.",
          letBy: facts.approvedBy === null ? exemptionOf(policy.definition, facts) : `approval of ${facts.approvedBy}`,
          holds: true,
        }),
      ];
    case "freeze":
      return [
        say({
          code: "budget_freeze",
          message: `${leftWords(objective)}, at or below the ${threshold?.leftPercent} % at which “${policy.name}” freezes releases.`,
          remedy: `${exemptWords(threshold?.effect)} Rollbacks are not held.`,
          letBy: exemptionOf(policy.definition, facts),
          holds: true,
        }),
      ];
  }
}

function slowReasons(
  say: (said: Omit<Said, "owner" | "objective">) => PolicyReason,
  objective: ObjectiveFact,
  effect: SlowDown | null,
  facts: PolicyFacts,
): PolicyReason[] {
  if (effect === null) return [];
  const reasons: PolicyReason[] = [];
  if (effect.bakeFactor > 1) {
    reasons.push(
      say({
        code: "budget_longer_bake",
        message: `${leftWords(objective)}: each step bakes ${effect.bakeFactor} times as long.`,
        remedy: "Nothing needs to be done.",
        letBy: null,
        holds: false,
      }),
    );
  }
  const { maxStartsPerDay } = effect;
  const starts = facts.starts.filter((at) => at > facts.now - dayMs).toSorted((left, right) => left - right);
  if (maxStartsPerDay === null || facts.isRunning || starts.length < maxStartsPerDay) return reasons;
  const until = ((starts[starts.length - maxStartsPerDay] ?? facts.now) + dayMs) as Instant;
  const most = maxStartsPerDay === 1 ? "one release" : `${maxStartsPerDay} releases`;
  reasons.push(
    say({
      code: "budget_slow_down",
      message: `${leftWords(objective)}, so that ${most} may begin within 24 hours; ${starts.length} did.`,
      remedy: "It begins by itself when the oldest of them is a day old. Rollbacks are not held.",
      letBy: null,
      holds: true,
      until,
    }),
  );
  return reasons;
}

function burningReason(policy: PolicyInForce, objective: ObjectiveFact, facts: PolicyFacts): PolicyReason[] {
  if (objective.burning === null) return [];
  return [
    told(policy, facts, {
      code: "budget_burning",
      message: `“${objective.name}” burns its budget too fast now: ${objective.burning}`,
      remedy: "It goes on by itself when the alert has ended. Abort the rollout when it is the cause.",
      owner: "the service's owner",
      objective: objective.slug,
      letBy: exemptionOf(policy.definition, facts),
      holds: true,
    }),
  ];
}

function stageReasons(policy: PolicyInForce, facts: PolicyFacts): PolicyReason[] {
  const stage = facts.previousStage;
  if (stage === null) return [];
  return stage.objectives
    .filter(({ verdict }) => verdict !== "met")
    .map(({ name, verdict }) =>
      told(policy, facts, {
        code: verdict === "missed" ? "stage_missed" : "stage_undetermined",
        message:
          verdict === "missed"
            ? `“${name}” is missed in ${stage.environment}, the environment before this one.`
            : `Whether “${name}” is met in ${stage.environment}, the environment before this one, is undetermined.`,
        remedy: "Mend it there first, or ask for a waiver.",
        owner: "the service's owner",
        objective: null,
        letBy: exemptionOf(policy.definition, facts),
        holds: true,
      }),
    );
}

function nothingPromised(policy: PolicyInForce, facts: PolicyFacts): PolicyReason {
  return told(policy, facts, {
    code: "nothing_promised",
    message: `Nothing is promised here, and “${policy.name}” wants an objective for every service of its tier.`,
    remedy: "Set an objective for the service in this environment.",
    owner: "the service's owner",
    objective: null,
    letBy: exemptionOf(policy.definition, facts),
    holds: true,
  });
}

/** What the policy's freezes let through, and this rollout is; null otherwise. */
function exemptionOf({ thresholds }: BudgetPolicyDefinition, facts: PolicyFacts): string | null {
  const exempt = new Set<Exemption>(
    thresholds.flatMap(({ effect }) => (effect.kind === "freeze" ? effect.exemptions : [])),
  );
  if (exempt.has("emergency") && facts.emergency !== null) return `emergency: ${facts.emergency}`;
  if (exempt.has("incident_fix") && facts.incidentFix !== null) return `fix of the incident ${facts.incidentFix}`;
  return null;
}

function exemptWords(effect: Effect | undefined): string {
  const exempt = effect?.kind === "freeze" ? effect.exemptions : [];
  const ways = [
    ...(exempt.includes("incident_fix") ? ["name the open incident that it fixes"] : []),
    ...(exempt.includes("emergency") ? ["start it as an emergency"] : []),
    "ask for a waiver",
  ];
  return `Wait until the budget has recovered, or ${ways.join(", or ")}.`;
}

function undeterminedWords(budget: BudgetFact): string {
  if (budget.kind === "undetermined") return budget.why;
  return `it is gone if all that is unknown was bad, and ${decimalPercent(budget.best)} % of it is left if none of it was.`;
}

function leftWords({ name, budget }: ObjectiveFact): string {
  const left = budget.kind === "known" ? budget.worst : budget.atMost;
  if (left === null) return `Nothing is known of the error budget of “${name}”`;
  const told = { of: `“${name}”`, isPast: budget.kind !== "known" };
  return `${budgetWords(decimalPercent(left), told)}${told.isPast ? " when its source last told" : ""}`;
}

function decimalPercent(left: Rational): string {
  return toDecimal(times(left, rational(100n)), 1);
}
