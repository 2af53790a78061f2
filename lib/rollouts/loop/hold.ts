import type { SafeSplit, SlotName, TrafficObservation, WriteGuard } from "@/lib/traffic/port";
import type { TrafficReading } from "../domain/rollout-command";
import { isExposed, type Placement, type RolloutState } from "../domain/rollout-state";

/**
 * What a write carries: the owner's term, and what the data plane does when this owner and all others fall silent. Only
 * while users are on both versions there is something to go back to; without a reading nobody knows what stable can bear.
 */
export function guardOf(state: RolloutState, traffic: TrafficReading, term: number): WriteGuard {
  if (!isExposed(state) || state.plan.onSilence === "hold" || traffic.status === "failed") return { term, hold: null };
  const safe = safeSplitOf(state, traffic.observation);
  return { term, hold: safe === null ? null : { ttlMs: state.plan.silenceMs, safe } };
}

/** A hold is renewed three times in its life; without one there is nothing to renew. */
export function renewAfterMs(guard: WriteGuard): number {
  return guard.hold === null ? Number.POSITIVE_INFINITY : guard.hold.ttlMs / 3;
}

/** Is a dead-man switch armed that this write no longer wants? Left alone it would undo what has ended well. */
export function isHoldLeft(traffic: TrafficReading, guard: WriteGuard): boolean {
  return guard.hold === null && traffic.status === "seen" && traffic.observation.hold !== null;
}

/**
 * All to stable, as far as stable can bear it. What it can bear is told by its healthy servers against those of the slot
 * that is larger now: with at least half as many it takes everything, with fewer its part. None: stay as it is.
 */
export function safeSplitOf(roles: Placement, observation: TrafficObservation): SafeSplit | null {
  const upOf = (slot: SlotName): number => observation.slots[slot].serversUp ?? observation.slots[slot].serversTotal;
  const stableUp = upOf(roles.stableSlot);
  if (stableUp === 0) return null;
  const needed = Math.max(observation.slots[roles.stableSlot].serversTotal, upOf(roles.canarySlot));
  const stablePercent = stableUp * 2 >= needed ? 100 : Math.round((100 * stableUp) / needed);
  const canaryPercent = 100 - stablePercent;
  const sharePercent =
    roles.stableSlot === "a" ? { a: stablePercent, b: canaryPercent } : { a: canaryPercent, b: stablePercent };
  return { sharePercent, closed: canaryPercent === 0 ? [roles.canarySlot] : [] };
}
