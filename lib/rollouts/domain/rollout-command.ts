import type { Evidence } from "@/lib/analysis/domain/evidence";
import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import type { SlotName, TrafficIntent, TrafficObservation } from "@/lib/traffic/port";
import type { RollbackCause } from "../contract";
import type { RolloutEvent } from "./rollout-event";
import type { Actor, RolloutState } from "./rollout-state";

/** What everything that comes from a person (or a pipeline in a person's place) carries. */
interface Given {
  readonly actor: Actor;
  /** In the person's words, shown in the decision log. */
  readonly reason: string;
  /** The revision the person looked at; another one is refused with `stale_state`. */
  readonly seenRevision: number;
}

/** The safe direction: `null` takes the rollout back whatever happened since the person looked. */
interface GivenSafe extends Omit<Given, "seenRevision"> {
  readonly seenRevision: number | null;
}

/**
 * `tick` is the control loop's, and the only command that raises exposure: what a person wants is recorded, and the next
 * tick does it when the evidence allows. `abort` and `rollback` are two words for one thing.
 */
export type RolloutCommand =
  | { readonly kind: "tick" }
  | TakeBackCommand
  | ({ readonly kind: "promote" | "approve" | "pause" | "resume" | "cancel" } & Given)
  | ({ readonly kind: "abort" | "rollback" } & GivenSafe)
  | ({ readonly kind: "supersede"; readonly byRolloutId: string } & GivenSafe);

/**
 * What a worker decided and did while it could not write it down. Like `abort` it is open in every phase that has not
 * ended, and twice is no error.
 */
export interface TakeBackCommand {
  readonly kind: "take_back";
  readonly cause: RollbackCause;
  readonly why: string;
  readonly evidence: readonly Evidence[];
}

export type PersonCommand = Exclude<RolloutCommand, { kind: "tick" | "take_back" }>;

export type TrafficReading =
  | { readonly status: "seen"; readonly observation: TrafficObservation }
  | { readonly status: "failed"; readonly detail: string };

export type PreparationResult =
  | { readonly status: "pending" }
  | { readonly status: "ready" }
  /** Will not become good by waiting. */
  | { readonly status: "failed"; readonly reasons: readonly Reason[] };

/** A freeze, blackout or maintenance window that is active now. */
export interface ActiveWindow {
  readonly id: string;
  /** Why it holds and until when, as a sentence. */
  readonly why: string;
  readonly endsAt: Instant | null;
}

/** What somebody other than time or another rollout holds of a release now: an error-budget policy, or the gate. */
export interface ReleaseHold {
  readonly code: "budget" | "gate";
  readonly id: string;
  /** Why it holds and what to do, as sentences. */
  readonly why: string;
}

export interface HoldFacts {
  /** Another rollout that holds the target now. */
  readonly activeRolloutId: string | null;
  /** Rollouts of the same service and environment that were queued earlier. */
  readonly aheadCount: number;
  readonly windows: readonly ActiveWindow[];
  readonly budgets: readonly ReleaseHold[];
  /** Which slot has the traffic now, with which version; null when it is not known. Used when the queue is left. */
  readonly live: { readonly slot: SlotName; readonly version: string } | null;
  /** The newest epoch ever used on the target. */
  readonly newestEpoch: number;
}

export type SlotHealth = "healthy" | "unhealthy" | "unknown";

/** What is known at one moment. Evidence is of this tick and already judged. */
export interface RolloutFacts {
  readonly now: Instant;
  readonly traffic: TrafficReading;
  readonly evidence: readonly Evidence[];
  /** Requests the canary has answered since the step was shown; null when nobody could count. */
  readonly canaryRequests: number | null;
  readonly preparation: PreparationResult;
  readonly hold: HoldFacts;
  readonly health: { readonly stable: SlotHealth; readonly canary: SlotHealth };
  /** Name of the baseline numbers that could be frozen now. */
  readonly baselineRef: string | null;
  /** The newest epoch that this worker has ever seen the data plane to have accepted, also before a restart of it. */
  readonly knownEpoch?: number;
  /** False when the caller may only lower exposure: its lease is not trusted, or it is its first pass. */
  readonly mayRaise: boolean;
}

export type RolloutDecision =
  | {
      readonly kind: "accepted";
      readonly next: RolloutState;
      readonly events: readonly RolloutEvent[];
      readonly intent: TrafficIntent | null;
    }
  | { readonly kind: "unchanged"; readonly intent: TrafficIntent | null }
  | { readonly kind: "rejected"; readonly reasons: readonly Reason[] };

/** Facts for a person's command given where nothing was observed (the web process). Nothing in them allows a raise. */
export function factsForCommand(now: Instant): RolloutFacts {
  return {
    now,
    traffic: { status: "failed", detail: "not looked at for this command" },
    evidence: [],
    canaryRequests: null,
    preparation: { status: "pending" },
    hold: { activeRolloutId: null, aheadCount: 0, windows: [], budgets: [], live: null, newestEpoch: 0 },
    health: { stable: "unknown", canary: "unknown" },
    baselineRef: null,
    mayRaise: false,
  };
}
