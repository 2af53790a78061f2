import { msBetween } from "@/lib/kernel/instant";
import { addPause, change, clearPause, type Draft, deadlineOf, draftOf, moveTo } from "./draft";
import { epochOf, freshObservation, intentOf, shows } from "./intent";
import { limits } from "./limits";
import type { HoldFacts, RolloutFacts } from "./rollout-command";
import type { Hold, PausableRollout, PreparingRollout, QueuedRollout } from "./rollout-state";
import { beginStep } from "./step-moves";
import { baseOf, cancelQueued, takeBack } from "./take-back";

/** Ticks of the phases in which no user has been moved. */

/** Leave the queue when nothing holds the rollout any more; the roles of the slots are taken as they are then. */
export function tickQueued(state: QueuedRollout, facts: RolloutFacts): Draft {
  const draft = draftOf(state);
  const { now, hold } = facts;
  if (now >= deadlineOf(state)) {
    const why = `It waited ${msBetween(state.createdAt, now)} ms in the queue, which is as long as its plan allows.`;
    return cancelQueued(draft, now, { cause: "queue_deadline", why, actor: null });
  }
  const heldBy = holdsOf(state, hold);
  if (heldBy.length > 0 || hold.live === null) {
    if (sameHolds(heldBy, state.heldBy)) return draft;
    return change(draft, { heldBy }, { kind: "held", at: now, heldBy });
  }
  if (hold.live.version === state.canaryVersion) {
    const why = `Version ${state.canaryVersion} has all the traffic already.`;
    return cancelQueued(draft, now, { cause: "already_live", why, actor: null });
  }
  return startPreparing(draft, facts, hold.live);
}

function startPreparing(draft: Draft<QueuedRollout>, facts: RolloutFacts, live: NonNullable<HoldFacts["live"]>): Draft {
  const { now } = facts;
  const next: PreparingRollout = {
    ...baseOf(draft.state),
    phase: "preparing",
    stableSlot: live.slot,
    canarySlot: live.slot === "a" ? "b" : "a",
    stableVersion: live.version,
    epochBase: facts.hold.newestEpoch,
    enteredAt: now,
    runningSince: now,
    pauseReasons: [],
    pausedSince: null,
    deadlineAt: now,
  };
  const { stableVersion, canaryVersion } = next;
  return moveTo(draft, next, { kind: "preparation_started", at: now, stableVersion, canaryVersion });
}

/** Everything that keeps a queued rollout where it is. Windows never hold a return. */
export function holdsOf(state: Pick<QueuedRollout, "purpose" | "pauseReasons">, hold: HoldFacts): Hold[] {
  const holds: Hold[] = [];
  if (state.pauseReasons.length > 0) {
    holds.push({ code: "paused", id: "manual", message: "A person has paused it." });
  }
  if (hold.activeRolloutId !== null) {
    const message = `The rollout ${hold.activeRolloutId} has the target.`;
    holds.push({ code: "active_rollout", id: hold.activeRolloutId, message });
  }
  if (hold.aheadCount > 0 && state.purpose === "release") {
    holds.push({ code: "ahead_in_queue", id: `${hold.aheadCount}`, message: `${hold.aheadCount} queued before it.` });
  }
  if (state.purpose === "release") {
    holds.push(
      ...hold.windows.map(({ id, why }) => ({
        code: "window" as const,
        id,
        message: why,
      })),
      ...hold.budgets.map(({ code, id, why }) => ({ code, id, message: why })),
    );
  }
  if (hold.live === null) {
    holds.push({ code: "slots_unknown", id: "live", message: "It is not known which slot has the traffic." });
  }
  return holds;
}

function sameHolds(left: readonly Hold[], right: readonly Hold[]): boolean {
  return (
    left.length === right.length &&
    left.every((hold, index) => hold.code === right[index]?.code && hold.id === right[index]?.id)
  );
}

/** Try the target, the health of the canary and every query before a user is moved. */
export function tickPreparing(state: PreparingRollout, facts: RolloutFacts): Draft {
  const { now, preparation } = facts;
  if (preparation.status === "failed") {
    const why = preparation.reasons.map((reason) => reason.message).join(" ") || "The preparation failed.";
    return takeBack(draftOf(state), facts, { cause: "preparation_failed", why, reasons: preparation.reasons });
  }
  const draft = noticeHolds(draftOf(state), facts);
  if (now >= deadlineOf(draft.state)) return overdue(draft, facts);
  if (draft.state.pauseReasons.length > 0 || preparation.status !== "ready" || !facts.mayRaise) return draft;

  const observation = freshObservation(facts.traffic, now);
  const intent = intentOf(state, epochOf(state));
  if (observation === null || intent === null || !shows(observation, intent)) return draft;
  return beginStep(draft, facts, { stepIndex: 0, incarnation: observation.incarnation, fromSharePercent: 0 });
}

function overdue(draft: Draft<PreparingRollout>, facts: RolloutFacts): Draft {
  if (draft.state.pausedSince !== null) {
    return takeBack(draft, facts, { cause: "pause_deadline", why: pauseDeadlineWords(draft.state) });
  }
  const missing =
    facts.preparation.status === "ready"
      ? "the data plane did not show the split it started from"
      : "the checks before the first step did not finish";
  const why = `After ${limits.preparationDeadlineMs} ms ${missing}.`;
  return takeBack(draft, facts, { cause: "preparation_failed", why });
}

/** Windows and error-budget policies stop forward moves of releases, and nothing else. */
export function noticeHolds<S extends PausableRollout>(draft: Draft<S>, facts: RolloutFacts): Draft<S> {
  return noticeBudgets(noticeWindows(draft, facts), facts);
}

function noticeWindows<S extends PausableRollout>(draft: Draft<S>, facts: RolloutFacts): Draft<S> {
  const { now, hold } = facts;
  const window = draft.state.purpose === "release" ? hold.windows[0] : undefined;
  if (window === undefined)
    return clearPause(draft, { reasons: ["freeze"], why: "No window is active any more.", now });
  return addPause(draft, { reason: "freeze", why: window.why, now });
}

function noticeBudgets<S extends PausableRollout>(draft: Draft<S>, facts: RolloutFacts): Draft<S> {
  const { now, hold } = facts;
  const isHeld = draft.state.purpose === "release" && hold.budgets.length > 0;
  if (!isHeld) return clearPause(draft, { reasons: ["budget"], why: "No error-budget policy holds it any more.", now });
  return addPause(draft, { reason: "budget", why: hold.budgets.map(({ why }) => why).join(" "), now });
}

export function pauseDeadlineWords(state: PausableRollout): string {
  return `It was paused (${state.pauseReasons.join(", ")}) for ${state.plan.pauseDeadlineMs} ms, which is as long as its plan allows.`;
}
