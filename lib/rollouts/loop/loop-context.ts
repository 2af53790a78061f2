import type { Clock } from "@/lib/platform/clock";
import type { Log } from "@/lib/platform/log";
import type { HealthHub } from "./health-hub";
import type { LoopMetrics } from "./loop-metrics";
import type { LoopOwnership } from "./loop-ownership";
import type { LoopParts } from "./loop-parts";
import type { TargetLinks } from "./target-links";
import type { TelemetryHub } from "./telemetry-hub";

/** The loop's own parts, handed to everything that runs in a tick. */
export interface LoopContext {
  readonly parts: LoopParts;
  readonly clock: Clock;
  readonly log: Log;
  readonly links: TargetLinks;
  readonly telemetry: TelemetryHub;
  readonly health: HealthHub;
  readonly ownership: LoopOwnership;
  readonly metrics: LoopMetrics;
  readonly sampleMs: number;
}
