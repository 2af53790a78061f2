import { z } from "zod";
import { wholeNumber } from "@/lib/platform/fields";
import { causeKinds } from "./domain/breach";

/** Who shares breaches: what browsers and machines send and get. Client-safe. */

const at = z.string();
const Named = z.object({ slug: z.string(), name: z.string() });

/** Who has a part in a breach of an objective that stands on others. */
export const BreachShare = z.object({
  cause: z.enum(causeKinds),
  kind: z.enum(["own", "objective", "vendor", "unknown"]),
  /** Slug of the objective that has it. */
  objective: z.string().nullable(),
  name: z.string(),
  service: Named.nullable(),
  team: Named.nullable(),
  /** Of all that was bad, cut; null where no part can be told. */
  sharePercent: z.string().nullable(),
  evidence: z.string(),
});
export type BreachShare = z.infer<typeof BreachShare>;

/** A team, or a service without one, and the breaches in which it had a part. */
export const BreachPartner = z.object({
  team: Named.nullable(),
  service: Named.nullable(),
  breaches: z.number(),
  open: z.number(),
  /** Breaches of objectives that are not its own. */
  ofOthers: z.number(),
  newest: z.array(z.object({ id: z.string(), reference: z.string(), name: z.string(), sharePercent: z.string() })),
});
export type BreachPartner = z.infer<typeof BreachPartner>;
export const BreachPartnerList = z.object({ since: at, items: z.array(BreachPartner) });
export type BreachPartnerList = z.infer<typeof BreachPartnerList>;

export const ListBreachPartnersInput = z.strictObject({
  /** Breaches that were opened in so many days. */
  days: wholeNumber(1, 730).default(180),
});
