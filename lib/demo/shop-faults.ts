import { z } from "zod";

/** What can be wrong with a version of the shop; every field can be switched while it runs. */
export const ShopFaults = z.strictObject({
  /** Part of the requests answered with 500, 0 to 1. */
  errorRatio: z.number().min(0).max(1).default(0),
  /** Added to every answer. */
  extraLatencyMs: z.number().min(0).max(60_000).default(0),
  /** Median of the log-normal time that an answer takes anyway; 0 for none. */
  baseLatencyMedianMs: z.number().min(0).max(60_000).default(0),
  /** Spread of that time: the standard deviation of its logarithm. At 0.5 the p95 is 2.3 medians. */
  baseLatencySigma: z.number().min(0).max(3).default(0.5),
  /** `/healthz` answers 503 while false. */
  healthy: z.boolean().default(true),
});
export type ShopFaults = z.infer<typeof ShopFaults>;

export const ShopFaultsPatch = z.strictObject({
  errorRatio: ShopFaults.shape.errorRatio.unwrap().optional(),
  extraLatencyMs: ShopFaults.shape.extraLatencyMs.unwrap().optional(),
  baseLatencyMedianMs: ShopFaults.shape.baseLatencyMedianMs.unwrap().optional(),
  baseLatencySigma: ShopFaults.shape.baseLatencySigma.unwrap().optional(),
  healthy: ShopFaults.shape.healthy.unwrap().optional(),
});
export type ShopFaultsPatch = z.infer<typeof ShopFaultsPatch>;

/** One log-normal latency in milliseconds, drawn by the Box-Muller transform from `random` (0 to 1). */
export function drawBaseLatencyMs(
  { baseLatencyMedianMs, baseLatencySigma }: Pick<ShopFaults, "baseLatencyMedianMs" | "baseLatencySigma">,
  random: () => number,
): number {
  if (baseLatencyMedianMs === 0) return 0;
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return baseLatencyMedianMs * Math.exp(baseLatencySigma * normal);
}
