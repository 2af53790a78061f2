import { msBetween } from "@/lib/kernel/instant";
import type { TrafficObservation } from "@/lib/traffic/port";
import { addPause, change, type Draft, deadlineOf, draftOf, lookFrom, lookUntil } from "./draft";
import { epochOf, freshObservation, intentOf, shows, wantedSharePercent } from "./intent";
import {
  adopt,
  isLoweredBesideRestart,
  isLoweredByHand,
  isLoweredWhileShifting,
  type Notice,
  noticeDataPlane,
  noticeHealth,
  noticeNumbers,
  noticeSight,
  sharesOf,
} from "./notices";
import { triggersOfStep } from "./plan";
import type { RolloutFacts } from "./rollout-command";
import type { BakingRollout, ExposedRollout, ShiftingRollout, WatchedRollout, WatchingRollout } from "./rollout-state";
import { isLastStep, stepAt } from "./rollout-state";
import { type Assessment, assessStep, causeOf, failingEvidence } from "./step-assessment";
import { beginBaking, beginStep, beginWatching, complete } from "./step-moves";
import { takeBack } from "./take-back";
import { noticeHolds, pauseDeadlineWords } from "./tick-before-traffic";

/** Ticks of the phases in which users may be on the canary. */

/** A failed check takes the canary out in every such phase, also while paused. Null when nothing failed. */
export function takeBackOnFailure(state: ExposedRollout, facts: RolloutFacts): Draft | null {
  const failing = failingEvidence(facts.evidence);
  if (failing === null) return null;
  const evidence = facts.evidence.filter((item) => item.verdict === "fail");
  return takeBack(draftOf(state), facts, { cause: causeOf(failing), why: failing.sentence, evidence });
}

/** Wait until the data plane shows the weight that was set. */
export function tickShifting(state: ShiftingRollout, facts: RolloutFacts): Draft {
  const draft = noticeHolds(draftOf(state), facts);
  const observation = freshObservation(facts.traffic, facts.now);
  const intent = intentOf(state, epochOf(state));
  const isNew = observation !== null && observation.observedAt >= state.enteredAt;
  if (isNew && intent !== null && shows(observation, intent)) return beginBaking(draft, facts, observation);
  if (isNew && (isLoweredWhileShifting(state, observation) || isRestartOfUnknownPast(state, observation, facts))) {
    return adopt(beginBaking(draft, facts, observation), facts, sharesOf(state, observation));
  }
  if (isNew && observation.incarnation !== state.incarnation) return noteRestart(draft, facts, observation);
  if (facts.now < deadlineOf(state)) return draft;
  return takeBack(draft, facts, { cause: "apply_deadline", why: notShownWords(state, facts) });
}

/** A new owner cannot know what happened before a restart; it may have been a rollback that was never written down. */
function isRestartOfUnknownPast(state: ShiftingRollout, observation: TrafficObservation, facts: RolloutFacts): boolean {
  if (observation.incarnation === state.incarnation) return false;
  return facts.mayRaise ? isLoweredBesideRestart(state, observation) : isLoweredByHand(state, observation);
}

/** The process forgot the step. The write that sets it again has an epoch of its own, so that what somebody sets after it is told apart. */
function noteRestart(draft: Draft<ShiftingRollout>, facts: RolloutFacts, observation: TrafficObservation): Draft {
  const { incarnation } = observation;
  const shares = sharesOf(draft.state, observation);
  const sentEpoch = epochOf(draft.state) + 1;
  const fields = { incarnation, fromSharePercent: shares.observedSharePercent, sentEpoch };
  return change(draft, fields, { kind: "data_plane_restarted", at: facts.now, isShown: false, ...shares });
}

function notShownWords(state: ExposedRollout, facts: RolloutFacts): string {
  const wanted = `The data plane did not show ${wantedSharePercent(state)} % within ${state.plan.applyDeadlineMs} ms`;
  if (facts.traffic.status === "failed") return `${wanted}: ${facts.traffic.detail}.`;
  return `${wanted}; it shows ${facts.traffic.observation.slots[state.canarySlot].sharePercent} %.`;
}

/** Look at a share that is shown: at the data plane, the health, the numbers and the windows; then go on if all allow it. */
export function tickWatched(state: WatchedRollout, facts: RolloutFacts): Draft {
  const assessment = assessStep(state, facts);
  const notice: Notice = { facts, assessment, observation: freshObservation(facts.traffic, facts.now) };
  let draft: Draft<WatchedRollout> = draftOf(state);
  draft = noticeDataPlane(draft, notice);
  draft = noticeHealth(draft, notice);
  draft = noticeSight(draft, notice);
  draft = noticeNumbers(draft, notice);
  if (couldRaise(draft.state)) draft = noticeHolds(draft, facts);
  return ending(draft, notice) ?? goOn(draft, notice);
}

/** A watch has nothing left to raise, unless a lowered share is to come back. */
function couldRaise(state: WatchedRollout): boolean {
  const isHeld = state.pauseReasons.some((reason) => reason === "freeze" || reason === "budget");
  return state.phase === "baking" || state.isRestoring || isHeld;
}

/** What ends the exposure without a failed check: each of these is a deadline of the plan. */
function ending(draft: Draft<WatchedRollout>, notice: Notice): Draft | null {
  const { state } = draft;
  const { facts, assessment } = notice;
  if (isHealthLate(state, notice)) {
    const { withinMs } = triggersOfStep(state.plan, state.stepIndex).health;
    const why =
      `No healthy answer came within ${withinMs} ms of the step. ${assessment.health?.sentence ?? ""}`.trimEnd();
    const evidence = assessment.health === null ? [] : [assessment.health];
    return takeBack(draft, facts, { cause: "health", why, evidence });
  }
  if (isTooExposed(state, notice))
    return takeBack(draft, facts, { cause: "apply_deadline", why: notShownWords(state, facts) });
  if (state.plan.onBlind === "rollback" && isBlindForLong(state, facts)) {
    const why = `It was blind for ${state.plan.blindGraceMs} ms, and the plan says to roll back then. ${assessment.why}`;
    return takeBack(draft, facts, { cause: "blind", why, evidence: assessment.evidence });
  }
  return pauseDeadline(draft, facts);
}

/** Late is only said when the check itself could look: a blind health check is handled as blind. */
function isHealthLate(state: WatchedRollout, { facts, assessment }: Notice): boolean {
  const { health } = triggersOfStep(state.plan, state.stepIndex);
  if (state.phase !== "baking" || !health.enabled || state.healthyAt !== null) return false;
  return (
    facts.now >= state.stepShownAt + state.blindMs + health.withinMs && assessment.health?.verdict === "inconclusive"
  );
}

/** More users on the canary than wanted, for longer than the data plane may take to obey. */
function isTooExposed(state: WatchedRollout, { facts, observation }: Notice): boolean {
  if (state.unshownSince === null || observation === null) return false;
  if (facts.now < state.unshownSince + state.plan.applyDeadlineMs) return false;
  return observation.slots[state.canarySlot].sharePercent > wantedSharePercent(state);
}

function isBlindForLong(state: WatchedRollout, facts: RolloutFacts): boolean {
  return state.blindSince !== null && facts.now >= state.blindSince + state.plan.blindGraceMs;
}

/** A watch that is paused only because it is blind ends as completed: monitoring being down is no reason to move everybody. */
function pauseDeadline(draft: Draft<WatchedRollout>, facts: RolloutFacts): Draft | null {
  const { state } = draft;
  if (state.pausedSince === null || facts.now < deadlineOf(state)) return null;
  const isOnlyBlind = state.pauseReasons.every((reason) => reason === "blind");
  if (state.phase === "watching" && isOnlyBlind) return complete(draft, facts.now, false);
  return takeBack(draft, facts, { cause: "pause_deadline", why: pauseDeadlineWords(state) });
}

/** Go on if everything allows it; at the deadline of the phase, pause and say what is missing. */
function goOn(draft: Draft<WatchedRollout>, notice: Notice): Draft {
  const { state } = draft;
  const { facts } = notice;
  if (state.isRestoring) return restore(draft, notice);
  const isOver = state.isSkipped || facts.now >= lookUntil(state);
  const isReady = isOver && isSeen(state, notice);
  if (isReady && state.phase === "watching" && state.pauseReasons.length === 0) return complete(draft, facts.now, true);
  if (isReady && state.phase === "baking" && isGoodEnough(state, notice.assessment)) {
    return passStep({ state, events: draft.events }, notice);
  }
  return pauseAtDeadline(draft, notice);
}

/** The data plane shows the whole intent now, and no check is blind. */
function isSeen(state: WatchedRollout, { observation }: Notice): boolean {
  return (
    observation !== null && state.unshownSince === null && state.blindSince === null && state.handSharePercent === null
  );
}

/** A promotion lets a person answer for thin numbers, never for missing ones, and only while the canary is alive. */
function isGoodEnough(state: WatchedRollout, assessment: Assessment): boolean {
  return (
    assessment.status === "pass" || (state.isSkipped && assessment.status === "inconclusive" && assessment.isAlive)
  );
}

function passStep(draft: Draft<BakingRollout>, notice: Notice): Draft {
  const { facts, assessment, observation } = notice;
  const { now } = facts;
  const step = stepAt(draft.state.plan, draft.state.stepIndex);
  const isLast = isLastStep(draft.state.plan, draft.state.stepIndex);
  const asked = step.approval && !isLast && draft.state.approvedStepIndex !== draft.state.stepIndex;
  const why = `The step at ${step.trafficPercent} % looks good; a person must approve before the next.`;
  const ready = asked ? addPause(draft, { reason: "approval", why, now }) : draft;
  if (ready.state.pauseReasons.length > 0 || !facts.mayRaise || observation === null)
    return pauseAtDeadline(ready, notice);

  const { state } = ready;
  const passed = change<BakingRollout>(
    ready,
    {},
    {
      kind: "step_passed",
      at: now,
      stepIndex: state.stepIndex,
      trafficPercent: step.trafficPercent,
      bakedMs: Math.max(0, msBetween(lookFrom(state), now) - state.blindMs),
      isSkipped: state.isSkipped,
      evidence: assessment.evidence,
    },
  );
  if (isLast) return beginWatching(passed, facts);
  return beginStep(passed, facts, {
    stepIndex: state.stepIndex + 1,
    incarnation: observation.incarnation,
    fromSharePercent: step.trafficPercent,
    evidence: assessment.evidence,
  });
}

/** A person let the share of the step come back after it was lowered by hand. */
function restore(draft: Draft<WatchedRollout>, notice: Notice): Draft {
  const { state } = draft;
  const { facts, assessment, observation } = notice;
  const isAllowed = state.pauseReasons.length === 0 && facts.mayRaise && assessment.isAlive;
  if (!isAllowed || observation === null) return pauseAtDeadline(draft, notice);
  const fromSharePercent = wantedSharePercent(state);
  const toSharePercent = stepAt(state.plan, state.stepIndex).trafficPercent;
  const told = change(draft, {}, { kind: "share_restoring", at: facts.now, fromSharePercent, toSharePercent });
  return beginStep(told, facts, {
    stepIndex: state.stepIndex,
    incarnation: observation.incarnation,
    fromSharePercent,
    evidence: assessment.health === null ? assessment.evidence : [assessment.health],
  });
}

function pauseAtDeadline(draft: Draft<BakingRollout | WatchingRollout>, notice: Notice): Draft {
  const { state } = draft;
  const { now } = notice.facts;
  if (state.pausedSince !== null || now < deadlineOf(state)) return draft;
  if (state.blindSince !== null) return addPause(draft, { reason: "blind", why: notice.assessment.why, now });
  if (state.unshownSince !== null) {
    const why = `The data plane has not shown the wanted split since ${msBetween(state.unshownSince, now)} ms.`;
    return addPause(draft, { reason: "drift", why, now });
  }
  return addPause(draft, { reason: "inconclusive", why: notice.assessment.why, now });
}
