import { msBetween, plusMs } from "@/lib/kernel/instant";
import { change, type Draft, draftOf, moveTo } from "./draft";
import { epochOf, freshObservation, intentOf, shows } from "./intent";
import { limits } from "./limits";
import type { RolloutFacts } from "./rollout-command";
import type { RolledBackRollout, RollingBackRollout } from "./rollout-state";
import { baseOf, placementOf } from "./take-back";

/**
 * Stay until the data plane shows that the canary is closed and stable has everything; try for ever, and page each time
 * the deadline passes. A rollout that never moved a user has nothing to prove and ends at the deadline all the same.
 */
export function tickRollingBack(state: RollingBackRollout, facts: RolloutFacts): Draft {
  const draft = draftOf(state);
  const { now } = facts;
  const observation = freshObservation(facts.traffic, now);
  const intent = intentOf(state, epochOf(state));
  const isNew = observation !== null && observation.observedAt >= state.enteredAt;
  if (isNew && intent !== null && shows(observation, intent)) return end(draft, facts, true);
  if (now < state.deadlineAt) return draft;
  if (state.rollback.fromPhase === "preparing") return end(draft, facts, false);
  const elapsedMs = msBetween(state.rollback.startedAt, now);
  return change(
    draft,
    { overdueCount: state.overdueCount + 1, deadlineAt: plusMs(now, limits.rollbackDeadlineMs) },
    { kind: "rollback_overdue", at: now, isPage: true, elapsedMs, why: missingWords(state, facts) },
  );
}

function end(draft: Draft<RollingBackRollout>, facts: RolloutFacts, isVerified: boolean): Draft<RolledBackRollout> {
  const { state } = draft;
  const { rollback } = state;
  const next: RolledBackRollout = {
    ...baseOf(state),
    ...placementOf(state),
    phase: "rolled_back",
    enteredAt: facts.now,
    rollback,
    isVerified,
  };
  const tookMs = msBetween(rollback.startedAt, facts.now);
  return moveTo(draft, next, { kind: "rolled_back", at: facts.now, tookMs, isVerified });
}

function missingWords(state: RollingBackRollout, facts: RolloutFacts): string {
  if (facts.traffic.status === "failed") return `The data plane could not be read: ${facts.traffic.detail}.`;
  const { slots } = facts.traffic.observation;
  const canary = slots[state.canarySlot];
  const stable = slots[state.stableSlot];
  const door = canary.closed ? "closed" : "still open";
  return `The data plane shows the canary ${door} with ${canary.sharePercent} %, and stable with ${stable.sharePercent} %.`;
}
