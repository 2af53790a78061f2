import { z } from "zod";
import { ObjectiveView } from "./contract";

/** Where all objectives stand, for those who look at all of them at once. Client-safe. */

const VerdictCounts = z.object({
  total: z.number(),
  met: z.number(),
  missed: z.number(),
  undetermined: z.number(),
  noData: z.number(),
});

export const ListStandingInput = z.strictObject({});

export const ObjectiveStanding = VerdictCounts.extend({
  /** Objectives whose budget is spent, whatever is unknown. */
  exhausted: z.number(),
  tiers: z.array(VerdictCounts.extend({ tier: z.number() })),
  /** Those that need somebody most, by band and what is left of the budget. */
  neediest: z.array(ObjectiveView),
  /** Those that spend their budget fastest. */
  fastest: z.array(ObjectiveView),
});
export type ObjectiveStanding = z.infer<typeof ObjectiveStanding>;
