/** `skipped`: passed over by a person or never reached because the rail ended. */
export type RailStepState = "done" | "current" | "next" | "failed" | "skipped";

export interface RailStep {
  readonly id: string;
  /** Said instead of the share, for a step that is not about traffic: "Watch". */
  readonly title?: string;
  /** Share of traffic of this step, 0 to 100. */
  readonly trafficPercent: number;
  readonly state: RailStepState;
  /** How long the step must look good. */
  readonly bakeMs: number;
  /** How much of it is done; ignored unless the step is current. */
  readonly bakedMs?: number;
  /** Set while the bake clock runs: the moment at which it stood at zero. The rail then counts by itself. */
  readonly bakingSinceMs?: number;
  /** The gate after this step, before the next. */
  readonly approval?: "required" | "waiting" | "granted";
  readonly approvedBy?: string;
  /** Said instead of the bake time: "Needs 50 requests, has 12". */
  readonly note?: string;
}

/** Milliseconds of the bake time that are done at `nowMs`, never more than there are. */
export function bakedAt(step: RailStep, nowMs: number): number {
  const bakedMs = step.bakingSinceMs === undefined ? (step.bakedMs ?? 0) : nowMs - step.bakingSinceMs;
  return Math.min(step.bakeMs, Math.max(0, bakedMs));
}
