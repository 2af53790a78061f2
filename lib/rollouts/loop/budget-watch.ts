import { gateHoldsInQueue } from "@/lib/gates/admission-reasons-read-model";
import type { Clock } from "@/lib/platform/clock";
import type { Db } from "@/lib/platform/db/prisma";
import { listPlacesUnderPolicy } from "@/lib/policies/budget-policy-read-model";
import { askGate, currentBending } from "@/lib/policies/gate-read-model";
import { budgetHolds } from "../domain/budget-holds";
import type { ReleaseHold } from "../domain/rollout-command";
import type { HeldRollout, LoopParts, LoopTarget } from "./loop-parts";

/** How long the places under a policy are believed: a new policy acts within this. */
const sharedMs = 2_000;

interface Round {
  readonly atMs: number;
  readonly places: Promise<ReadonlySet<string>>;
}

/**
 * What error-budget policies hold of many rollouts: one question for where there are policies at all, and only there the gate is asked. A
 * thousand targets without a policy cost one statement and not a thousand. What waits in the queue is held by what gates require, too.
 */
export function createBudgetWatch(db: Db, clock: Clock): LoopParts["budgetsOf"] {
  let round: Round | null = null;
  async function budgetsOf(target: LoopTarget, rollout: HeldRollout): Promise<readonly ReleaseHold[]> {
    const nowMs = clock.monotonicMs();
    if (!round || nowMs - round.atMs >= sharedMs) round = { atMs: nowMs, places: listPlacesUnderPolicy(db) };
    const { serviceId, environmentId } = target;
    if (!(await round.places).has(`${serviceId} ${environmentId}`)) return [];
    const { decision } = await askGate(db, { serviceId, environmentId, ...rollout }, currentBending(), clock.now());
    return budgetHolds(decision.reasons);
  }
  async function gatesOf({ rolloutId, purpose, isRunning }: HeldRollout): Promise<readonly ReleaseHold[]> {
    if (isRunning || purpose === "return") return [];
    const holds = await gateHoldsInQueue(db, rolloutId, clock.now());
    // An emergency passes them, as it passes policies; asked only when something holds.
    const isEmergency =
      holds.length > 0 && (await currentBending().emergencies.inForce(rolloutId, clock.now())) !== null;
    return isEmergency ? [] : holds;
  }
  return async (target, rollout) => [...(await budgetsOf(target, rollout)), ...(await gatesOf(rollout))];
}
