import { requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { RetireVendorTermsInput, type VendorTermsView } from "../dependency-contract";
import { findVendorTerms } from "../vendor-terms-read-model";
import { saveVendorTerms } from "../vendor-terms-store";
import { lockedVendorTerms } from "./edit-vendor-terms";

/** End a vendor's terms: objectives that stand on them stand on nothing that is promised. */
export const retireVendorTerms = defineUseCase({
  name: "vendor-terms.retire",
  permission: "slo:write",
  input: RetireVendorTermsInput,
  subject: (input) => ({ kind: "vendor_terms", id: input.slug ?? null }),
  async handle({ input, now, tx, record, hint }): Promise<VendorTermsView> {
    const { slug, revision, reason } = input;
    const before = await lockedVendorTerms(tx, slug, now);
    requireRevision(before, revision);
    await saveVendorTerms(tx, slug, { retiredAt: new Date(now) });
    await record({ subject: { kind: "vendor_terms", id: slug, name: before.name }, before, reason });
    await hint({ topic: "objective", id: "all", revision: 0 });
    const after = await findVendorTerms(tx, slug, now);
    if (!after) throw new Error("terms that were just ended are not there");
    return after;
  },
});
