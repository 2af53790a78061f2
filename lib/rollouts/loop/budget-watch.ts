import type { Clock } from "@/lib/platform/clock";
import type { Db } from "@/lib/platform/db/prisma";
import { listPlacesUnderPolicy } from "@/lib/policies/budget-policy-read-model";
import { askGate, currentBending } from "@/lib/policies/gate-read-model";
import { budgetHolds } from "../domain/budget-holds";
import type { BudgetHold } from "../domain/rollout-command";
import type { HeldRollout, LoopParts, LoopTarget } from "./loop-parts";

/** How long the places under a policy are believed: a new policy acts within this. */
const sharedMs = 2_000;

interface Round {
  readonly atMs: number;
  readonly places: Promise<ReadonlySet<string>>;
}

/**
 * What error-budget policies hold of many rollouts: one question for where there are policies at all, and only there the gate is asked. A
 * thousand targets without a policy cost one statement and not a thousand.
 */
export function createBudgetWatch(db: Db, clock: Clock): LoopParts["budgetsOf"] {
  let round: Round | null = null;
  return async (target: LoopTarget, rollout: HeldRollout): Promise<readonly BudgetHold[]> => {
    const nowMs = clock.monotonicMs();
    if (!round || nowMs - round.atMs >= sharedMs) round = { atMs: nowMs, places: listPlacesUnderPolicy(db) };
    const { serviceId, environmentId } = target;
    if (!(await round.places).has(`${serviceId} ${environmentId}`)) return [];
    const { decision } = await askGate(db, { serviceId, environmentId, ...rollout }, currentBending(), clock.now());
    return budgetHolds(decision.reasons);
  };
}
