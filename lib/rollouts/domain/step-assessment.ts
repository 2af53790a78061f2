import type { Evidence } from "@/lib/analysis/domain/evidence";
import type { RollbackCause, RolloutPlan, Triggers } from "../contract";
import { limits } from "./limits";
import { triggersOfStep } from "./plan";
import type { RolloutFacts } from "./rollout-command";
import { stepAt, type WatchedRollout } from "./rollout-state";

/** What the evidence of one tick, taken together, says about one step. */
export interface Assessment {
  readonly status: "pass" | "inconclusive" | "blind";
  /** One sentence, from the evidence where there is some. */
  readonly why: string;
  /** The evidence behind the status. */
  readonly evidence: readonly Evidence[];
  /** The canary answers its health check now; without one, something else has passed. What a person may rely on. */
  readonly isAlive: boolean;
  /** The newest health verdict; null when there is none. */
  readonly health: Evidence | null;
}

type Standing = {
  readonly checkId: string;
  readonly verdict: "pass" | "inconclusive" | "blind";
  readonly evidence: Evidence | null;
};

/** The first failing evidence. A failure needs no age and no step: lowering exposure needs little. */
export function failingEvidence(evidence: readonly Evidence[]): Evidence | null {
  return evidence.find((item) => item.verdict === "fail") ?? null;
}

/** The cause of a rollback that a failed check is. */
export function causeOf(evidence: Evidence): RollbackCause {
  return evidence.kind;
}

/**
 * Judge a step. Every check that the plan asks for must have fresh evidence of this step: a check without is blind. One
 * blind check makes the step blind, one inconclusive check inconclusive; a step of no checks never passes.
 */
export function assessStep(state: WatchedRollout, facts: RolloutFacts): Assessment {
  const trafficPercent = stepAt(state.plan, state.stepIndex).trafficPercent;
  const standings = requiredChecks(triggersOfStep(state.plan, state.stepIndex), trafficPercent).map((checkId) =>
    standingOf(checkId, state, facts),
  );
  const health = standings.find((standing) => standing.checkId === "health") ?? null;
  const isAlive =
    health === null ? standings.some((standing) => standing.verdict === "pass") : health.verdict === "pass";
  const common = { isAlive, health: health?.evidence ?? null };

  const blind = standings.filter((standing) => standing.verdict === "blind");
  if (blind.length > 0) return { status: "blind", why: wordsOf(blind), evidence: evidenceOf(blind), ...common };
  const open = standings.filter((standing) => standing.verdict === "inconclusive");
  const requests = requestsMissing(state.plan, state.stepIndex, facts.canaryRequests);
  const isQuietFine = requests.minimum === 0 && isAlive && open.every((standing) => isAboutTraffic(standing.checkId));
  if (open.length > 0 && !isQuietFine) {
    return { status: "inconclusive", why: wordsOf(open), evidence: evidenceOf(open), ...common };
  }
  if (requests.sentence !== null) {
    return { status: "inconclusive", why: requests.sentence, evidence: evidenceOf(standings), ...common };
  }
  if (!standings.some((standing) => standing.verdict === "pass")) {
    return {
      status: "inconclusive",
      why: "No check has passed, so nothing speaks for the version.",
      evidence: [],
      ...common,
    };
  }
  return { status: "pass", why: wordsOf(standings), evidence: evidenceOf(standings), ...common };
}

/** Checks that must speak before the step may pass. Without users there is nothing to compare, so only health and metrics. */
function requiredChecks(triggers: Triggers, trafficPercent: number): string[] {
  const withUsers = trafficPercent > 0;
  return [
    ...(triggers.errorRate.enabled && withUsers ? ["error_rate"] : []),
    ...(triggers.latency.enabled && withUsers ? ["latency"] : []),
    ...(triggers.burnRate.enabled && withUsers ? ["burn_rate"] : []),
    ...(triggers.health.enabled ? ["health"] : []),
    ...triggers.metrics.map((metric) => `metric:${metric.id}`),
  ];
}

function isAboutTraffic(checkId: string): boolean {
  return checkId === "error_rate" || checkId === "latency" || checkId === "burn_rate";
}

/** Two sources may answer for one check (the metrics system and the proxy's own counters): the one that sees more counts. */
function standingOf(checkId: string, state: WatchedRollout, facts: RolloutFacts): Standing {
  const candidates = facts.evidence
    .filter((item) => (item.kind === "metric" ? item.checkId : item.kind) === checkId)
    .map((item) => ({ checkId, verdict: verdictNow(item, state, facts), evidence: item }));
  const best =
    candidates.find((item) => item.verdict === "pass") ??
    candidates.find((item) => item.verdict === "inconclusive") ??
    candidates[0];
  return best ?? { checkId, verdict: "blind", evidence: null };
}

function verdictNow(item: Evidence, state: WatchedRollout, facts: RolloutFacts): Standing["verdict"] {
  if (Math.abs(facts.now - item.at) > limits.evidenceMaxAgeMs) return "blind";
  if (item.verdict === "pass" && item.at < state.stepShownAt) return "inconclusive";
  return item.verdict === "fail" ? "inconclusive" : item.verdict;
}

function requestsMissing(
  plan: RolloutPlan,
  stepIndex: number,
  counted: number | null,
): { minimum: number; sentence: string | null } {
  const step = stepAt(plan, stepIndex);
  const minimum = step.trafficPercent === 0 ? 0 : step.minRequests;
  if (minimum === 0 || (counted !== null && counted >= minimum)) return { minimum, sentence: null };
  const seen = counted === null ? "an unknown number of" : `${counted}`;
  return { minimum, sentence: `The canary has answered ${seen} of the ${minimum} requests this step must rest on.` };
}

function evidenceOf(standings: readonly Standing[]): Evidence[] {
  return standings.flatMap((standing) => (standing.evidence === null ? [] : [standing.evidence]));
}

function wordsOf(standings: readonly Standing[]): string {
  return standings
    .map((standing) => standing.evidence?.sentence ?? `The check ${standing.checkId} gave no evidence.`)
    .join(" ");
}
