import type { Evidence } from "@/lib/analysis/domain/evidence";
import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import type { PauseReason, RollbackCause } from "../contract";
import type { Actor, CancelledRollout, Hold } from "./rollout-state";

/** What happened in a transition, with everything needed to say why. Stored with its snapshot, put in words by `explain`. */
export type RolloutEvent = { readonly at: Instant } & (
  | { readonly kind: "created"; readonly canaryVersion: string; readonly purpose: "release" | "return" }
  | { readonly kind: "held"; readonly heldBy: readonly Hold[] }
  | { readonly kind: "preparation_started"; readonly stableVersion: string; readonly canaryVersion: string }
  | {
      readonly kind: "cancelled";
      readonly cause: CancelledRollout["cause"];
      readonly why: string;
      readonly actor: Actor | null;
    }
  | StepStarted
  | {
      readonly kind: "step_shown";
      readonly stepIndex: number;
      readonly trafficPercent: number;
      readonly observedSharePercent: number;
      readonly afterMs: number;
    }
  | {
      readonly kind: "step_healthy";
      readonly stepIndex: number;
      readonly afterMs: number;
      readonly evidence: readonly Evidence[];
    }
  | StepPassed
  | {
      readonly kind: "step_extended";
      readonly stepIndex: number;
      readonly why: string;
      readonly evidence: readonly Evidence[];
    }
  | { readonly kind: "paused"; readonly reason: PauseReason; readonly why: string; readonly actor: Actor | null }
  | {
      readonly kind: "resumed";
      readonly cleared: readonly PauseReason[];
      readonly remaining: readonly PauseReason[];
      readonly why: string;
      readonly actor: Actor | null;
    }
  | { readonly kind: "approved"; readonly stepIndex: number; readonly actor: Actor; readonly why: string }
  | { readonly kind: "promoted"; readonly stepIndex: number; readonly actor: Actor; readonly why: string }
  | { readonly kind: "went_blind"; readonly why: string; readonly evidence: readonly Evidence[] }
  | { readonly kind: "sight_returned"; readonly blindMs: number }
  | {
      readonly kind: "data_plane_restarted";
      readonly isShown: boolean;
      readonly desiredSharePercent: number;
      readonly observedSharePercent: number;
    }
  | { readonly kind: "drift_seen"; readonly desiredSharePercent: number; readonly observedSharePercent: number }
  | {
      readonly kind: "drift_adopted";
      readonly desiredSharePercent: number;
      readonly observedSharePercent: number;
      /** The data plane's own switch did it, since nobody renewed in time; missing: somebody's hand. */
      readonly isSilence?: true;
    }
  | { readonly kind: "decisions_lost"; readonly acceptedEpoch: number; readonly epoch: number }
  | { readonly kind: "split_shown"; readonly observedSharePercent: number; readonly afterMs: number }
  | { readonly kind: "share_restoring"; readonly fromSharePercent: number; readonly toSharePercent: number }
  | RollbackStarted
  | {
      readonly kind: "stable_worse";
      readonly isPage: true;
      readonly stableVersion: string;
      readonly canaryVersion: string;
    }
  | { readonly kind: "rollback_overdue"; readonly isPage: true; readonly elapsedMs: number; readonly why: string }
  | { readonly kind: "rolled_back"; readonly tookMs: number; readonly isVerified: boolean }
  | { readonly kind: "watch_started"; readonly warmMs: number; readonly stableVersion: string }
  | { readonly kind: "completed"; readonly liveVersion: string; readonly isWatchedToTheEnd: boolean }
);

interface StepStarted {
  readonly kind: "step_started";
  readonly stepIndex: number;
  readonly fromSharePercent: number;
  readonly trafficPercent: number;
  readonly evidence: readonly Evidence[];
  /** How many smoke checks passed before it; only on the first step of a plan that has some. */
  readonly smokeCheckCount?: number;
}

interface StepPassed {
  readonly kind: "step_passed";
  readonly stepIndex: number;
  readonly trafficPercent: number;
  readonly bakedMs: number;
  readonly isSkipped: boolean;
  readonly evidence: readonly Evidence[];
}

interface RollbackStarted {
  readonly kind: "rollback_started";
  readonly cause: RollbackCause;
  readonly why: string;
  readonly evidence: readonly Evidence[];
  readonly reasons: readonly Reason[];
  readonly actor: Actor | null;
  readonly fromSharePercent: number;
}

export type RolloutEventKind = RolloutEvent["kind"];
