import { z } from "zod";

/**
 * The words and shapes of rollouts that browsers, machines and the engine share. Client-safe.
 * Durations are milliseconds, percentages 0 to 100, units last.
 */
const durationMs = (maxMs: number) => z.number().int().min(0).max(maxMs);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export const Strategy = z.enum(["canary", "blue_green", "rolling", "immediate"]);
export type Strategy = z.infer<typeof Strategy>;

/** `sequential`: valid at any look, the default. `threshold`: fails on the plain difference, in the Argo manner. */
export const Judge = z.enum(["sequential", "threshold"]);
export type Judge = z.infer<typeof Judge>;

/*
 * The fields of each trigger stand once, without defaults: an override must not bring the defaults of the fields it does
 * not name, which `.partial()` of a schema with defaults would do.
 */
const minRequests = z.number().int().min(1).max(1_000_000);
const errorRateFields = {
  enabled: z.boolean(),
  maxIncreasePp: z.number().min(0).max(100),
  judge: Judge,
  minRequests,
};
const latencyFields = {
  enabled: z.boolean(),
  quantile: z.number().gt(0).lt(1),
  maxIncreaseMs: z.number().min(0).max(600_000),
  judge: Judge,
  minRequests,
};
const healthFields = {
  enabled: z.boolean(),
  /** The first healthy answer must come within this time of each step. */
  withinMs: z.number().int().min(1_000).max(30_000),
  /** This many failed checks in a row after a healthy one take the version out. */
  failuresInARow: z.number().int().min(1).max(20),
};
const burnRateFields = {
  enabled: z.boolean(),
  /** Share of good requests promised, in percent, for example 99.9. */
  objectivePercent: z.number().gt(0).lt(100),
  /** Multiple of the sustainable burn at which the canary is taken out. */
  maxBurnRate: z.number().gt(0).max(1_000),
  /** Take both from the service's own objective when a rollout starts; where there is none, they stay as given. */
  isFromObjective: z.boolean(),
  minRequests,
};

export const ErrorRateTrigger = z.strictObject({
  enabled: errorRateFields.enabled.default(true),
  maxIncreasePp: errorRateFields.maxIncreasePp.default(1),
  judge: errorRateFields.judge.default("sequential"),
  minRequests: errorRateFields.minRequests.default(50),
});

export const LatencyTrigger = z.strictObject({
  enabled: latencyFields.enabled.default(true),
  quantile: latencyFields.quantile.default(0.95),
  maxIncreaseMs: latencyFields.maxIncreaseMs.default(500),
  judge: latencyFields.judge.default("sequential"),
  minRequests: latencyFields.minRequests.default(50),
});

export const HealthTrigger = z.strictObject({
  enabled: healthFields.enabled.default(true),
  withinMs: healthFields.withinMs.default(30_000),
  failuresInARow: healthFields.failuresInARow.default(2),
});

export const BurnRateTrigger = z.strictObject({
  enabled: burnRateFields.enabled.default(true),
  objectivePercent: burnRateFields.objectivePercent.default(99.9),
  maxBurnRate: burnRateFields.maxBurnRate.default(14.4),
  isFromObjective: burnRateFields.isFromObjective.optional(),
  minRequests: burnRateFields.minRequests.default(50),
});

/** A custom number: PromQL or HTTP-JSON, which must answer exactly one value. */
export const MetricTrigger = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  sourceId: z.string().min(1).max(64),
  /** `{{canary}}` and `{{stable}}` stand for the version names; values are escaped. */
  query: z.string().min(1).max(4_000),
  failWhen: z.enum(["above", "below"]),
  limit: z.number(),
  failuresInARow: z.number().int().min(1).max(20).default(3),
});

export const Triggers = z.strictObject({
  errorRate: ErrorRateTrigger.prefault({}),
  latency: LatencyTrigger.prefault({}),
  health: HealthTrigger.prefault({}),
  burnRate: BurnRateTrigger.prefault({}),
  metrics: z.array(MetricTrigger).max(10).default([]),
});
export type Triggers = z.infer<typeof Triggers>;

/** A step may tighten or loosen single fields of the triggers of its plan. */
export const TriggerOverrides = z.strictObject({
  errorRate: z.strictObject(errorRateFields).partial().optional(),
  latency: z.strictObject(latencyFields).partial().optional(),
  health: z.strictObject(healthFields).partial().optional(),
  burnRate: z.strictObject(burnRateFields).partial().optional(),
});
export type TriggerOverrides = z.infer<typeof TriggerOverrides>;

/** A request that the new version must answer as expected before any traffic moves to it. */
export const SmokeCheck = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "Use small letters, digits and dashes, at most 40"),
  /** Asked of each server of the new version, at the origin of its health address. */
  path: z
    .string()
    .max(500)
    .regex(/^\/(?![/\\])[\x21-\x7e]*$/, "Begin with one slash, and write spaces as %20"),
  expectStatus: z.number().int().min(100).max(599).default(200),
  /** Words that the answer must hold; empty takes any answer. */
  bodyContains: z.string().max(200).default(""),
  timeoutMs: z.number().int().min(50).max(5_000).default(2_000),
});
export type SmokeCheck = z.infer<typeof SmokeCheck>;
const smokeChecks = z.array(SmokeCheck).max(10);

export const Step = z.strictObject({
  /** Share of the new version, in percent. 0 is a smoke step: checked without users. */
  trafficPercent: z.number().min(0).max(100),
  /** How long the step must look good, counted from the moment the data plane shows the weight. */
  bakeMs: durationMs(7 * DAY).default(60_000),
  /** A person must approve before the step after this one begins. */
  approval: z.boolean().default(false),
  /** Canary requests of this step that evidence must rest on before the step can pass; 0 lets a quiet step pass on health alone. */
  minRequests: z.number().int().min(0).max(1_000_000).default(50),
  triggers: TriggerOverrides.optional(),
});
export type Step = z.infer<typeof Step>;

export const RolloutPlan = z.strictObject({
  strategy: Strategy,
  steps: z.array(Step).min(1).max(20),
  triggers: Triggers.prefault({}),
  /** All must pass before the first step, whatever the strategy. */
  smokeChecks: smokeChecks.default([]),
  /** After 100 % the old version stays warm and the triggers stay armed for this long. */
  warmMs: durationMs(7 * DAY).default(10 * 60_000),
  /** How long blind evidence is waited out before `onBlind` is done. The weight is frozen meanwhile. */
  blindGraceMs: durationMs(DAY).default(5 * 60_000),
  onBlind: z.enum(["pause", "rollback"]).default("pause"),
  /** What the data plane does by itself when no worker is heard of for `silenceMs`: back to the safe split, or nothing. */
  onSilence: z.enum(["revert", "hold"]).default("revert"),
  silenceMs: z.number().int().min(1_000).max(HOUR).default(10_000),
  /** How long a step may go on without enough requests before it pauses for a person. */
  inconclusiveGraceMs: durationMs(7 * DAY).default(30 * 60_000),
  /** How long a pause may last before the rollout is taken back. */
  pauseDeadlineMs: durationMs(30 * DAY).default(DAY),
  /** How long the data plane may take to show a weight that was set before the rollout is taken back. */
  applyDeadlineMs: durationMs(HOUR).default(30_000),
  /** How long a queued rollout waits before it is cancelled. */
  queueDeadlineMs: durationMs(30 * DAY).default(DAY),
});
export type RolloutPlan = z.infer<typeof RolloutPlan>;

/**
 * What a service or a request changes in a template: whole steps, single trigger fields, single durations. Fields that
 * are not named stay as they are.
 */
export const PlanOverrides = z.strictObject({
  strategy: Strategy.optional(),
  steps: z.array(Step).min(1).max(20).optional(),
  triggers: z
    .strictObject({ ...TriggerOverrides.shape, metrics: z.array(MetricTrigger).max(10).optional() })
    .optional(),
  smokeChecks: smokeChecks.optional(),
  warmMs: durationMs(7 * DAY).optional(),
  blindGraceMs: durationMs(DAY).optional(),
  onBlind: z.enum(["pause", "rollback"]).optional(),
  onSilence: z.enum(["revert", "hold"]).optional(),
  silenceMs: z.number().int().min(1_000).max(HOUR).optional(),
  inconclusiveGraceMs: durationMs(7 * DAY).optional(),
  pauseDeadlineMs: durationMs(30 * DAY).optional(),
  applyDeadlineMs: durationMs(HOUR).optional(),
  queueDeadlineMs: durationMs(30 * DAY).optional(),
});
export type PlanOverrides = z.infer<typeof PlanOverrides>;

/** What happens when the same service and environment has a rollout already. */
export const ConcurrencyPolicy = z.enum(["queue", "supersede", "reject"]);
export type ConcurrencyPolicy = z.infer<typeof ConcurrencyPolicy>;

export const RolloutPhase = z.enum([
  "queued",
  "preparing",
  "shifting",
  "baking",
  "watching",
  "completed",
  "rolling_back",
  "rolled_back",
  "cancelled",
]);
export type RolloutPhase = z.infer<typeof RolloutPhase>;

export const PauseReason = z.enum(["manual", "approval", "inconclusive", "blind", "drift", "freeze", "budget"]);
export type PauseReason = z.infer<typeof PauseReason>;

/** Why a rollout was taken back. */
export const RollbackCause = z.enum([
  "error_rate",
  "latency",
  "health",
  "burn_rate",
  "metric",
  "manual",
  "superseded",
  "preparation_failed",
  "apply_deadline",
  "pause_deadline",
  "blind",
]);
export type RollbackCause = z.infer<typeof RollbackCause>;
