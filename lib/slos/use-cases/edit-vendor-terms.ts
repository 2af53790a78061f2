import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditVendorTermsInput, type VendorTermsView } from "../dependency-contract";
import { findVendorTerms } from "../vendor-terms-read-model";
import { lockVendorTerms, saveVendorTerms } from "../vendor-terms-store";
import { vendorFields } from "./create-vendor-terms";

/** Change a vendor's terms. What objectives can promise by them is computed anew at the next look. */
export const editVendorTerms = defineUseCase({
  name: "vendor-terms.edit",
  permission: "slo:write",
  input: EditVendorTermsInput,
  subject: (input) => ({ kind: "vendor_terms", id: input.slug ?? null }),
  async handle({ input, now, tx, record, hint }): Promise<VendorTermsView> {
    const { slug, revision, ...named } = input;
    const before = await lockedVendorTerms(tx, slug, now);
    requireRevision(before, revision);
    await saveVendorTerms(tx, slug, vendorFields(named));
    const after = await lockedVendorTerms(tx, slug, now);
    await record({ subject: { kind: "vendor_terms", id: slug, name: after.name }, before, after });
    await hint({ topic: "objective", id: "all", revision: 0 });
    return after;
  },
});

/** Terms that were not ended, held until the transaction ends. Throws `not_found`. */
export async function lockedVendorTerms(tx: Tx, slug: string, now: Instant): Promise<VendorTermsView> {
  const locked = await lockVendorTerms(prismaExecutor(tx), slug);
  const terms = locked ? await findVendorTerms(tx, slug, now) : null;
  if (!terms || terms.state === "retired") throw notFound("terms", slug);
  return terms;
}
