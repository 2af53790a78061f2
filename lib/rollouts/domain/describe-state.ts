import { assertNever } from "@/lib/kernel/assert";
import { type Instant, msBetween } from "@/lib/kernel/instant";
import { lookFrom } from "./draft";
import { rollbackCauseWords } from "./explain";
import { wantedSharePercent } from "./intent";
import {
  type BakingRollout,
  isLastStep,
  isPausable,
  type QueuedRollout,
  type RollingBackRollout,
  type RolloutState,
  stepAt,
  type WatchedRollout,
} from "./rollout-state";
import { durationWords, listWords, pauseReasonWords, percentWords } from "./words";

/** The header of a rollout: what it does now, how far it is, what comes next and what it waits for. */
export function describeState(state: RolloutState, now: Instant): string {
  const paused =
    isPausable(state) && state.pauseReasons.length > 0 ? pausedWords(state.pauseReasons, state.deadlineAt, now) : "";
  return `${phaseWords(state, now)}${paused}`;
}

function phaseWords(state: RolloutState, now: Instant): string {
  switch (state.phase) {
    case "queued":
      return queuedWords(state);
    case "preparing":
      return `Preparing ${state.canaryVersion}: target, health and queries are tried; next: ${nextWords(state.plan, 0)}`;
    case "shifting":
      return `Shifting to ${percentWords(wantedSharePercent(state))}: waiting for the data plane to show it`;
    case "baking":
      return bakingWords(state, now);
    case "watching":
      return `Watching 100 % for ${lookedWords(state, state.plan.warmMs, now)}; ${state.stableVersion} is warm`;
    case "rolling_back":
      return rollingBackWords(state, now);
    case "rolled_back":
      return `Rolled back because ${rollbackCauseWords(state.rollback.cause)}`;
    case "completed":
      return `Completed: ${state.canaryVersion} is live`;
    case "cancelled":
      return `Cancelled in the queue: ${state.why}`;
    default:
      return assertNever(state);
  }
}

function queuedWords(state: QueuedRollout): string {
  const holds = state.heldBy.map((hold) => hold.message).join(" ");
  return holds === "" ? "Queued" : `Queued: ${holds}`;
}

function bakingWords(state: BakingRollout, now: Instant): string {
  const { plan, stepIndex } = state;
  const step = stepAt(plan, stepIndex);
  const share = percentWords(wantedSharePercent(state));
  const next = isLastStep(plan, stepIndex) ? "the watch" : nextWords(plan, stepIndex + 1);
  const needsApproval = step.approval && !isLastStep(plan, stepIndex) && state.approvedStepIndex !== stepIndex;
  const extended = state.inconclusiveSince === null ? "" : ", extended for want of numbers";
  return `Baking ${share} for ${lookedWords(state, step.bakeMs, now)}${extended}; next: ${next}${needsApproval ? ", needs approval" : ""}`;
}

/** "2 minutes of 5 minutes", blind time taken off. */
function lookedWords(state: WatchedRollout, wantedMs: number, now: Instant): string {
  const blindNowMs = state.blindSince === null ? 0 : msBetween(state.blindSince, now);
  const lookedMs = Math.min(Math.max(0, msBetween(lookFrom(state), now) - state.blindMs - blindNowMs), wantedMs);
  const blind = state.blindSince === null ? "" : `, blind for ${durationWords(blindNowMs)}`;
  return `${lookedMs < 1_000 ? "0 seconds" : durationWords(lookedMs)} of ${durationWords(wantedMs)}${blind}`;
}

function nextWords(plan: RolloutState["plan"], stepIndex: number): string {
  return percentWords(stepAt(plan, stepIndex).trafficPercent);
}

function rollingBackWords(state: RollingBackRollout, now: Instant): string {
  const since = durationWords(msBetween(state.rollback.startedAt, now));
  const overdue = state.overdueCount > 0 ? ", overdue" : "";
  return `Rolling back because ${rollbackCauseWords(state.rollback.cause)}, for ${since}${overdue}`;
}

function pausedWords(
  reasons: readonly Parameters<typeof pauseReasonWords>[0][],
  deadlineAt: Instant,
  now: Instant,
): string {
  return ` (paused: ${listWords(reasons.map(pauseReasonWords))}; decides by itself in ${durationWords(msBetween(now, deadlineAt))})`;
}
