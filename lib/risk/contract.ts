import { z } from "zod";
import { Slug, Timestamp } from "@/lib/platform/fields";
import { indicatorNames } from "./domain/indicators";
import { outcomes } from "./domain/what-came";

/** What browsers and machines send and get about the risk of changes. Client-safe. */

const IndicatorName = z.enum(indicatorNames as [(typeof indicatorNames)[number], ...(typeof indicatorNames)[number][]]);

export const AssessChangeInput = z.strictObject({
  service: Slug,
  environment: Slug,
  /** When it would start; now when left out. */
  at: Timestamp.optional(),
});

export const DeploymentRiskInput = z.strictObject({ id: z.string().min(1).max(64) });
export const RiskModelInput = z.strictObject({});
export const TrainModelInput = z.strictObject({});

const maybe = z.number().nullable();
const at = z.string();

export const ContributionView = z.object({ name: IndicatorName, value: maybe, logOdds: z.number() });

export const RiskView = z.object({
  /** Null: not enough data. */
  probability: maybe,
  baseRate: maybe,
  baseLow: maybe,
  baseHigh: maybe,
  level: z.enum(["unknown", "usual", "raised", "high"]),
  /** What is known about the change; null: not known. */
  indicators: z.partialRecord(IndicatorName, maybe),
  contributions: z.array(ContributionView),
  model: z.object({
    /** Null before the first training. */
    version: z.number().nullable(),
    kind: z.enum(["logistic", "base_rate"]),
    reason: z.string().nullable(),
    n: z.number(),
    failed: z.number(),
  }),
  at,
});
export type RiskView = z.infer<typeof RiskView>;

export const DeploymentRisk = z.object({
  deploymentId: z.string(),
  /** What was said when it began; null when it was not scored then. */
  said: z
    .object({ probability: maybe, level: RiskView.shape.level, modelVersion: z.number(), scoredAt: at })
    .nullable(),
  /** What the present model says of it with what was known before it began. */
  risk: RiskView,
});
export type DeploymentRisk = z.infer<typeof DeploymentRisk>;

export const CalibrationView = z.object({
  n: z.number(),
  failed: z.number(),
  brier: z.number(),
  baseBrier: z.number(),
  difference: z.object({ mean: z.number(), low: z.number(), high: z.number() }),
  discrimination: maybe,
  bins: z.array(
    z.object({
      n: z.number(),
      failed: z.number(),
      meanProbability: z.number(),
      observed: z.number(),
      low: z.number(),
      high: z.number(),
    }),
  ),
});
export type CalibrationView = z.infer<typeof CalibrationView>;

/** A group of a reliability curve, by its place in it. `judged`: of the newest model; `lived`: of what was said and came. */
export const CalibrationRowsInput = z.strictObject({
  of: z.enum(["judged", "lived"]),
  group: z.coerce.number().int().min(1).max(8),
});

export const CalibrationRows = z.object({
  of: z.enum(["judged", "lived"]),
  group: z.number(),
  /** How many groups there are. */
  groups: z.number(),
  n: z.number(),
  failed: z.number(),
  meanProbability: maybe,
  observed: maybe,
  /** The newest of them. */
  items: z.array(
    z.object({
      deploymentId: z.string(),
      /** Null when the deployment is not kept any more. */
      place: z.object({ service: z.string(), environment: z.string(), version: z.string(), startedAt: at }).nullable(),
      probability: z.number(),
      hasFailed: z.boolean(),
    }),
  ),
});
export type CalibrationRows = z.infer<typeof CalibrationRows>;

export const RiskModelView = z.object({
  version: z.number(),
  trainedAt: at,
  trainedBy: z.string(),
  window: z.object({ from: at, to: at }),
  kind: z.enum(["logistic", "base_rate"]),
  reason: z.string().nullable(),
  n: z.number(),
  failed: z.number(),
  penalty: maybe,
  indicators: z.array(
    z.object({ name: IndicatorName, mean: z.number(), spread: z.number(), weight: z.number(), knownShare: z.number() }),
  ),
  calibration: CalibrationView.nullable(),
});
export type RiskModelView = z.infer<typeof RiskModelView>;

export const RiskOverview = z.object({
  model: RiskModelView.nullable(),
  versions: z.array(
    z.object({ version: z.number(), trainedAt: at, kind: z.string(), n: z.number(), failed: z.number() }),
  ),
  /** Scores that were given before the outcome, compared with it; null while there are too few. */
  lived: CalibrationView.nullable(),
  /** Newest scores of deployments. */
  recent: z.array(
    z.object({
      deploymentId: z.string(),
      service: z.string(),
      environment: z.string(),
      version: z.string(),
      startedAt: at,
      probability: maybe,
      level: RiskView.shape.level,
      modelVersion: z.number(),
      /** What came of it: `open` within its first week, while nobody told of a failure. */
      outcome: z.enum(outcomes),
    }),
  ),
});
export type RiskOverview = z.infer<typeof RiskOverview>;
