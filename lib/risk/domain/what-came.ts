import { type Instant, plusMs } from "@/lib/kernel/instant";

/** What came of a deployment that was scored. `open`: too young to say that nothing will. `unknown`: it is not on record. */
export const outcomes = ["failed", "fine", "open", "unknown"] as const;
export type WhatCame = (typeof outcomes)[number];

/** A deployment whose failure nobody has told of after so many days has not failed. */
export const matureDays = 7;
const dayMs = 86_400_000;

/**
 * Whether what was said came true. `failedAt`: when it became known that the deployment failed, null when it did not, undefined when it is
 * not on record.
 */
export function whatCame(startedAt: Instant, failedAt: Instant | null | undefined, now: Instant): WhatCame {
  if (failedAt === undefined) return "unknown";
  if (failedAt !== null) return "failed";
  return plusMs(startedAt, matureDays * dayMs) <= now ? "fine" : "open";
}
