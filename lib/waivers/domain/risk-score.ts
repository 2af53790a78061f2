import type { ApprovalNeed } from "@/lib/kernel/approvals";
import { budgetWords } from "@/lib/kernel/budget-words";
import type { WaiverKind } from "../port";

/** What is known about a request when it is scored. */
export interface RiskFacts {
  readonly kind: WaiverKind;
  /** `*` bends every rule of the kind. */
  readonly subject: string;
  /** 0 is the most critical. */
  readonly tier: number;
  readonly environmentKind: "development" | "testing" | "staging" | "production";
  readonly durationMs: number;
  /** How often the same rule was bent here before, without a pause of 30 days. */
  readonly renewals: number;
  /** Reviews that the service's team owes for waivers and emergency releases of all its services. */
  readonly openDebts: number;
  /** The least error budget left among the objectives here, 1 to below 0; null when nobody can tell. */
  readonly budgetLeft: number | null;
}

export interface RiskPart {
  readonly code: "kind" | "breadth" | "tier" | "environment" | "duration" | "renewals" | "debts" | "budget";
  readonly points: number;
  readonly sentence: string;
}

export type RiskLevel = "low" | "medium" | "high";

export interface Assessment {
  /** 0 to `maxScore`. */
  readonly score: number;
  readonly maxScore: number;
  readonly level: RiskLevel;
  readonly parts: readonly RiskPart[];
  readonly need: ApprovalNeed;
}

/** What all parts give together at most. */
const maxScore = 21;
const dayMs = 86_400_000;

const kindPoints: Readonly<Record<WaiverKind, readonly [number, string]>> = {
  objective: [1, "It forgives measured time in the adjusted figure; the raw one stays."],
  promise: [1, "It lets an objective promise more than what the service stands on allows."],
  change_ticket: [2, "It lets a deployment be made without a change ticket."],
  gate: [2, "It lets a release go on without what a gate asks of it."],
  freeze: [2, "It lets releases move while others are held."],
  budget_policy: [3, "It lets releases go on although the budget says stop."],
};

const tierPoints = [3, 2, 1, 0] as const;
const environmentPoints = { production: 2, staging: 1, testing: 0, development: 0 } as const;

/**
 * How risky a waiver is, as a sum of whole points that a person can check by hand: what is bent (1 to 3, one more for every rule of
 * the kind), how critical the service (0 to 3) and the environment (0 to 2), for how long (0 to 3), how often before (0 to 3), what is
 * still owed from earlier ones (0 to 3), and how much budget is left (0 to 3; 2 when nobody can tell, since unknown is never good).
 * Up to 6 is low, up to 11 medium, more is high. Low needs one approval, medium two, high two of which one is an approver's. Our own
 * weights: no published scale scores exceptions.
 */
export function assess(facts: RiskFacts): Assessment {
  const parts = [
    kindPart(facts),
    breadthPart(facts),
    tierPart(facts),
    environmentPart(facts),
    durationPart(facts),
    renewalPart(facts),
    debtPart(facts),
    budgetPart(facts),
  ].filter((part) => part.points > 0);
  const score = parts.reduce((sum, part) => sum + part.points, 0);
  const level = levelOf(score);
  return { score, maxScore, level, parts, need: needOf(level) };
}

function levelOf(score: number): RiskLevel {
  if (score <= 6) return "low";
  return score <= 11 ? "medium" : "high";
}

/** Approvals that a level needs. */
export function needOf(level: RiskLevel): ApprovalNeed {
  if (level === "low") return { approvals: 1, oneOf: [] };
  return { approvals: 2, oneOf: level === "high" ? ["approver"] : [] };
}

function kindPart({ kind }: RiskFacts): RiskPart {
  const [points, sentence] = kindPoints[kind];
  return { code: "kind", points, sentence };
}

function breadthPart({ subject }: RiskFacts): RiskPart {
  const isWide = subject === "*";
  return { code: "breadth", points: isWide ? 1 : 0, sentence: "It bends every rule of its kind here." };
}

function tierPart({ tier }: RiskFacts): RiskPart {
  return { code: "tier", points: tierPoints[tier] ?? 0, sentence: `The service is of tier ${tier}.` };
}

function environmentPart({ environmentKind }: RiskFacts): RiskPart {
  return { code: "environment", points: environmentPoints[environmentKind], sentence: `It is in ${environmentKind}.` };
}

function durationPart({ durationMs }: RiskFacts): RiskPart {
  const days = durationMs / dayMs;
  const points = days <= 1 ? 0 : days <= 7 ? 1 : days <= 30 ? 2 : 3;
  return { code: "duration", points, sentence: `It lasts ${Math.ceil(days)} days.` };
}

function renewalPart({ renewals }: RiskFacts): RiskPart {
  const times = renewals === 1 ? "once" : `${renewals} times`;
  return {
    code: "renewals",
    points: Math.min(3, renewals),
    sentence: `The same was bent ${times} before without a pause.`,
  };
}

function debtPart({ openDebts }: RiskFacts): RiskPart {
  const reviews = openDebts === 1 ? "one review" : `${openDebts} reviews`;
  return { code: "debts", points: Math.min(3, openDebts), sentence: `The team owes ${reviews} of earlier exceptions.` };
}

function budgetPart({ budgetLeft }: RiskFacts): RiskPart {
  if (budgetLeft === null) {
    return { code: "budget", points: 2, sentence: "Nobody can tell how much error budget is left here." };
  }
  const points = budgetLeft <= 0 ? 3 : budgetLeft < 0.25 ? 2 : budgetLeft < 0.5 ? 1 : 0;
  return { code: "budget", points, sentence: `${budgetWords(String(Math.floor(budgetLeft * 100)))}.` };
}

/**
 * The least budget left of several objectives: what is known to be spent counts, also when others are not known; else one that nobody
 * knows makes the whole unknown. Null without any.
 */
export function leastBudget(left: readonly (number | null)[]): number | null {
  const known = left.filter((value): value is number => value !== null);
  const least = known.length === 0 ? null : Math.min(...known);
  if (least === null || least <= 0) return least;
  return known.length < left.length ? null : least;
}
