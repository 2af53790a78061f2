import { assertNever } from "@/lib/kernel/assert";
import { type Instant, plusMs } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import type { ConcurrencyPolicy, RolloutPlan } from "../contract";
import { type Draft, deadlineOf, draftOf } from "./draft";
import { epochOf, intentOf } from "./intent";
import { limits } from "./limits";
import { noticeLostDecisions } from "./lost-decisions";
import { applyCommand } from "./person-commands";
import type { PersonCommand, RolloutCommand, RolloutDecision, RolloutFacts, TakeBackCommand } from "./rollout-command";
import type { RolloutEvent } from "./rollout-event";
import { isEnded, isExposed, isPausable, isWatched, type QueuedRollout, type RolloutState } from "./rollout-state";
import { takeBack } from "./take-back";
import { tickPreparing, tickQueued } from "./tick-before-traffic";
import { takeBackOnFailure, tickShifting, tickWatched } from "./tick-exposed";
import { tickRollingBack } from "./tick-rolling-back";

/**
 * The rollout machine: from a state, a command and the facts of one moment to the next state, what happened, and the
 * split to make true. Pure: the same input gives the same answer.
 *
 * - `accepted`: the revision grew by 1; store the state with its events, then apply the intent.
 * - `unchanged`: nothing happened; apply the intent where the data plane does not show it.
 * - `rejected`: nothing changes; every reason is given.
 *
 * `intent` is null where the rollout has no say about the traffic (queued, cancelled).
 */
export function decide(state: RolloutState, command: RolloutCommand, facts: RolloutFacts): RolloutDecision {
  if (command.kind === "tick") return seal(state, isEnded(state) ? draftOf(state) : tick(state, facts), facts);
  if (command.kind === "take_back") return seal(state, takeBackLate(state, command, facts), facts);
  const stale = staleReasons(state, command);
  if (stale.length > 0) return { kind: "rejected", reasons: stale };
  if (isEnded(state)) return { kind: "rejected", reasons: endedReasons(state) };
  const failed = isExposed(state) ? takeBackOnFailure(state, facts) : null;
  const outcome = failed ?? applyCommand(state, command, facts);
  return isDraft(outcome) ? seal(state, outcome, facts) : { kind: "rejected", reasons: outcome };
}

function tick(
  state: Exclude<RolloutState, { phase: "completed" | "rolled_back" | "cancelled" }>,
  facts: RolloutFacts,
): Draft {
  const lost = noticeLostDecisions(state, facts);
  if (lost !== null) return lost;
  switch (state.phase) {
    case "queued":
      return tickQueued(state, facts);
    case "preparing":
      return tickPreparing(state, facts);
    case "shifting":
      return takeBackOnFailure(state, facts) ?? tickShifting(state, facts);
    case "baking":
    case "watching":
      return takeBackOnFailure(state, facts) ?? tickWatched(state, facts);
    case "rolling_back":
      return tickRollingBack(state, facts);
    default:
      return assertNever(state);
  }
}

function takeBackLate(state: RolloutState, command: TakeBackCommand, facts: RolloutFacts): Draft {
  const isGoing = isExposed(state) || state.phase === "preparing";
  return isGoing ? takeBack(draftOf(state), facts, command) : draftOf(state);
}

function isDraft(outcome: Draft | readonly Reason[]): outcome is Draft {
  return "state" in outcome;
}

/** Make a decision of a draft: the revision, the deadline and the evidence kept are the same for all transitions. */
function seal(before: RolloutState, draft: Draft, facts: RolloutFacts): RolloutDecision {
  if (draft.events.length === 0) return { kind: "unchanged", intent: intentOf(before, epochOf(before)) };
  const next = finished(draft.state, before.revision + 1, facts);
  return { kind: "accepted", next, events: draft.events, intent: intentOf(next, epochOf(next)) };
}

function finished(state: RolloutState, revision: number, facts: RolloutFacts): RolloutState {
  if (!isPausable(state)) return { ...state, revision };
  const deadlineAt = deadlineOf(state);
  if (!isWatched(state) || facts.evidence.length === 0) return { ...state, revision, deadlineAt };
  return { ...state, revision, deadlineAt, lastEvidence: facts.evidence.slice(0, limits.evidenceKeptCount) };
}

function staleReasons(state: RolloutState, command: PersonCommand): Reason[] {
  const { seenRevision } = command;
  if (seenRevision === null || seenRevision === state.revision) return [];
  return [
    {
      code: "stale_state",
      message: `It changed while you were looking: you saw revision ${seenRevision}, now it is ${state.revision}.`,
      remedy: "Look at the present state and decide again.",
      facts: { seenRevision, revision: state.revision, phase: state.phase },
    },
  ];
}

function endedReasons(state: RolloutState): Reason[] {
  const remedy =
    state.phase === "completed"
      ? "To go back to the version before, start a return; the old slot may still be warm."
      : "Start a new rollout.";
  return [{ code: "rollout_ended", message: `It has ended: ${state.phase.replace("_", " ")}.`, remedy }];
}

export interface NewRolloutInput {
  readonly rolloutId: string;
  readonly purpose: "release" | "return";
  readonly plan: RolloutPlan;
  readonly policy: ConcurrencyPolicy;
  readonly canaryVersion: string;
  readonly now: Instant;
}

/** A new rollout. It always begins in the queue; a tick with nothing that holds it takes it out at once. */
export function newRollout(input: NewRolloutInput): {
  readonly state: QueuedRollout;
  readonly events: readonly RolloutEvent[];
} {
  const { now, ...given } = input;
  const state: QueuedRollout = {
    ...given,
    phase: "queued",
    revision: 1,
    createdAt: now,
    enteredAt: now,
    pauseReasons: [],
    pausedSince: null,
    deadlineAt: plusMs(now, given.plan.queueDeadlineMs),
    heldBy: [],
  };
  return { state, events: [{ kind: "created", at: now, canaryVersion: given.canaryVersion, purpose: given.purpose }] };
}
