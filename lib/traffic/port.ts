import type { Instant } from "@/lib/kernel/instant";

/**
 * What the control loop needs from anything that splits traffic (HAProxy, the embedded edge, a webhook).
 *
 * A target has two slots, `a` and `b`; each holds one version on one or more servers. A rollout moves traffic from the
 * slot of the stable version to the slot of the new one; on completion the roles swap and the old slot stays warm.
 */
export type SlotName = "a" | "b";

/** The whole split, absolute: never "+10 %". Shares are percentages and add up to 100. */
export interface TrafficIntent {
  /** Grows with every decision about this target; a target that can refuse an older epoch does. */
  readonly epoch: number;
  readonly sharePercent: Readonly<Record<SlotName, number>>;
  /**
   * Slots whose users must leave at once: no new request, sessions cut, cookie-sticky users moved. A slot with a share
   * above 0 is never closed.
   */
  readonly closed: readonly SlotName[];
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

export interface TrafficObservation {
  readonly observedAt: Instant;
  readonly slots: Readonly<Record<SlotName, SlotObservation>>;
  /** Changes when the data plane's process was restarted or reloaded, so that forgotten weights are noticed. */
  readonly incarnation: string;
  /** The newest epoch that the target accepted; null where the target cannot fence. */
  readonly acceptedEpoch: number | null;
}

/** Every call takes a signal and must end when it aborts; failures are AppError `upstream_failed` or `upstream_timeout`. */
export interface TrafficTarget {
  /** Read the split from the data plane itself. */
  observe(signal: AbortSignal): Promise<TrafficObservation>;
  /** Make the split so. Idempotent: sending the same intent again changes nothing. Verify with `observe`. */
  apply(intent: TrafficIntent, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
