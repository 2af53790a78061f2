import { z } from "zod";
import { Slug } from "@/lib/platform/fields";

/** What an objective can be about. Client-safe. */

const Query = z.string().trim().min(1, "Give a query.").max(2_000, "Use at most 2000 characters.");
const MetricName = z.string().trim().min(1, "Name the metric.").max(255, "Use at most 255 characters.");

/** Data points whose attribute has one of these values; or, turned round, has none of them. */
export const AttributeMatch = z.strictObject({
  attribute: z.string().trim().min(1, "Name the attribute.").max(255),
  values: z.array(z.string().max(255)).min(1, "Name at least one value.").max(20, "Name at most 20 values."),
  isNot: z.boolean().default(false),
});
export type AttributeMatch = z.infer<typeof AttributeMatch>;

/** A minute is closed this long after its end: until then its counts may still be on their way. Hours are summed up for good at five minutes. */
const delayMs = z.int("Give whole milliseconds.").min(0).max(180_000, "Wait at most three minutes.");

const matches = z.array(AttributeMatch).max(10, "Give at most ten conditions.");

/** What counts good and all events each minute when it is not the target. */
export const Meter = z.discriminatedUnion("kind", [
  /** Two queries of one's own at a metric source. Prometheus and JSON: counters that grow. Datadog: counts for each minute. */
  z.strictObject({ kind: z.literal("query"), source: Slug, good: Query, total: Query, delayMs: delayMs.default(0) }),
  /** A sum (or the counts of a histogram) that the service sends over OTLP. All conditions of a list must hold. */
  z.strictObject({
    kind: z.literal("otlp_sum"),
    metric: MetricName,
    total: matches.default([]),
    good: matches.min(1, "Say what is good."),
  }),
  /** A latency histogram that the service sends over OTLP: observations within the threshold, over all. */
  z.strictObject({
    kind: z.literal("otlp_latency"),
    metric: MetricName,
    total: matches.default([]),
    thresholdMs: z.number("Give the threshold in milliseconds.").positive("Give more than 0 ms.").max(600_000),
  }),
  /** Counts that a system pushes, whole or sampled. */
  z.strictObject({ kind: z.literal("pushed"), stream: Slug, delayMs: delayMs.default(120_000) }),
]);
export type Meter = z.infer<typeof Meter>;

/** Good events over all events, as a meter counts them. */
export const RatioSli = z.strictObject({ kind: z.literal("ratio"), meter: Meter });
export type RatioSli = z.infer<typeof RatioSli>;

/** What the target of a place counts, or a synthetic check of it. */
export const RequestSli = z.discriminatedUnion("kind", [
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
export type RequestSli = z.infer<typeof RequestSli>;

export const Sli = z.discriminatedUnion("kind", [RequestSli, RatioSli]);
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
  /** Failed deployments whose failure was seen within this time of taking effect, over failed deployments. */
  z.strictObject({ kind: z.literal("delivery"), measure: z.literal("time_to_detect"), withinMs: Within }),
  /** Rollbacks that brought the version before back, and it held; over rollbacks. */
  z.strictObject({ kind: z.literal("delivery"), measure: z.literal("rollback_success") }),
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
