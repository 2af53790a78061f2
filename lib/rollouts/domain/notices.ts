import { type Instant, msBetween, plusMs } from "@/lib/kernel/instant";
import type { MemberObservation, TrafficObservation } from "@/lib/traffic/port";
import { addPause, change, clearPause, type Draft, lookUntil } from "./draft";
import { lowestShareOf, membersOf, unrestartedMembersOf } from "./fleet-members";
import { epochOf, intentOf, shows, wantedSharePercent } from "./intent";
import { limits } from "./limits";
import { triggersOfStep } from "./plan";
import type { RolloutFacts } from "./rollout-command";
import type { ExposedRollout, ShiftingRollout, WatchedRollout } from "./rollout-state";
import type { Assessment } from "./step-assessment";

/** What a tick notices about an exposure that was shown. Each writes down a change once, when it begins or ends. */
export interface Notice {
  readonly facts: RolloutFacts;
  readonly assessment: Assessment;
  /** Fresh, or null. */
  readonly observation: TrafficObservation | null;
}

type Watching = Draft<WatchedRollout>;

/**
 * Compare the data plane with the intent. A restarted process has forgotten its weights, so they are set again. Less
 * exposure than wanted in the same process was somebody's decision: it is taken over and never raised without a person.
 * Everything else is set again.
 */
export function noticeDataPlane(draft: Watching, { facts, observation }: Notice): Watching {
  const { state } = draft;
  const intent = intentOf(state, epochOf(state));
  if (observation === null || intent === null) return draft;
  const { now } = facts;
  const isShown = shows(observation, intent);
  const shares = sharesOf(state, observation);
  if (observation.incarnation !== state.incarnation)
    return noticeRestart(draft, { facts, observation, shares, isShown });
  if (isShown) return noticeShown(draft, facts, shares.observedSharePercent);
  if (state.unshownSince !== null && !hasTaken(observation, state.unshownEpoch ?? epochOf(state)))
    return isLoweredMeanwhile(state, observation) ? adopt(draft, facts, shares) : draft;
  if (isLoweredByHand(state, observation)) return adopt(draft, facts, shares);
  if (isClosingStable(state, shares, now)) return draft;
  if (state.unshownSince !== null) return draft;
  return change(draft, unshownFrom(state, now, shares), { kind: "drift_seen", at: now, ...shares });
}

interface Restart {
  readonly facts: RolloutFacts;
  readonly observation: TrafficObservation;
  readonly shares: { readonly desiredSharePercent: number; readonly observedSharePercent: number };
  readonly isShown: boolean;
}

/** A new owner cannot know what happened before the restart; it may have been a rollback that was never written down. */
function noticeRestart(draft: Watching, { facts, observation, shares, isShown }: Restart): Watching {
  const { state } = draft;
  const { now } = facts;
  const unshown = isShown
    ? shownAgain
    : { ...unshownFrom(state, now, shares), unshownSince: state.unshownSince ?? now };
  const fields = { incarnation: observation.incarnation, ...unshown };
  const restarted = change(draft, fields, { kind: "data_plane_restarted", at: now, isShown, ...shares });
  const mayBeHand = facts.mayRaise ? isLoweredBesideRestart(state, observation) : isLoweredByHand(state, observation);
  return mayBeHand ? adopt(restarted, facts, shares) : restarted;
}

/** What was wanted, and what is shown: of a fleet the lowest share when it was lowered, else the highest. */
export function sharesOf(state: ExposedRollout, observation: TrafficObservation) {
  const observedSharePercent = isLoweredByHand(state, observation)
    ? lowestShareOf(observation, state.canarySlot)
    : observation.slots[state.canarySlot].sharePercent;
  return { desiredSharePercent: wantedSharePercent(state), observedSharePercent };
}

/** Watching begins with the closing of stable, which takes the data plane a moment: its absence is no drift. */
function isClosingStable(
  state: WatchedRollout,
  shares: { desiredSharePercent: number; observedSharePercent: number },
  now: Instant,
): boolean {
  const isShare = Math.abs(shares.desiredSharePercent - shares.observedSharePercent) <= limits.shareTolerancePercent;
  return state.phase === "watching" && isShare && now < plusMs(state.enteredAt, state.plan.applyDeadlineMs);
}

function noticeShown(draft: Watching, facts: RolloutFacts, observedSharePercent: number): Watching {
  const { unshownSince, handSharePercent } = draft.state;
  if (unshownSince === null) return draft;
  const { now } = facts;
  const afterMs = msBetween(unshownSince, now);
  const shown = change(draft, shownAgain, { kind: "split_shown", at: now, observedSharePercent, afterMs });
  if (handSharePercent !== null) return shown;
  return clearPause(shown, { reasons: ["drift"], why: "The data plane shows the wanted split again.", now });
}

/**
 * Servers that the data plane itself took out also lower the share; that is a matter of health, not of anybody's hand. In a
 * fleet one process that somebody lowered is enough.
 */
export function isLoweredByHand(state: ExposedRollout, observation: TrafficObservation): boolean {
  return membersOf(observation).some((member) => isLowered(state, member));
}

function isLowered(state: ExposedRollout, { slots }: MemberObservation): boolean {
  const canary = slots[state.canarySlot];
  const isComplete = canary.serversUp === null || canary.serversUp >= canary.serversTotal;
  return isComplete && canary.sharePercent < wantedSharePercent(state) - limits.shareTolerancePercent;
}

/** Is a share that somebody lowered shown by a process of a fleet that was not restarted, while another was? */
export function isLoweredBesideRestart(state: ExposedRollout, observation: TrafficObservation): boolean {
  return unrestartedMembersOf(observation, state.incarnation).some((member) =>
    state.phase === "shifting" ? isLoweredSince(state, member) : isLowered(state, member),
  );
}

/**
 * Did somebody, or a dead-man switch, lower the share while it was being set? Until the write has arrived the data plane
 * shows the old share; after that it shows the new one. Anything lower is neither: so is the old one, once the data plane
 * has accepted the write.
 */
export function isLoweredWhileShifting(state: ShiftingRollout, observation: TrafficObservation): boolean {
  if (observation.incarnation !== state.incarnation) return false;
  return membersOf(observation).some((member) => isLoweredSince(state, member));
}

function isLoweredSince(state: ShiftingRollout, member: MemberObservation): boolean {
  if (!isLowered(state, member)) return false;
  const share = member.slots[state.canarySlot].sharePercent;
  return (
    hasTaken(member, state.sentEpoch ?? epochOf(state)) ||
    Math.abs(share - state.fromSharePercent) > limits.shareTolerancePercent
  );
}

/** The same while a split of a step that was shown before is being set again. */
function isLoweredMeanwhile(state: WatchedRollout, observation: TrafficObservation): boolean {
  const { unshownSharePercent } = state;
  if (unshownSharePercent === null) return false;
  return membersOf(observation).some((member) => {
    const share = member.slots[state.canarySlot].sharePercent;
    return isLowered(state, member) && Math.abs(share - unshownSharePercent) > limits.shareTolerancePercent;
  });
}

/** The data plane has put a decision of this epoch in force already: what it shows instead came after it. */
function hasTaken({ accepted }: Pick<MemberObservation, "accepted">, epoch: number): boolean {
  return accepted !== null && accepted.epoch >= epoch;
}

const shownAgain = { unshownSince: null, unshownEpoch: null, unshownSharePercent: null };

/** From the decision that is being made now on, whose revision is the next. */
function unshownFrom(state: WatchedRollout, now: Instant, { observedSharePercent }: { observedSharePercent: number }) {
  return { unshownSince: now, unshownEpoch: epochOf(state) + 1, unshownSharePercent: observedSharePercent };
}

/** Take over what somebody set at the data plane, and pause for a person. */
export function adopt(
  draft: Watching,
  facts: RolloutFacts,
  shares: { desiredSharePercent: number; observedSharePercent: number },
): Watching {
  const { desiredSharePercent, observedSharePercent } = shares;
  const { now } = facts;
  const handSharePercent = observedSharePercent <= limits.zeroSharePercent ? 0 : observedSharePercent;
  // What the intent adds to the hand's share (closing, rounding) is new to the data plane.
  const fields = { handSharePercent, isRestoring: false, ...unshownFrom(draft.state, now, shares) };
  const isSilence =
    facts.traffic.status === "seen" && membersOf(facts.traffic.observation).some(({ hold }) => hold?.fired === true);
  const cause = isSilence ? ({ isSilence } as const) : {};
  const adopted = change(draft, fields, { kind: "drift_adopted", at: now, ...shares, ...cause });
  const why = isSilence
    ? `The data plane went from ${desiredSharePercent} % to its safe share of ${observedSharePercent} % by itself: no worker had renewed its hold in time.`
    : `Somebody lowered the share at the data plane from ${desiredSharePercent} % to ${observedSharePercent} %.`;
  return addPause(adopted, { reason: "drift", why, now });
}

/** The first healthy answer after a step. */
export function noticeHealth(draft: Watching, { facts, assessment }: Notice): Watching {
  const { state } = draft;
  const { health } = assessment;
  const isAsked = triggersOfStep(state.plan, state.stepIndex).health.enabled && state.healthyAt === null;
  if (!isAsked || health === null || !assessment.isAlive) return draft;
  const afterMs = Math.max(0, msBetween(state.stepShownAt, health.at));
  const { stepIndex } = state;
  return change(
    draft,
    { healthyAt: health.at },
    { kind: "step_healthy", at: facts.now, stepIndex, afterMs, evidence: [health] },
  );
}

/** Blind: a check without data, or a data plane that cannot be read. The weight is frozen; after the grace it pauses. */
export function noticeSight(draft: Watching, notice: Notice): Watching {
  const { facts, assessment, observation } = notice;
  const { state } = draft;
  const { now } = facts;
  const isBlind = assessment.status === "blind" || observation === null;
  if (!isBlind) return seeAgain(draft, notice);
  if (state.blindSince === null) {
    const why = blindWords(notice);
    return change(draft, { blindSince: now }, { kind: "went_blind", at: now, why, evidence: assessment.evidence });
  }
  const isLong = now >= state.blindSince + state.plan.blindGraceMs;
  if (!isLong || state.plan.onBlind === "rollback") return draft;
  return addPause(draft, { reason: "blind", why: blindWords(notice), now });
}

function seeAgain(draft: Watching, { facts }: Notice): Watching {
  const { blindSince, blindMs } = draft.state;
  if (blindSince === null) return draft;
  const { now } = facts;
  // A clock that was set back must not give time away.
  const lostMs = Math.max(0, msBetween(blindSince, now));
  const fields = { blindSince: null, blindMs: blindMs + lostMs };
  const seeing = change(draft, fields, { kind: "sight_returned", at: now, blindMs: lostMs });
  return clearPause(seeing, { reasons: ["blind"], why: "There are numbers again.", now });
}

function blindWords({ facts, assessment, observation }: Notice): string {
  if (assessment.status === "blind") return assessment.why;
  if (facts.traffic.status === "failed") return `The data plane could not be read: ${facts.traffic.detail}.`;
  return observation === null ? "The last reading of the data plane is too old." : assessment.why;
}

/** A bake time that is over without enough numbers is extended, and after the grace a person decides. */
export function noticeNumbers(draft: Watching, { facts, assessment }: Notice): Watching {
  const { state } = draft;
  const { now } = facts;
  if (state.phase !== "baking") return draft;
  if (assessment.status === "pass") {
    return clearPause(draft, { reasons: ["inconclusive"], why: "There are enough numbers now.", now });
  }
  const isWaiting = assessment.status === "inconclusive" && now >= lookUntil(state) && !state.isSkipped;
  if (!isWaiting) return draft;
  if (state.inconclusiveSince === null) {
    const { stepIndex } = state;
    const { why, evidence } = assessment;
    return change(draft, { inconclusiveSince: now }, { kind: "step_extended", at: now, stepIndex, why, evidence });
  }
  if (now < state.inconclusiveSince + state.plan.inconclusiveGraceMs) return draft;
  return addPause(draft, { reason: "inconclusive", why: assessment.why, now });
}
