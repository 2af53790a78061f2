import type { Reason } from "@/lib/kernel/result";
import type { PauseReason } from "../contract";
import { addPause, change, clearPause, type Draft, draftOf } from "./draft";
import type { PersonCommand, RolloutFacts } from "./rollout-command";
import {
  type BakingRollout,
  isLastStep,
  isPausable,
  isWatched,
  type PausableRollout,
  type RollingBackRollout,
  stepAt,
  type WatchedRollout,
} from "./rollout-state";
import { cancelQueued, takeBack } from "./take-back";

/** What a person's command makes of a state that has not ended. None of them raises exposure: the next tick may. */
export type CommandOutcome = Draft | readonly Reason[];
type Going = PausableRollout | RollingBackRollout;

export function applyCommand(state: Going, command: PersonCommand, facts: RolloutFacts): CommandOutcome {
  switch (command.kind) {
    case "abort":
    case "rollback":
    case "supersede":
      return stop(state, command, facts);
    case "cancel":
      return cancel(state, command, facts);
    case "pause":
      return pause(state, command, facts);
    case "resume":
      return resume(state, command, facts);
    case "approve":
      return approve(state, command, facts);
    case "promote":
      return promote(state, command, facts);
  }
}

type StopCommand = Extract<PersonCommand, { kind: "abort" | "rollback" | "supersede" }>;
type OtherCommand = Exclude<PersonCommand, StopCommand>;

/** The safe direction is open in every phase that has not ended, and asking twice is no error. */
function stop(state: Going, command: StopCommand, facts: RolloutFacts): Draft {
  if (state.phase === "rolling_back") return draftOf(state);
  const cause = command.kind === "supersede" ? "superseded" : "manual";
  const { actor } = command;
  const by = command.kind === "supersede" ? `The rollout ${command.byRolloutId} takes its place. ` : "";
  const why = `${by}${command.reason}`;
  if (state.phase === "queued") return cancelQueued(draftOf(state), facts.now, { cause, why, actor });
  return takeBack(draftOf(state), facts, { cause, why, actor });
}

function cancel(state: Going, command: OtherCommand, facts: RolloutFacts): CommandOutcome {
  if (state.phase === "queued") {
    return cancelQueued(draftOf(state), facts.now, { cause: "manual", why: command.reason, actor: command.actor });
  }
  return refuse("not_queued", "Only a queued rollout can be cancelled; this one has begun.", "Abort it instead.");
}

function pause(state: Going, command: OtherCommand, facts: RolloutFacts): CommandOutcome {
  if (!isPausable(state)) {
    return refuse(
      "rollback_is_never_held",
      "It is being rolled back, and a rollback is never held.",
      "Wait until it has ended.",
    );
  }
  return addPause(draftOf(state), { reason: "manual", why: command.reason, actor: command.actor, now: facts.now });
}

const resumable: readonly PauseReason[] = ["manual", "inconclusive", "drift"];

function resume(state: Going, command: OtherCommand, facts: RolloutFacts): CommandOutcome {
  if (!isPausable(state)) {
    return refuse(
      "rollback_is_never_held",
      "It is being rolled back; there is no pause to end.",
      "Wait until it has ended.",
    );
  }
  if (state.pauseReasons.length === 0) {
    return refuse("not_paused", "It is not paused.", "Nothing needs doing; look at the deadline of the step.");
  }
  if (!state.pauseReasons.some((reason) => resumable.includes(reason))) return whyStillPaused(state.pauseReasons);
  const { actor, reason: why } = command;
  const resumed = clearPause(draftOf(state), { reasons: resumable, why, actor, now: facts.now });
  const hadHand = isWatched(state) && state.handSharePercent !== null;
  if (!hadHand || !isWatched(resumed.state)) return resumed;
  return change<WatchedRollout>({ state: resumed.state, events: resumed.events }, { isRestoring: true });
}

const pauseWords: Record<PauseReason, readonly [message: string, remedy: string]> = {
  manual: ["A person has paused it.", "Resume it first."],
  approval: ["A person must approve the next step.", "Approve it, or abort."],
  inconclusive: ["There are too few numbers to say.", "Resume to wait longer, promote to answer for it, or abort."],
  blind: ["There is nothing to look at.", "Repair the source of the numbers; it goes on by itself then."],
  drift: [
    "The data plane shows another share than wanted.",
    "Resume to let the share of the step come back, or abort.",
  ],
  budget: ["An error-budget policy holds it.", "See what it asks for; it goes on by itself when that is given."],
  freeze: ["A window is active.", "Wait for its end; it goes on by itself then."],
};

function whyStillPaused(reasons: readonly PauseReason[]): Reason[] {
  return reasons.map((reason) => {
    const [message, remedy] = pauseWords[reason];
    return { code: `paused_${reason}`, message, remedy };
  });
}

function approve(state: Going, command: OtherCommand, facts: RolloutFacts): CommandOutcome {
  if (state.phase !== "baking" || !needsApproval(state)) {
    return refuse(
      "nothing_to_approve",
      "No step of this rollout waits for an approval now.",
      "Look at its steps again.",
    );
  }
  const { stepIndex } = state;
  const { actor, reason: why } = command;
  const { now } = facts;
  const approved = change<BakingRollout>(
    draftOf(state),
    { approvedStepIndex: stepIndex },
    { kind: "approved", at: now, stepIndex, actor, why },
  );
  return clearPause(approved, { reasons: ["approval"], why, actor, now });
}

function needsApproval(state: BakingRollout): boolean {
  const { plan, stepIndex } = state;
  return stepAt(plan, stepIndex).approval && !isLastStep(plan, stepIndex) && state.approvedStepIndex !== stepIndex;
}

/** Skip the rest of the bake (or warm) time. It answers for thin numbers, so that `inconclusive` is the one pause it ends. */
function promote(state: Going, command: OtherCommand, facts: RolloutFacts): CommandOutcome {
  if (!isWatched(state)) {
    const message = `A rollout that is ${state.phase.replace("_", " ")} has no bake time to skip.`;
    return refuse("nothing_to_promote", message, "Wait until the data plane shows the weight of a step.");
  }
  const blocking = state.pauseReasons.filter((reason) => reason !== "inconclusive");
  const reasons = whyStillPaused(blocking);
  if (state.phase === "baking" && needsApproval(state) && !blocking.includes("approval")) {
    reasons.push(...whyStillPaused(["approval"]));
  }
  if (reasons.length > 0) return reasons;
  if (state.isSkipped && state.pauseReasons.length === 0) return draftOf(state);
  const { actor, reason: why } = command;
  const { now } = facts;
  const { stepIndex } = state;
  const promoted = change<WatchedRollout>(
    draftOf(state),
    { isSkipped: true },
    { kind: "promoted", at: now, stepIndex, actor, why },
  );
  return clearPause(promoted, { reasons: ["inconclusive"], why, actor, now });
}

function refuse(code: string, message: string, remedy: string): Reason[] {
  return [{ code, message, remedy }];
}
