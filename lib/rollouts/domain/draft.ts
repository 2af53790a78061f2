import type { Instant } from "@/lib/kernel/instant";
import { plusMs } from "@/lib/kernel/instant";
import type { PauseReason } from "../contract";
import { limits } from "./limits";
import type { RolloutEvent } from "./rollout-event";
import type { Actor, PausableRollout, RolloutState, WatchedRollout } from "./rollout-state";
import { stepAt } from "./rollout-state";

/** A transition in the making. It counts as one only when something happened, that is, when there is an event. */
export interface Draft<S extends RolloutState = RolloutState> {
  readonly state: S;
  readonly events: readonly RolloutEvent[];
}

export function draftOf<S extends RolloutState>(state: S): Draft<S> {
  return { state, events: [] };
}

/** The draft with some fields changed within its phase. */
export function change<S extends RolloutState>(draft: Draft<S>, fields: Partial<S>, event?: RolloutEvent): Draft<S> {
  return {
    state: { ...draft.state, ...fields },
    events: event === undefined ? draft.events : [...draft.events, event],
  };
}

/** The draft in another phase. */
export function moveTo<S extends RolloutState>(draft: Draft, state: S, ...events: RolloutEvent[]): Draft<S> {
  return { state, events: [...draft.events, ...events] };
}

interface PauseInput {
  readonly reason: PauseReason;
  readonly why: string;
  readonly actor?: Actor;
  readonly now: Instant;
}

/** Add a pause reason; the draft itself when it is there already. */
export function addPause<S extends PausableRollout>(draft: Draft<S>, input: PauseInput): Draft<S> {
  const { reason, why, actor = null, now } = input;
  const present = draft.state.pauseReasons;
  if (present.includes(reason)) return draft;
  const fields = { pauseReasons: [...present, reason].sort(), pausedSince: draft.state.pausedSince ?? now };
  return {
    state: { ...draft.state, ...fields },
    events: [...draft.events, { kind: "paused", at: now, reason, why, actor }],
  };
}

interface ResumeInput {
  readonly reasons: readonly PauseReason[];
  readonly why: string;
  readonly actor?: Actor;
  readonly now: Instant;
}

/** Take pause reasons out of the set. When it becomes empty, the clocks of the phase run again from now. */
export function clearPause<S extends PausableRollout>(draft: Draft<S>, input: ResumeInput): Draft<S> {
  const { reasons, why, actor = null, now } = input;
  const present = draft.state.pauseReasons;
  const cleared = present.filter((reason) => reasons.includes(reason));
  if (cleared.length === 0) return draft;
  const remaining = present.filter((reason) => !reasons.includes(reason));
  const isRunning = remaining.length === 0;
  const fields = {
    pauseReasons: remaining,
    pausedSince: isRunning ? null : draft.state.pausedSince,
    ...(isRunning && "runningSince" in draft.state ? { runningSince: now } : {}),
    ...(isRunning && "inconclusiveSince" in draft.state ? { inconclusiveSince: null } : {}),
  };
  return {
    state: { ...draft.state, ...fields },
    events: [...draft.events, { kind: "resumed", at: now, cleared, remaining, why, actor }],
  };
}

/** When a state with a pause set does something by itself at the latest. Derived, so that it can never be forgotten. */
export function deadlineOf(state: PausableRollout): Instant {
  if (state.phase === "queued") return plusMs(state.createdAt, state.plan.queueDeadlineMs);
  if (state.phase === "shifting") return plusMs(state.enteredAt, state.plan.applyDeadlineMs);
  if (state.pausedSince !== null) return plusMs(state.pausedSince, state.plan.pauseDeadlineMs);
  if (state.phase === "preparing") return plusMs(state.runningSince, limits.preparationDeadlineMs);
  if (state.blindSince !== null) return plusMs(state.blindSince, state.plan.blindGraceMs);
  const lookedAt = Math.max(lookUntil(state), state.runningSince) as Instant;
  return state.phase === "watching" ? lookedAt : plusMs(lookedAt, state.plan.inconclusiveGraceMs);
}

/** When the bake (or warm) time of this phase is over, blind time not counted. */
export function lookUntil(state: WatchedRollout): Instant {
  const lookMs = state.phase === "watching" ? state.plan.warmMs : stepAt(state.plan, state.stepIndex).bakeMs;
  return plusMs(lookFrom(state), lookMs + state.blindMs);
}

/** From when the present phase counts as looked at: baking from the weight being shown, watching from its begin. */
export function lookFrom(state: WatchedRollout): Instant {
  return state.phase === "watching" ? state.enteredAt : state.stepShownAt;
}
