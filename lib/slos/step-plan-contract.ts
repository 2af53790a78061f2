import { z } from "zod";
import { Slug, title } from "@/lib/platform/fields";
import { TargetPercent } from "./target-percent-contract";

/** By which steps the target of an objective moves. Client-safe. */

const Day = z.iso.date("Write a day as 2026-12-01.");

/** What must be true before a step is taken. Judged from data, never by hand. */
export const StepCriteria = z.strictObject({
  /** So many ended periods in a row were met under the target before. */
  periodsMet: z.int("Give a whole number.").min(1, "Ask for at least one period.").max(12, "Ask for at most twelve."),
  /** And their worst case reached the target of this step already. */
  atNextTarget: z.boolean().default(true),
  /** No page fired for so many days; 0: not asked. */
  quietDays: z.int("Give whole days.").min(0, "Give 0 or more.").max(90, "Give at most 90 days.").default(14),
  /** Product, operations and security have signed what the objective says before this step. */
  isSigned: z.boolean().default(false),
});
export type StepCriteria = z.infer<typeof StepCriteria>;

export const TargetStep = z.strictObject({
  targetPercent: TargetPercent,
  /** Not before this day, in UTC. */
  from: Day,
  /** What the service or its team can do by then that it cannot do now. */
  capability: title(200),
  criteria: StepCriteria,
});
export type TargetStep = z.infer<typeof TargetStep>;

export const StepPlanContent = z.strictObject({
  /** The target that the plan begins with. */
  baselinePercent: TargetPercent,
  steps: z.array(TargetStep).min(1, "Plan at least one step.").max(12, "Plan at most twelve steps."),
});
export type StepPlanContent = z.infer<typeof StepPlanContent>;

export const SetStepPlanInput = z.strictObject({
  slug: Slug,
  /** Of the plan that was looked at; 0 when there is none. */
  version: z.int().min(0),
  /** The last one is the goal. Empty: the plan ends. */
  steps: z.array(TargetStep).max(12, "Plan at most twelve steps."),
  reason: title(1_000),
});

export const TakeStepInput = z.strictObject({ slug: Slug, revision: z.int().min(1), reason: title(1_000) });

const at = z.string();
export const CriterionView = z.object({
  kind: z.enum(["date", "periods", "next_target", "quiet", "signed"]),
  state: z.enum(["met", "not_met", "unknown"]),
  sentence: z.string(),
});
export type CriterionView = z.infer<typeof CriterionView>;

export const StepPlanView = z.object({
  version: z.number(),
  baselinePercent: z.string(),
  goalPercent: z.string(),
  steps: z.array(TargetStep.extend({ state: z.enum(["taken", "next", "later"]) })),
  /** What the next step waits for; null when the goal is reached. */
  next: z.object({ targetPercent: z.string(), isProposed: z.boolean(), criteria: z.array(CriterionView) }).nullable(),
  savedBy: z.string(),
  savedAt: at,
  reason: z.string(),
  /** All versions there ever were, newest first; one without steps ended the plan. */
  versions: z.array(
    z.object({ version: z.number(), savedBy: z.string(), savedAt: at, reason: z.string(), steps: z.number() }),
  ),
});
export type StepPlanView = z.infer<typeof StepPlanView>;
