import type { Instant } from "@/lib/kernel/instant";

/**
 * What the control loop needs from anything that splits traffic (HAProxy, the embedded edge, a webhook, Kubernetes).
 *
 * A target has two slots, `a` and `b`; each holds one version on one or more servers. A rollout moves traffic from the
 * slot of the stable version to the slot of the new one; on completion the roles swap and the old slot stays warm.
 */
export type SlotName = "a" | "b";

/** The whole split, absolute: never "+10 %". Shares are percentages and add up to 100. */
export interface TrafficIntent {
  /** Grows with every decision about this target: the generation of the decision, see WriteGuard for the rest. */
  readonly epoch: number;
  readonly sharePercent: Readonly<Record<SlotName, number>>;
  /**
   * Slots whose users must leave at once: no new request, sessions cut, cookie-sticky users moved. A slot with a share
   * above 0 is never closed.
   */
  readonly closed: readonly SlotName[];
}

/** A split that is safe without anybody watching it. */
export interface SafeSplit {
  readonly sharePercent: Readonly<Record<SlotName, number>>;
  readonly closed: readonly SlotName[];
}

/** Who writes, and what the data plane does when nobody renews. */
export interface WriteGuard {
  /**
   * Grows with every change of ownership of this target (lease epoch, database timeline and incarnation in one number,
   * at most 2^53). A write is accepted when (term, epoch) is at least the newest accepted pair, terms compared first.
   */
  readonly term: number;
  /**
   * Dead-man switch: after `ttlMs` without a newer write or a renewal the data plane sets the safe split by itself.
   * Null: none, and one that was set is lifted.
   */
  readonly hold: { readonly ttlMs: number; readonly safe: SafeSplit } | null;
}

/** What a fence compares: whose write it was, and which decision of theirs. */
export interface AcceptedPair {
  readonly term: number;
  readonly epoch: number;
}

export interface HoldObservation {
  /** Until the data plane sets the safe split by itself; 0 once it did. */
  readonly remainingMs: number;
  /** It did, and nothing was written since. */
  readonly fired: boolean;
}

export interface TargetAdvice {
  readonly subject: string;
  readonly message: string;
  readonly remedy: string;
}

export interface SlotObservation {
  /** Share of the configured weight among servers that take traffic, 0 to 100. */
  readonly sharePercent: number;
  readonly serversTotal: number;
  /** Servers that the data plane's own checks call up; null when it runs none. */
  readonly serversUp: number | null;
  /** No server of this slot takes any traffic, sticky users included. */
  readonly closed: boolean;
}

/** What one of several processes behind one target shows. */
export type MemberObservation = Pick<TrafficObservation, "slots" | "incarnation" | "accepted" | "hold">;

export interface TrafficObservation {
  readonly observedAt: Instant;
  readonly slots: Readonly<Record<SlotName, SlotObservation>>;
  /**
   * Changes when the data plane's process was restarted or reloaded, so that forgotten weights are noticed. Of a fleet those of
   * all its processes, in their order, with blanks between.
   */
  readonly incarnation: string;
  /** `native`: the data plane itself refuses older writes. `none`: it cannot; read-back corrects what they do. */
  readonly fence: "native" | "none";
  /** The newest accepted pair; null where the target cannot fence, or has accepted nothing since it started. */
  readonly accepted: AcceptedPair | null;
  /** The dead-man switch; null when none is set, or the target has none. */
  readonly hold: HoldObservation | null;
  /** False where the data plane refuses older writes and yet cannot keep a hold; absent where it can, or cannot fence. */
  readonly canHold?: boolean;
  /** What each process of a fleet shows; absent where one process is the data plane. */
  readonly members?: readonly MemberObservation[];
}

/**
 * Every call takes a signal and must end when it aborts; failures are AppError `upstream_failed` or `upstream_timeout`.
 * A write that the data plane refused for a newer one is `upstream_failed` with the reason `fenced`, whose facts are
 * `acceptedTerm` and `acceptedEpoch`: somebody else steers this target, and the caller must stop.
 */
export interface TrafficTarget {
  /** Read the split from the data plane itself. */
  observe(signal: AbortSignal): Promise<TrafficObservation>;
  /**
   * Make the split so. Idempotent: sending the same intent again renews the hold and changes nothing else. Verify with
   * `observe`.
   */
  apply(intent: TrafficIntent, guard: WriteGuard, signal: AbortSignal): Promise<void>;
  /**
   * Refuse writes of terms below `term` from now on. Neither the split nor the hold changes, and the epoch that was accepted
   * stays. Missing where the target fences with a write only. A newer term is `upstream_failed` with the reason `fenced`.
   */
  claim?(term: number, signal: AbortSignal): Promise<void>;
  /** What a person should put right in the data plane's configuration although it works; `liveSlot` has the traffic. */
  advise?(liveSlot: SlotName | null, signal: AbortSignal): Promise<readonly TargetAdvice[]>;
  close(): Promise<void>;
}
