import { z } from "zod";
import { FigureView, MeasureName } from "@/lib/insights/contract";
import { Slug, title, wholeNumber } from "@/lib/platform/fields";
import { targetStates } from "./domain/target-judgement";

/** What browsers and machines send and get about comparisons, baselines, forecasts and patterns. Client-safe. */

const Place = {
  service: Slug.optional(),
  team: Slug.optional(),
  /** An environment, or `all`; what counts as production when left out. */
  environment: Slug.optional(),
};

/** A number that may come from an address as text. */
function quantity(min: number, max: number): z.ZodType<number> {
  const message = `Give a number from ${min} to ${max}.`;
  return z.preprocess(
    (value) => (typeof value === "string" && /^\d{1,6}(\.\d{1,6})?$/.test(value) ? Number(value) : value),
    z.number(message).min(min, message).max(max, message),
  );
}

export const comparisonPeriods = ["30d", "90d", "6m"] as const;
export const ComparisonInput = z.strictObject({ ...Place, period: z.enum(comparisonPeriods).default("90d") });

export const BaselinesInput = z.strictObject({
  service: Slug.optional(),
  team: Slug.optional(),
  period: z.enum(["6m", "12m"]).default("6m"),
});

export const SetTargetInput = z.strictObject({
  measure: MeasureName,
  service: Slug.optional(),
  team: Slug.optional(),
  /** Which of the proposed steps, from 1. */
  step: wholeNumber(1, 3),
  period: z.enum(["6m", "12m"]).default("6m"),
  reason: title(500),
});

const assumed = {
  hoursPerDeployment: quantity(0, 100),
  hoursPerFailure: quantity(0, 1_000),
  hoursPerPerson: quantity(1, 60),
  people: quantity(0, 1_000),
};

export const AssumptionFields = z.object(assumed);

/** What work costs is an assumption that people make. What is left out is as it was kept, and as is usual where nothing was. */
export const ForecastInput = z.strictObject({
  ...Place,
  hoursPerDeployment: assumed.hoursPerDeployment.optional(),
  hoursPerFailure: assumed.hoursPerFailure.optional(),
  hoursPerPerson: assumed.hoursPerPerson.optional(),
  people: assumed.people.optional(),
});

export const KeepAssumptionsInput = z.strictObject({
  service: Slug.optional(),
  team: Slug.optional(),
  ...assumed,
  reason: title(500),
});
export type ForecastInput = z.infer<typeof ForecastInput>;

export const PatternsInput = z.strictObject({
  service: Slug.optional(),
  /** `none`: services without a team. */
  team: Slug.optional(),
  tier: wholeNumber(0, 3).optional(),
  period: z.enum(["30d", "90d", "6m", "12m"]).default("90d"),
});

const maybe = z.number().nullable();
const at = z.string();

const ChangeView = z.object({
  measure: MeasureName,
  before: FigureView,
  after: FigureView,
  change: maybe,
  low: maybe,
  high: maybe,
  verdict: z.enum(["better", "worse", "unclear", "unknown"]),
});
export type ChangeView = z.infer<typeof ChangeView>;

export const ComparisonAnswer = z.object({
  rulesVersion: z.number(),
  zone: z.string(),
  before: z.object({ from: at, to: at }),
  after: z.object({ from: at, to: at }),
  changes: z.array(ChangeView),
});
export type ComparisonAnswer = z.infer<typeof ComparisonAnswer>;

/** How a target stood by the whole days up to `day`. */
export const JudgementView = z.object({
  /** `unclear`: worse than the target, but the interval reaches it. `unknown`: not enough data. */
  state: z.enum(targetStates),
  fromDay: z.string(),
  day: z.string(),
  value: maybe,
  low: maybe,
  high: maybe,
  n: z.number(),
});
export type JudgementView = z.infer<typeof JudgementView>;

export const TargetView = z.object({
  id: z.string(),
  measure: MeasureName,
  scope: z.string(),
  value: z.number(),
  reason: z.string(),
  setBy: z.string(),
  setAt: at,
  /** The newest judgement; null until seven whole days have passed since it was set. */
  judgement: JudgementView.nullable(),
});
export type TargetView = z.infer<typeof TargetView>;

export const BaselinesAnswer = z.object({
  rulesVersion: z.number(),
  zone: z.string(),
  window: z.object({ from: at, to: at }),
  scope: z.string(),
  baselines: z.array(
    z.object({
      measure: MeasureName,
      figure: FigureView,
      best: maybe,
      knownMonths: z.number(),
      steps: z.array(z.object({ value: z.number(), changeShare: z.number(), why: z.string() })),
      reason: z.string().nullable(),
      /** The target in force; null when none was set. */
      target: TargetView.nullable(),
    }),
  ),
});
export type BaselinesAnswer = z.infer<typeof BaselinesAnswer>;

const Reach = z.object({ expected: z.number(), low: z.number(), high: z.number() });

/** Assumptions that somebody kept for a place (`all`, `service:checkout` or `team:payments`). */
export const KeptAssumptions = z.object({
  scope: z.string(),
  content: AssumptionFields,
  reason: z.string(),
  keptBy: z.string(),
  keptAt: at,
});
export type KeptAssumptions = z.infer<typeof KeptAssumptions>;

export const ForecastAnswer = z.object({
  zone: z.string(),
  rulesVersion: z.number(),
  /** Share of futures that the intervals are made to hold. */
  wanted: z.number(),
  /** Why there is no forecast; null when there is one. */
  reason: z.string().nullable(),
  /** First and last day of the weeks on record that it was made from; null without any. */
  historyDays: z.object({ from: z.string(), to: z.string() }).nullable(),
  history: z.array(z.object({ start: at, deployments: z.number(), failures: z.number() })),
  weeks: z.array(z.object({ start: at, deployments: Reach, failures: Reach, hours: Reach, people: Reach })),
  /** How often one-week intervals held in the past, and of how many. */
  held: z.object({ deployments: maybe, failures: maybe, judged: z.number() }),
  need: z.object({ people: z.number(), missing: z.number(), failuresToFit: maybe }).nullable(),
  assumed: z.object({
    hoursPerDeployment: z.number(),
    hoursPerFailure: z.number(),
    hoursPerPerson: z.number(),
    people: z.number(),
  }),
  /** What was kept for this place or, where nothing was, for everything; null when the usual is assumed. */
  kept: KeptAssumptions.nullable(),
});
export type ForecastAnswer = z.infer<typeof ForecastAnswer>;

export const PatternView = z.object({
  environment: z.string(),
  by: z.enum(["all", "service", "stage", "time"]),
  value: z.string(),
  failed: z.number(),
  attempts: z.number(),
  elsewhereFailed: z.number(),
  elsewhereAttempts: z.number(),
  pValue: z.number(),
  adjusted: z.number(),
  /** The newest of what failed there, at most five. */
  newest: z.array(z.object({ kind: z.enum(["deployment", "run"]), id: z.string(), name: z.string(), at })),
});
export type PatternView = z.infer<typeof PatternView>;

export const PatternsAnswer = z.object({
  rulesVersion: z.number(),
  zone: z.string(),
  window: z.object({ from: at, to: at }),
  attempts: z.number(),
  compared: z.number(),
  /** Attempts that were left out because there were too many to read; 0 usually. */
  leftOut: z.number(),
  patterns: z.array(PatternView),
});
export type PatternsAnswer = z.infer<typeof PatternsAnswer>;
