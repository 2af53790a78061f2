import type { Clock } from "@/lib/platform/clock";
import type { Log } from "@/lib/platform/log";
import type { HealthHub } from "./health-hub";
import type { LeaseKeeper } from "./lease-keeper";
import type { LoopMetrics } from "./loop-metrics";
import type { LoopParts } from "./loop-parts";
import type { Progress } from "./loop-store";
import type { TakenBack } from "./taken-back";
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
  readonly leases: LeaseKeeper;
  readonly metrics: LoopMetrics;
  /** What this worker has taken back: a database that lost it is told again. */
  readonly takenBack: TakenBack;
  /** How many rollouts this worker has. */
  countOpen(): number;
  /** How long what a data plane has shown is good enough for a pass that raises nothing. */
  readBackMs(): number;
  /** Between two points of the charts of one rollout; longer when there are many. */
  sampleMs(): number;
  /** What is to be kept with the next batch. */
  keep(progress: Progress): void;
  /** The last read of the database succeeded. While it does not, nothing is raised. */
  isDatabaseHere(): boolean;
}
