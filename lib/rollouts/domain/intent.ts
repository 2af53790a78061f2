import { assertNever } from "@/lib/kernel/assert";
import type { Instant } from "@/lib/kernel/instant";
import type { MemberObservation, SlotName, TrafficIntent, TrafficObservation } from "@/lib/traffic/port";
import { membersOf } from "./fleet-members";
import { limits } from "./limits";
import type { TrafficReading } from "./rollout-command";
import { type PlacedRollout, type Placement, type RolloutState, stepAt } from "./rollout-state";

/** The epoch of a state: grows with every accepted transition, and from one rollout of a target to the next. */
export function epochOf(state: RolloutState): number {
  return "epochBase" in state ? state.epochBase + state.revision : state.revision;
}

/** Share of the traffic that this state wants the canary to have, 0 to 100. */
export function wantedSharePercent(state: PlacedRollout): number {
  switch (state.phase) {
    case "preparing":
    case "rolling_back":
    case "rolled_back":
      return 0;
    case "shifting":
      return stepAt(state.plan, state.stepIndex).trafficPercent;
    case "baking":
      return Math.min(stepAt(state.plan, state.stepIndex).trafficPercent, state.handSharePercent ?? 100);
    case "watching":
      return state.handSharePercent ?? 100;
    case "completed":
      return 100;
    default:
      return assertNever(state);
  }
}

/**
 * The whole split that a state wants, absolute; the same for the same state, so that sending it again changes nothing.
 * Null where the rollout has no say about the traffic: in the queue, and after it was cancelled there.
 */
export function intentOf(state: RolloutState, epoch: number): TrafficIntent | null {
  if (state.phase === "queued" || state.phase === "cancelled") return null;
  const canary = wantedSharePercent(state);
  return {
    epoch,
    sharePercent: splitOf(state, canary),
    closed: closedSlots(state, canary),
  };
}

function splitOf(roles: Placement, canaryPercent: number): Record<SlotName, number> {
  return roles.canarySlot === "a"
    ? { a: canaryPercent, b: 100 - canaryPercent }
    : { a: 100 - canaryPercent, b: canaryPercent };
}

/**
 * A canary without a share is closed, so that cookie and keep-alive users leave too. Stable is closed only once the last
 * step has baked: closing it with the switch itself would cut requests that it is still answering.
 */
function closedSlots(state: PlacedRollout, canaryPercent: number): SlotName[] {
  if (canaryPercent === 0) return [state.canarySlot];
  const isWarm = state.phase === "watching" || state.phase === "completed";
  return isWarm && canaryPercent === 100 ? [state.stableSlot] : [];
}

/** Whether all of the data plane shows what the intent wants: shares within tolerance, 0 exactly, closed slots closed. */
export function shows(observation: TrafficObservation, intent: TrafficIntent): boolean {
  return membersOf(observation).every((member) => memberShows(member, intent));
}

function memberShows({ slots }: MemberObservation, intent: TrafficIntent): boolean {
  return (["a", "b"] as const).every((slot) => {
    const seen = slots[slot];
    const wanted = intent.sharePercent[slot];
    if (intent.closed.includes(slot) && !seen.closed) return false;
    if (wanted === 0) return seen.sharePercent <= limits.zeroSharePercent;
    return !seen.closed && Math.abs(seen.sharePercent - wanted) <= limits.shareTolerancePercent;
  });
}

/** The observation, when there is one and it is about now; null otherwise. */
export function freshObservation(traffic: TrafficReading, now: Instant): TrafficObservation | null {
  if (traffic.status === "failed") return null;
  const ageMs = Math.abs(now - traffic.observation.observedAt);
  return ageMs <= limits.observationMaxAgeMs ? traffic.observation : null;
}
