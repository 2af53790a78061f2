import type { Evidence } from "@/lib/analysis/domain/evidence";
import { type Instant, instant, msBetween } from "@/lib/kernel/instant";
import type { TrafficObservation } from "@/lib/traffic/port";
import { type Draft, moveTo } from "./draft";
import { epochOf } from "./intent";
import { limits } from "./limits";
import type { RolloutFacts } from "./rollout-command";
import type { RolloutEvent } from "./rollout-event";
import {
  type BakingRollout,
  type CompletedRollout,
  type ExposedRollout,
  type PreparingRollout,
  type ShiftingRollout,
  stepAt,
  type WatchedRollout,
  type WatchingRollout,
} from "./rollout-state";
import { baseOf, placementOf } from "./take-back";

/** The forward moves. Whoever calls them has made sure that the move is allowed. */

export interface BeginStepInput {
  readonly stepIndex: number;
  readonly incarnation: string;
  readonly fromSharePercent: number;
  /** What the move rests on. */
  readonly evidence?: readonly Evidence[];
}

/** Set the weight of a step. The baseline is frozen before stable loses its last traffic. */
export function beginStep(
  draft: Draft<PreparingRollout | ExposedRollout>,
  facts: RolloutFacts,
  input: BeginStepInput,
): Draft<ShiftingRollout> {
  const { state } = draft;
  const { stepIndex, incarnation, fromSharePercent, evidence = [] } = input;
  const trafficPercent = stepAt(state.plan, stepIndex).trafficPercent;
  const known = state.phase === "preparing" ? null : state;
  const baselineRef = known?.baselineRef ?? (trafficPercent === 100 ? facts.baselineRef : null);
  const next: ShiftingRollout = {
    ...baseOf(state),
    ...placementOf(state),
    phase: "shifting",
    enteredAt: facts.now,
    deadlineAt: facts.now,
    pauseReasons: state.pauseReasons,
    pausedSince: state.pausedSince,
    stepIndex,
    approvedStepIndex: known?.approvedStepIndex ?? null,
    incarnation,
    baselineRef,
    fromSharePercent,
    // Of the decision that is being made now, whose revision is the next.
    sentEpoch: epochOf(state) + 1,
  };
  return moveTo(draft, next, {
    kind: "step_started",
    at: facts.now,
    stepIndex,
    fromSharePercent,
    trafficPercent,
    evidence,
    ...(state.phase === "preparing" && state.plan.smokeChecks.length > 0
      ? { smokeCheckCount: state.plan.smokeChecks.length }
      : {}),
  });
}

/** The data plane shows the weight: the bake time counts from the moment it was seen. */
export function beginBaking(
  draft: Draft<ShiftingRollout>,
  facts: RolloutFacts,
  observation: TrafficObservation,
): Draft<BakingRollout> {
  const { state } = draft;
  const shownAt = clamp(observation.observedAt, state.enteredAt, facts.now);
  const next: BakingRollout = {
    ...baseOf(state),
    ...placementOf(state),
    phase: "baking",
    enteredAt: facts.now,
    deadlineAt: facts.now,
    pauseReasons: state.pauseReasons,
    pausedSince: state.pausedSince,
    stepIndex: state.stepIndex,
    approvedStepIndex: state.approvedStepIndex,
    incarnation: observation.incarnation,
    baselineRef: state.baselineRef,
    stepShownAt: shownAt,
    healthyAt: null,
    isSkipped: false,
    blindSince: null,
    blindMs: 0,
    inconclusiveSince: null,
    unshownSince: null,
    unshownEpoch: null,
    unshownSharePercent: null,
    handSharePercent: null,
    isRestoring: false,
    runningSince: shownAt,
    lastEvidence: [],
  };
  const shown: RolloutEvent = {
    kind: "step_shown",
    at: facts.now,
    stepIndex: state.stepIndex,
    trafficPercent: stepAt(state.plan, state.stepIndex).trafficPercent,
    observedSharePercent: observation.slots[state.canarySlot].sharePercent,
    afterMs: msBetween(state.enteredAt, shownAt),
  };
  return moveTo(draft, next, shown);
}

/** The last step has baked: stable is closed and kept warm, the triggers stay armed. */
export function beginWatching(draft: Draft<BakingRollout>, facts: RolloutFacts): Draft<WatchingRollout> {
  const { state } = draft;
  const next: WatchingRollout = {
    ...state,
    phase: "watching",
    enteredAt: facts.now,
    isSkipped: false,
    blindSince: null,
    blindMs: 0,
    inconclusiveSince: null,
    unshownSince: null,
    unshownEpoch: null,
    unshownSharePercent: null,
    runningSince: facts.now,
    lastEvidence: facts.evidence.slice(0, limits.evidenceKeptCount),
  };
  const { stableVersion } = state;
  return moveTo(draft, next, { kind: "watch_started", at: facts.now, warmMs: state.plan.warmMs, stableVersion });
}

/** The roles swap: the slot of the canary is the live one from now on. */
export function complete(
  draft: Draft<WatchedRollout>,
  now: Instant,
  isWatchedToTheEnd: boolean,
): Draft<CompletedRollout> {
  const { state } = draft;
  const next: CompletedRollout = {
    ...baseOf(state),
    ...placementOf(state),
    phase: "completed",
    enteredAt: now,
    isWatchedToTheEnd,
  };
  return moveTo(draft, next, { kind: "completed", at: now, liveVersion: state.canaryVersion, isWatchedToTheEnd });
}

function clamp(value: Instant, low: Instant, high: Instant): Instant {
  return instant(Math.min(Math.max(value, low), high));
}
