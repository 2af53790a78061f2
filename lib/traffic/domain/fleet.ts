import { instant } from "@/lib/kernel/instant";
import type { AcceptedPair, HoldObservation, SlotName, SlotObservation, TrafficObservation } from "@/lib/traffic/port";

/**
 * One observation of several processes that split the same traffic. Nothing looks lower or better than it is on some of
 * them: a share is the highest, closed is what all have closed, a hold
 * is set while one has it, and has fired once it has on all that had one. What only one of them shows is told by `members`.
 */
export function mergeObservations(seen: readonly [TrafficObservation, ...TrafficObservation[]]): TrafficObservation {
  const slot = (name: SlotName): SlotObservation => mergeSlots(seen.map(({ slots }) => slots[name]));
  const canHold = seen.some((one) => one.canHold === false) ? { canHold: false } : {};
  return {
    observedAt: instant(Math.min(...seen.map(({ observedAt }) => observedAt))),
    slots: { a: slot("a"), b: slot("b") },
    incarnation: seen.map(({ incarnation }) => incarnation).join(" "),
    fence: seen.every(({ fence }) => fence === "native") ? "native" : "none",
    accepted: newestOf(seen.map(({ accepted }) => accepted)),
    hold: mergeHolds(seen.map(({ hold }) => hold)),
    ...canHold,
    members: seen.map(({ slots, incarnation, accepted, hold }) => ({ slots, incarnation, accepted, hold })),
  };
}

function mergeSlots(slots: readonly SlotObservation[]): SlotObservation {
  const up = slots.flatMap(({ serversUp }) => (serversUp === null ? [] : [serversUp]));
  return {
    sharePercent: Math.max(...slots.map(({ sharePercent }) => sharePercent)),
    serversTotal: Math.max(...slots.map(({ serversTotal }) => serversTotal)),
    serversUp: up.length === 0 ? null : Math.min(...up),
    closed: slots.every(({ closed }) => closed),
  };
}

/** Terms first, as fences compare them; but no decision that was accepted somewhere may look as if it were nowhere. */
function newestOf(pairs: readonly (AcceptedPair | null)[]): AcceptedPair | null {
  const known = pairs.filter((pair) => pair !== null);
  if (known.length === 0) return null;
  return { term: Math.max(...known.map(({ term }) => term)), epoch: Math.max(...known.map(({ epoch }) => epoch)) };
}

function mergeHolds(holds: readonly (HoldObservation | null)[]): HoldObservation | null {
  const known = holds.filter((hold) => hold !== null);
  if (known.length === 0) return null;
  return {
    remainingMs: Math.min(...known.map(({ remainingMs }) => remainingMs)),
    fired: known.every(({ fired }) => fired),
  };
}
