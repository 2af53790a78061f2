import { z } from "zod";
import { Slug, wholeNumber } from "@/lib/platform/fields";

/** Shapes of latency by version as browsers and machines see them. Client-safe. */

export const LatencyInput = z.strictObject({
  slug: Slug,
  environment: Slug,
  /** How far back it looks. */
  hours: wholeNumber(1, 24 * 35).default(24),
});

const Estimate = z.object({ valueMs: z.number(), lowMs: z.number(), highMs: z.number(), n: z.number() }).nullable();

export const VersionLatency = z.object({
  version: z.string(),
  /** spans or metrics: where its numbers come from. */
  origin: z.enum(["spans", "metrics"]),
  requests: z.number(),
  errors: z.number(),
  firstAt: z.string(),
  lastAt: z.string(),
  /** Null: fewer requests than the interval needs. */
  p50: Estimate,
  p95: Estimate,
  p99: Estimate,
});
export type VersionLatency = z.infer<typeof VersionLatency>;

const Change = z
  .object({
    ratio: z.number(),
    lowRatio: z.number(),
    highRatio: z.number(),
    verdict: z.enum(["slower", "faster", "no_difference_seen"]),
  })
  .nullable();

export const LatencyView = z.object({
  service: z.string(),
  environment: z.string(),
  from: z.string(),
  to: z.string(),
  /** Newest first, by when each was first seen. */
  versions: z.array(VersionLatency),
  /** From the version before to the newest one; null with fewer than two versions. */
  change: z.object({ from: z.string(), to: z.string(), p50: Change, p95: Change, p99: Change }).nullable(),
  /** How it is computed, in words. */
  rule: z.string(),
});
export type LatencyView = z.infer<typeof LatencyView>;
