import type { Instant } from "@/lib/kernel/instant";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { listPoliciesOf, type PolicyOfPlace } from "./budget-policy-read-model";
import type { BudgetGate } from "./contract";
import { decide } from "./domain/budget-policy";
import type { PolicyDecision, PolicyFacts } from "./domain/policy-facts";
import { consequenceOf, graver } from "./domain/thresholds";
import {
  type Bending,
  budgetFactOf,
  factOf,
  findPreviousStage,
  type GateQuestion,
  type LeveledObjective,
  loadObjectivesAt,
  loadReleases,
  loadStarts,
  loadWaivers,
  stageOf,
} from "./gate-facts-read-model";
import { noEmergencies } from "./port";

// On globalThis, because a development server evaluates modules more than once in one process.
const holder = globalThis as typeof globalThis & { signalboxBending?: Bending };

/** Say what may bend policies in this process. Chosen in the composition. */
export function setBending(bending: Bending): void {
  holder.signalboxBending = bending;
}

/** What may bend policies; nothing where nobody said so. */
export function currentBending(): Bending {
  return holder.signalboxBending ?? { waivers: { inForce: async () => new Map() }, emergencies: noEmergencies };
}

export interface GateAnswer {
  readonly decision: PolicyDecision;
  readonly policies: readonly PolicyOfPlace[];
  readonly objectives: readonly LeveledObjective[];
}

const nothing: PolicyDecision = { verdict: "go", consequence: "none", bakeFactor: 1, reasons: [] };

/**
 * What the error-budget policies in force say about a service in an environment at `now`, from stored sums. Where no policy applies nothing
 * is looked at. Waivers are asked about only when something holds.
 */
export async function askGate(
  db: Db | Tx,
  question: GateQuestion,
  bending: Bending,
  now: Instant,
): Promise<GateAnswer> {
  const policies = question.purpose === "return" ? [] : await listPoliciesOf(db, question);
  if (policies.length === 0) return { decision: nothing, policies, objectives: [] };
  const stageId = policies.some(({ definition }) => definition.previousStage === "met")
    ? await findPreviousStage(db, question)
    : null;
  const environmentIds = [question.environmentId, ...(stageId ? [stageId.id] : [])];
  const all = await loadObjectivesAt(db, question.serviceId, environmentIds, now);
  const here = all.filter(({ environmentId }) => environmentId === question.environmentId);
  const facts: PolicyFacts = {
    now,
    purpose: question.purpose,
    objectives: here.map(factOf),
    previousStage:
      stageId &&
      stageOf(
        stageId.name,
        all.filter(({ environmentId }) => environmentId === stageId.id),
      ),
    starts: question.isRunning ? [] : await loadStarts(db, question, now),
    isRunning: question.isRunning,
    ...(await loadReleases(db, question.rolloutId, bending, now)),
    policyWaivers: new Map(),
    objectiveWaivers: new Map(),
  };
  const decision = decide(policies, facts);
  if (decision.verdict === "go") return { decision, policies, objectives: here };
  const waived = await loadWaivers(policies, here, question, bending, now);
  return { decision: decide(policies, { ...facts, ...waived }), policies, objectives: here };
}

/** The answer as people and machines get it. */
export function gateView({ decision, policies, objectives }: GateAnswer, now: Instant): BudgetGate {
  return {
    verdict: decision.verdict,
    consequence: decision.consequence,
    bakeFactor: decision.bakeFactor,
    reasons: decision.reasons.map(({ until, ...reason }) => ({
      ...reason,
      until: until === null ? null : new Date(until).toISOString(),
    })),
    policies: policies.map(({ slug, name, version, definition }) => ({
      slug,
      name,
      version,
      isActing: definition.isActing,
    })),
    objectives: objectives.map(({ slug, name, level }) => ({
      slug,
      name,
      consequence: policies
        .map(({ definition }) => consequenceOf(definition.thresholds, budgetFactOf(level)).consequence)
        .reduce(graver, "none"),
      budgetLeftWorstPercent: level.view.budgetLeftWorstPercent,
      isDark: level.view.isDark,
    })),
    answeredAt: new Date(now).toISOString(),
  };
}
