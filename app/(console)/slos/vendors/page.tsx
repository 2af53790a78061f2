import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { VendorList } from "@/components/slos/vendor-list";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { vendorTermsKey } from "@/lib/slos/queries";
import { listVendorTerms } from "@/lib/slos/use-cases/list-vendor-terms";
import { createTerms, editTerms, retireTerms } from "../actions";

export const metadata: Metadata = { title: "Vendors" };

export default async function VendorsPage(): Promise<ReactNode> {
  const actor = await pageActor("slo:read");
  const terms = await prefetch(listVendorTerms, {}, actor);
  return (
    <Prefetched queries={[[vendorTermsKey, terms]]}>
      <VendorList
        canWrite={actor.permissions.has("slo:write")}
        create={createTerms}
        edit={editTerms}
        retire={retireTerms}
      />
    </Prefetched>
  );
}
