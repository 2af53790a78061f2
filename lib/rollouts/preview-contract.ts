import { z } from "zod";
import { Slug } from "@/lib/platform/fields";
import { PlanOverrides } from "./contract";

/** What a policy would have done to past rollouts. Client-safe. */

export const PreviewPolicyInput = z.strictObject({
  /** The service. */
  slug: Slug,
  template: Slug,
  overrides: PlanOverrides.default({}),
});

const at = z.string();
const Check = z.enum(["error_rate", "latency", "burn_rate", "health", "metric"]);

export const PolicyPreview = z.object({
  /** The answer in a sentence. */
  sentence: z.string(),
  /** Newest first. */
  rollouts: z.array(
    z.object({
      id: z.string(),
      number: z.number(),
      environment: z.string(),
      version: z.string(),
      startedAt: at,
      phase: z.string(),
      rollbackCause: z.string().nullable(),
      outcome: z.enum(["same", "caught", "spared", "not_counted"]),
      /** Checks of this plan that were judged again, and those of which nothing was kept. */
      judged: z.array(Check),
      notKept: z.array(Check),
      /** By what it would have been taken back first; null when by nothing that was kept. */
      failure: z
        .object({
          check: Check,
          source: z.string(),
          at,
          step: z.number(),
          sentence: z.string(),
          /** Requests that the new version had answered by then, and those of them that failed; null for checks that count none. */
          canaryRequests: z.number().nullable(),
          canaryErrors: z.number().nullable(),
        })
        .nullable(),
    }),
  ),
});
export type PolicyPreview = z.infer<typeof PolicyPreview>;
