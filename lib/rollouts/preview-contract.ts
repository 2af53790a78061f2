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
      /** By what it would have been taken back first; null when by none of its counts. */
      failure: z
        .object({
          check: z.enum(["error_rate", "burn_rate"]),
          source: z.string(),
          at,
          step: z.number(),
          sentence: z.string(),
          /** Requests that the new version had answered by then, and those of them that failed. */
          canaryRequests: z.number(),
          canaryErrors: z.number(),
        })
        .nullable(),
    }),
  ),
});
export type PolicyPreview = z.infer<typeof PolicyPreview>;
