import type { Evidence } from "@/lib/analysis/domain/evidence";
import { type Instant, plusMs } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import type { RollbackCause } from "../contract";
import { type Draft, moveTo } from "./draft";
import { wantedSharePercent } from "./intent";
import { limits } from "./limits";
import type { RolloutFacts } from "./rollout-command";
import type { RolloutEvent } from "./rollout-event";
import type {
  Actor,
  CancelledRollout,
  ExposedRollout,
  Placement,
  PreparingRollout,
  QueuedRollout,
  RollingBackRollout,
  RolloutBase,
} from "./rollout-state";

export interface TakeBackInput {
  readonly cause: RollbackCause;
  readonly why: string;
  readonly evidence?: readonly Evidence[];
  readonly reasons?: readonly Reason[];
  readonly actor?: Actor;
}

/**
 * Begin to take a rollout back. Nothing can refuse this. When stable looks worse than the canary it happens all the same
 * (going to and fro would be worse), and an event that pages a person says so.
 */
export function takeBack(
  draft: Draft<PreparingRollout | ExposedRollout>,
  facts: RolloutFacts,
  input: TakeBackInput,
): Draft<RollingBackRollout> {
  const { cause, why, evidence = [], reasons = [], actor = null } = input;
  const { state } = draft;
  const { now } = facts;
  const fromSharePercent = wantedSharePercent(state);
  const next: RollingBackRollout = {
    ...baseOf(state),
    ...placementOf(state),
    phase: "rolling_back",
    enteredAt: now,
    deadlineAt: plusMs(now, limits.rollbackDeadlineMs),
    overdueCount: 0,
    rollback: {
      cause,
      why,
      evidence: evidence.slice(0, limits.evidenceKeptCount),
      actor,
      fromPhase: state.phase,
      fromSharePercent,
      stepIndex: state.phase === "preparing" ? null : state.stepIndex,
      startedAt: now,
    },
  };
  const started: RolloutEvent = {
    kind: "rollback_started",
    at: now,
    cause,
    why,
    evidence,
    reasons,
    actor,
    fromSharePercent,
  };
  return moveTo(draft, next, started, ...stableWorse(state, facts));
}

function stableWorse(roles: Placement & RolloutBase, facts: RolloutFacts): RolloutEvent[] {
  if (facts.health.stable !== "unhealthy" || facts.health.canary !== "healthy") return [];
  const { stableVersion, canaryVersion } = roles;
  return [{ kind: "stable_worse", at: facts.now, isPage: true, stableVersion, canaryVersion }];
}

/** End a queued rollout. It never had the target, so there is nothing to take back. */
export function cancelQueued(
  draft: Draft<QueuedRollout>,
  now: Instant,
  input: Pick<CancelledRollout, "cause" | "why" | "actor">,
): Draft<CancelledRollout> {
  const next: CancelledRollout = { ...baseOf(draft.state), phase: "cancelled", enteredAt: now, ...input };
  return moveTo(draft, next, { kind: "cancelled", at: now, ...input });
}

/** The fields that stay the same in every phase. */
export function baseOf(state: RolloutBase): Omit<RolloutBase, "enteredAt"> {
  const { rolloutId, purpose, plan, policy, canaryVersion, revision, createdAt } = state;
  return { rolloutId, purpose, plan, policy, canaryVersion, revision, createdAt };
}

export function placementOf(state: Placement): Placement {
  const { stableSlot, canarySlot, stableVersion, epochBase } = state;
  return { stableSlot, canarySlot, stableVersion, epochBase };
}
