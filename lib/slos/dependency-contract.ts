import { z } from "zod";
import { Revision, Slug, Timestamp, title } from "@/lib/platform/fields";
import { TargetPercent } from "./target-percent-contract";

/** What objectives stand on, and what vendors promise. Client-safe. */

const Group = z
  .string()
  .trim()
  .min(1, "Give the group a name, or leave it out.")
  .max(40, "Use at most 40 characters.")
  .optional()
  .describe("Dependencies of the same group stand in for each other.");

/** Something without which a promise cannot be kept, unless another of its group stands in for it. */
export const ObjectiveDependency = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("objective"), objective: Slug, group: Group }),
  z.strictObject({ kind: z.literal("vendor"), terms: Slug, group: Group }),
]);
export type ObjectiveDependency = z.infer<typeof ObjectiveDependency>;

const fields = {
  vendor: title(80),
  name: title(80),
  promisedPercent: TargetPercent,
  validFrom: Timestamp,
  /** Null: until somebody ends them. */
  validUntil: Timestamp.nullable().default(null),
  fallback: title(1_000),
  reference: z.url("Give an address that begins with https://.").max(500).nullable().default(null),
};

export const CreateVendorTermsInput = z.strictObject({ slug: Slug, ...fields });
export const EditVendorTermsInput = z.strictObject({ slug: Slug, revision: Revision, ...fields });
export const RetireVendorTermsInput = z.strictObject({ slug: Slug, revision: Revision, reason: title(1_000) });
export const ListVendorTermsInput = z.strictObject({});

const at = z.string();

export const VendorTermsView = z.object({
  slug: z.string(),
  vendor: z.string(),
  name: z.string(),
  promisedPercent: z.string(),
  validFrom: at,
  validUntil: at.nullable(),
  fallback: z.string(),
  reference: z.string().nullable(),
  /** Whether they hold now. */
  state: z.enum(["in_force", "not_yet", "over", "retired"]),
  /** Slugs of objectives in force that stand on them. */
  objectives: z.array(z.string()),
  createdBy: z.string(),
  revision: z.number(),
});
export type VendorTermsView = z.infer<typeof VendorTermsView>;
export const VendorTermsList = z.object({ items: z.array(VendorTermsView) });
export type VendorTermsList = z.infer<typeof VendorTermsList>;

/** Whether what is promised can be kept by what it stands on, with the arithmetic. Shares in percent, cut. */
export const PromiseView = z.object({
  verdict: z.enum(["holds", "holds_if_independent", "doubtful", "cannot", "unknown"]),
  worstPercent: z.string(),
  /** Null while something promises nothing. */
  independentPercent: z.string().nullable(),
  bestPercent: z.string(),
  steps: z.array(z.string()),
  dependencies: z.array(
    z.object({
      kind: z.enum(["objective", "vendor"]),
      slug: z.string(),
      name: z.string(),
      /** Who answers for it: the service and its environment, or the vendor. */
      owner: z.string(),
      group: z.string().nullable(),
      promisedPercent: z.string().nullable(),
      /** Why it promises nothing now; null when it does. */
      gap: z.string().nullable(),
      validUntil: at.nullable(),
      /** What is done when the vendor does not keep it. */
      fallback: z.string().nullable(),
    }),
  ),
});
export type PromiseView = z.infer<typeof PromiseView>;
