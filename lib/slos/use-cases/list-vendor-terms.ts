import { defineQuery } from "@/lib/platform/use-case";
import { ListVendorTermsInput, type VendorTermsList } from "../dependency-contract";
import { listVendorTermsViews } from "../vendor-terms-read-model";

/** Terms of vendors that were not ended, with the objectives that stand on them. */
export const listVendorTerms = defineQuery({
  name: "vendor-terms.list",
  permission: "slo:read",
  input: ListVendorTermsInput,
  async handle({ db, now }): Promise<VendorTermsList> {
    return { items: await listVendorTermsViews(db, now) };
  },
});
