import { z } from "zod";
import { Slug } from "@/lib/platform/fields";

/** What an objective can be about. Client-safe. */

export const Sli = z.discriminatedUnion("kind", [
  /** Requests that did not fail, over all requests. With a `check`: its runs that passed, over its runs. */
  z.strictObject({ kind: z.literal("availability"), check: Slug.optional() }),
  /** Requests answered within the threshold, over all requests. It must be a bound of the source's latency buckets. */
  z.strictObject({
    kind: z.literal("latency"),
    thresholdMs: z
      .number("Give the threshold in milliseconds.")
      .positive("Give more than 0 ms.")
      .max(600_000, "Give at most ten minutes."),
    check: Slug.optional(),
  }),
]);
export type Sli = z.infer<typeof Sli>;

/** Another objective as a part of a composite one; its weight matters where parts are weighted. */
export const CompositePart = z.strictObject({
  objective: Slug,
  weight: z.int("Give a whole weight.").min(1, "Give at least 1.").max(1_000, "Give at most 1000.").default(1),
});
export type CompositePart = z.infer<typeof CompositePart>;

/** Made of other objectives: good when all of them are, when any of them is, or by the weighted mean. */
export const CompositeSli = z.strictObject({
  kind: z.literal("composite"),
  combine: z.enum(["all", "any", "weighted"]),
  parts: z.array(CompositePart).min(2, "Name at least two parts.").max(20, "Name at most 20 parts."),
});
export type CompositeSli = z.infer<typeof CompositeSli>;

const maxLengthMs = 90 * 86_400_000;
const Within = z
  .int("Give whole milliseconds.")
  .min(1, "Give more than 0 ms.")
  .max(maxLengthMs, "Give at most 90 days.");
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "Write a day as 2026-06-19.");

/** Delivery itself, counted from the product's own records by the rules of the delivery figures. */
export const DeliverySli = z.discriminatedUnion("measure", [
  /** Business days with at least one deployment, over business days. */
  z.strictObject({
    kind: z.literal("delivery"),
    measure: z.literal("deployment_frequency"),
    timeZone: z.string().max(64),
    holidays: z.array(Day).max(200, "Name at most 200 holidays.").default([]),
  }),
  /** Changes that reached users within this time of their first commit, over changes. */
  z.strictObject({ kind: z.literal("delivery"), measure: z.literal("lead_time"), withinMs: Within }),
  /** Deployments that did not fail, over deployments that took effect. */
  z.strictObject({ kind: z.literal("delivery"), measure: z.literal("change_failure_rate") }),
  /** Failed deployments restored within this time of their detection, over failed deployments. */
  z.strictObject({ kind: z.literal("delivery"), measure: z.literal("restore_time"), withinMs: Within }),
  /** Rollbacks whose traffic was back within this time of the decision, over rollbacks. */
  z.strictObject({ kind: z.literal("delivery"), measure: z.literal("rollback_time"), withinMs: Within }),
  /** The same from the first bad sample on, over rollbacks that a sample caused. */
  z.strictObject({ kind: z.literal("delivery"), measure: z.literal("bad_sample_to_back"), withinMs: Within }),
]);
export type DeliverySli = z.infer<typeof DeliverySli>;
export type DeliveryMeasure = DeliverySli["measure"];

/** What an objective is about: what is counted at a target each minute, other objectives, or delivery itself. */
export const ObjectiveSli = z.discriminatedUnion("kind", [Sli, CompositeSli, DeliverySli]);
export type ObjectiveSli = z.infer<typeof ObjectiveSli>;
