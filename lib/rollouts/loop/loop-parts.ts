import type { UnderWay } from "@/lib/calendar/contract";
import type { Instant } from "@/lib/kernel/instant";
import type { Log } from "@/lib/platform/log";
import type { SyncedClock } from "@/lib/platform/synced-clock";
import type { Timers } from "@/lib/platform/timers";
import type { TelemetrySource } from "@/lib/telemetry/port";
import type { SlotName, TrafficTarget } from "@/lib/traffic/port";
import type { HealthConfig, TelemetryBinding } from "@/lib/traffic/target-contract";
import type { ActiveWindow, ReleaseHold } from "../domain/rollout-command";
import type { LeaseStore } from "./lease-store";
import type { LoopStore } from "./loop-store";
import type { SafetyJournal } from "./safety-journal";

/** A target as the control loop uses it; configuration and secret are opaque here, the adapters read them. */
export interface LoopTarget {
  readonly id: string;
  /** Who holds the lease of this shard runs the rollouts of the target. */
  readonly shard: number;
  readonly revision: number;
  readonly kind: string;
  readonly config: unknown;
  readonly secret: string | null;
  readonly health: HealthConfig | null;
  readonly telemetry: readonly TelemetryBinding[];
  readonly serviceId: string;
  readonly serviceSlug: string;
  readonly environmentId: string;
  readonly environmentSlug: string;
  readonly live: { readonly slot: SlotName; readonly version: string } | null;
  readonly newestEpoch: number;
}

/** A metric source as the control loop uses it. */
export interface LoopSource {
  readonly id: string;
  readonly slug: string;
  readonly revision: number;
  readonly kind: string;
  readonly config: unknown;
  readonly secret: string | null;
}

/** A rollout as policies ask about it. */
export interface HeldRollout {
  readonly rolloutId: string;
  readonly purpose: "release" | "return";
  readonly isRunning: boolean;
}

/** What the loop is made of; chosen by the composition, by a test, or by the simulator. */
export interface LoopParts {
  /** Shows the time of the database, whatever the wall clock of this machine shows. */
  readonly clock: SyncedClock;
  readonly timers: Timers;
  readonly log: Log;
  readonly store: LoopStore;
  readonly leases: LeaseStore;
  readonly journal: SafetyJournal;
  readonly workerId: string;
  readonly hostName: string;
  readonly tickMs: number;
  openTarget(target: LoopTarget): TrafficTarget;
  /** Names the door of the data plane that the target is behind: what is asked of one door together is cheaper. */
  doorOf(target: LoopTarget): string;
  /** The data plane's own counters as a source; null where it has none. */
  openCounters(target: LoopTarget): TelemetrySource | null;
  openSource(source: LoopSource): TelemetrySource;
  /** Windows that hold forward moves of a service in an environment now. */
  windowsOf(target: LoopTarget): Promise<readonly LoopWindow[]>;
  /** Error-budget policies that hold forward moves of a rollout on this target now. */
  budgetsOf(target: LoopTarget, rollout: HeldRollout): Promise<readonly ReleaseHold[]>;
  /** Ask one server how it is. Whatever the other side does is a result, not an exception. */
  checkHealth(
    url: string,
    expected: Pick<HealthConfig, "expectStatus" | "timeoutMs"> & { readonly bodyContains?: string },
  ): Promise<{ readonly ok: boolean; readonly detail: string }>;
}

/** A window that holds a place, except for rollouts that somebody started past it in an emergency, or that it lets run. */
export interface LoopWindow extends ActiveWindow {
  readonly passedBy: readonly string[];
  /** When it began to hold; null when that is not known. */
  readonly since: Instant | null;
  /** What becomes of rollouts that were under way then. */
  readonly underWay: UnderWay;
}

/** Bounds of the loop, in milliseconds. Every call to the outside has one, so that nothing waits for ever. */
export const loopLimits = {
  observeDeadlineMs: 1_000,
  applyDeadlineMs: 1_500,
  queryDeadlineMs: 1_500,
  countersPollMs: 100,
  catalogPollMs: 1_000,
  idlePollMs: 1_000,
  /**
   * A rollout of which nothing is new is passed over at least this often, and its data plane read back; where there are
   * very many, less often, a millisecond for each.
   */
  restMs: 500,
  restMaxMs: 1_000,
  sampleMs: 1_000,
  heartbeatMs: 2_000,
  /** How long passes that are under way at the end keep this worker from giving its shards away. */
  handoverPatienceMs: 50,
  /** Without a successful read for this long the database counts as away. */
  databaseSilenceMs: 1_500,
  windowsDeadlineMs: 1_000,
  budgetsDeadlineMs: 2_000,
  leaseTtlMs: 2_500,
  leaseRoundMs: 120,
} as const;
