import type { Pool } from "pg";
import type { Runtime } from "@/lib/platform/runtime";
import type { TelemetrySource } from "@/lib/telemetry/port";
import type { SlotName, TrafficTarget } from "@/lib/traffic/port";
import type { HealthConfig, TelemetryBinding } from "@/lib/traffic/target-contract";
import type { ActiveWindow } from "../domain/rollout-command";

/** A target as the control loop uses it; configuration and secret are opaque here, the adapters read them. */
export interface LoopTarget {
  readonly id: string;
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

/** What the loop is made of; chosen by the composition, or by a test. */
export interface LoopParts {
  readonly runtime: Runtime;
  readonly pool: Pool;
  readonly databaseUrl: string;
  readonly workerId: string;
  readonly tickMs: number;
  openTarget(target: LoopTarget): TrafficTarget;
  /** The data plane's own counters as a source; null where it has none. */
  openCounters(target: LoopTarget): TelemetrySource | null;
  openSource(source: LoopSource): TelemetrySource;
  /** Windows that hold forward moves of a service in an environment now. */
  windowsOf(target: LoopTarget): Promise<readonly ActiveWindow[]>;
}

/** Bounds of the loop, in milliseconds. Every call to the outside has one, so that nothing waits for ever. */
export const loopLimits = {
  observeDeadlineMs: 1_000,
  applyDeadlineMs: 1_500,
  queryDeadlineMs: 1_500,
  countersPollMs: 100,
  sourcePollMs: 250,
  catalogPollMs: 1_000,
  idlePollMs: 1_000,
  sampleMs: 1_000,
  heartbeatMs: 2_000,
  ownershipProbeMs: 500,
  /** Ownership that was not confirmed for this long allows no raise. */
  ownershipTrustMs: 2_000,
} as const;
