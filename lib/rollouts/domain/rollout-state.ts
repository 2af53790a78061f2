import type { Evidence } from "@/lib/analysis/domain/evidence";
import type { Instant } from "@/lib/kernel/instant";
import type { SlotName } from "@/lib/traffic/port";
import type { ConcurrencyPolicy, PauseReason, RollbackCause, RolloutPlan, Step } from "../contract";

/**
 * The state of one rollout: a union by phase, each with only the data that is valid in it. Plain JSON; every moment is
 * an Instant; `null` means "not so", never "unknown".
 *
 * ```
 * queued ─► preparing ─► shifting ─► baking ─► shifting … ─► watching ─► completed
 *    │          └────────────┴──────────┴───► rolling_back ◄─────┘
 *    ▼                                             ▼
 * cancelled                                   rolled_back
 * ```
 */
export type RolloutState =
  | QueuedRollout
  | PreparingRollout
  | ShiftingRollout
  | BakingRollout
  | WatchingRollout
  | RollingBackRollout
  | RolledBackRollout
  | CompletedRollout
  | CancelledRollout;

/** Who gave a command. */
export interface Actor {
  readonly id: string;
  readonly name: string;
}

export interface RolloutBase {
  readonly rolloutId: string;
  /** `return` goes back to the previous version after completion; nothing ever holds it. */
  readonly purpose: "release" | "return";
  readonly plan: RolloutPlan;
  readonly policy: ConcurrencyPolicy;
  readonly canaryVersion: string;
  /** Grows by 1 with each accepted transition. */
  readonly revision: number;
  readonly createdAt: Instant;
  /** When the present phase began. */
  readonly enteredAt: Instant;
}

/** The roles of the slots, fixed when the rollout takes the target. A queued rollout has none: they may still swap. */
export interface Placement {
  readonly stableSlot: SlotName;
  readonly canarySlot: SlotName;
  readonly stableVersion: string;
  /** The newest epoch used on the target before this rollout took it. Its own epochs are this plus its revision. */
  readonly epochBase: number;
}

/** What every phase has that can still go on. */
interface Going {
  /** Sorted, without doubles. The rollout goes on only when it is empty. */
  readonly pauseReasons: readonly PauseReason[];
  /** When the set stopped being empty. */
  readonly pausedSince: Instant | null;
  /** When something happens at the latest, without anybody doing anything. */
  readonly deadlineAt: Instant;
}

/** One thing that keeps a rollout in the queue. */
export interface Hold {
  readonly code: "active_rollout" | "ahead_in_queue" | "window" | "budget" | "gate" | "slots_unknown" | "paused";
  readonly id: string;
  readonly message: string;
}

export interface QueuedRollout extends RolloutBase, Going {
  readonly phase: "queued";
  readonly heldBy: readonly Hold[];
}

export interface PreparingRollout extends RolloutBase, Placement, Going {
  readonly phase: "preparing";
  /** Since when it runs without a pause; its deadline counts from here. */
  readonly runningSince: Instant;
}

/** Data that goes along from the first step on. */
export interface Stepping {
  readonly stepIndex: number;
  /** The step whose successor a person has approved. */
  readonly approvedStepIndex: number | null;
  /** The data plane process that the rollout last saw. */
  readonly incarnation: string;
  /** Names the baseline numbers frozen before stable lost its last traffic. */
  readonly baselineRef: string | null;
}

export interface ShiftingRollout extends RolloutBase, Placement, Going, Stepping {
  readonly phase: "shifting";
  /** The canary's share before this step. */
  readonly fromSharePercent: number;
  /** The epoch of the decision that began this, which later ones, as a person's pause, do not change; null in old rows. */
  readonly sentEpoch: number | null;
}

/** What baking and watching know about the exposure they look at. */
export interface Watch extends Stepping {
  /** When the data plane was first seen to show the weight of the step. */
  readonly stepShownAt: Instant;
  /** First healthy answer of the canary since then. */
  readonly healthyAt: Instant | null;
  /** A person asked to skip the rest of the bake (or warm) time. */
  readonly isSkipped: boolean;
  readonly blindSince: Instant | null;
  /** Time of this phase that passed blind: it does not count as looked at. */
  readonly blindMs: number;
  /** Since when the step goes on past its bake time for want of numbers. */
  readonly inconclusiveSince: Instant | null;
  /** Since when the data plane shows something else than the intent. */
  readonly unshownSince: Instant | null;
  /** The epoch of that decision: once the data plane has taken a write of it or a newer one, what it shows instead came after. */
  readonly unshownEpoch: number | null;
  /** What it showed then. */
  readonly unshownSharePercent: number | null;
  /** The lower share that somebody set by hand at the data plane; the intent does not go above it. */
  readonly handSharePercent: number | null;
  /** A person said that the share of the step may come back. */
  readonly isRestoring: boolean;
  readonly runningSince: Instant;
  /** The evidence that the last accepted transition rested on. */
  readonly lastEvidence: readonly Evidence[];
}

export interface BakingRollout extends RolloutBase, Placement, Going, Watch {
  readonly phase: "baking";
}

export interface WatchingRollout extends RolloutBase, Placement, Going, Watch {
  readonly phase: "watching";
}

/** Why a rollout is taken back, latched: later good evidence does not change it. */
export interface Rollback {
  readonly cause: RollbackCause;
  /** One sentence with the numbers. */
  readonly why: string;
  readonly evidence: readonly Evidence[];
  readonly actor: Actor | null;
  readonly fromPhase: "preparing" | "shifting" | "baking" | "watching";
  readonly fromSharePercent: number;
  readonly stepIndex: number | null;
  readonly startedAt: Instant;
}

export interface RollingBackRollout extends RolloutBase, Placement {
  readonly phase: "rolling_back";
  readonly rollback: Rollback;
  readonly overdueCount: number;
  readonly deadlineAt: Instant;
}

export interface RolledBackRollout extends RolloutBase, Placement {
  readonly phase: "rolled_back";
  readonly rollback: Rollback;
  /** The data plane was seen to send nothing to the canary. False only when no user was ever moved. */
  readonly isVerified: boolean;
}

export interface CompletedRollout extends RolloutBase, Placement {
  readonly phase: "completed";
  /** The numbers of the canary were seen until the end of the warm time. */
  readonly isWatchedToTheEnd: boolean;
}

export interface CancelledRollout extends RolloutBase {
  readonly phase: "cancelled";
  readonly cause: "manual" | "superseded" | "queue_deadline" | "already_live";
  readonly why: string;
  readonly actor: Actor | null;
}

export type TerminalRollout = RolledBackRollout | CompletedRollout | CancelledRollout;
/** States that may have users on the canary and can still be taken back. */
export type ExposedRollout = ShiftingRollout | BakingRollout | WatchingRollout;
export type WatchedRollout = BakingRollout | WatchingRollout;
/** States with a set of pause reasons. */
export type PausableRollout = QueuedRollout | PreparingRollout | ExposedRollout;
export type PlacedRollout = Exclude<RolloutState, QueuedRollout | CancelledRollout>;

/** Nothing leaves these phases. */
export function isEnded(state: RolloutState): state is TerminalRollout {
  return state.phase === "completed" || state.phase === "rolled_back" || state.phase === "cancelled";
}

export function isExposed(state: RolloutState): state is ExposedRollout {
  return state.phase === "shifting" || state.phase === "baking" || state.phase === "watching";
}

export function isWatched(state: RolloutState): state is WatchedRollout {
  return state.phase === "baking" || state.phase === "watching";
}

export function isPausable(state: RolloutState): state is PausableRollout {
  return state.phase === "queued" || state.phase === "preparing" || isExposed(state);
}

/** The target is held by this rollout; another one on the same service and environment must wait. */
export function isActive(state: RolloutState): boolean {
  return state.phase !== "queued" && !isEnded(state);
}

/** The step at `stepIndex`. Throws a RangeError when the plan has none, which a checked state never shows. */
export function stepAt(plan: RolloutPlan, stepIndex: number): Step {
  const step = plan.steps[stepIndex];
  if (step === undefined) throw new RangeError(`the plan has no step ${stepIndex}`);
  return step;
}

export function isLastStep(plan: RolloutPlan, stepIndex: number): boolean {
  return stepIndex >= plan.steps.length - 1;
}
