import { alreadyTaken, invalidField } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { CreateVendorTermsInput, type VendorTermsView } from "../dependency-contract";
import { findVendorTerms } from "../vendor-terms-read-model";
import { insertVendorTerms, type VendorTermsFields } from "../vendor-terms-store";

/** Keep what a vendor promises, so that objectives can stand on it. */
export const createVendorTerms = defineUseCase({
  name: "vendor-terms.create",
  permission: "slo:write",
  input: CreateVendorTermsInput,
  subject: (input) => ({ kind: "vendor_terms", id: input.slug ?? null, ...(input.name ? { name: input.name } : {}) }),
  async handle({ input, actor, now, tx, ids, record, hint }): Promise<VendorTermsView> {
    const { slug, ...named } = input;
    const fields = vendorFields(named);
    if (await findVendorTerms(tx, slug, now))
      throw alreadyTaken("slug", `There are terms “${slug}” already.`, "Choose another slug, or edit those.");
    await insertVendorTerms(tx, { id: ids.next("vnd"), slug, createdBy: actor.name, ...fields });
    const created = await findVendorTerms(tx, slug, now);
    if (!created) throw new Error("terms that were just inserted are not there");
    await record({ subject: { kind: "vendor_terms", id: slug, name: input.name }, after: created });
    await hint({ topic: "objective", id: "all", revision: 0 });
    return created;
  },
});

type Named = Omit<VendorTermsFields, "validFrom" | "validUntil"> & {
  readonly validFrom: string;
  readonly validUntil: string | null;
};

/** The fields to store. Throws `invalid_input` when they end before they begin. */
export function vendorFields({ validFrom, validUntil, ...rest }: Named): VendorTermsFields {
  const from = new Date(validFrom);
  const until = validUntil === null ? null : new Date(validUntil);
  if (until !== null && until <= from)
    throw invalidField("validUntil", "The terms end before they begin.", "Give a later end, or none.");
  return { ...rest, validFrom: from, validUntil: until };
}
