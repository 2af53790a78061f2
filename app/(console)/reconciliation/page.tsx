import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { ReconciliationView } from "@/components/reconciliation/reconciliation-view";
import { differenceFilterNames, differenceQuery, reconciliationKeys } from "@/lib/cmdb/queries";
import { getReconciliation, listDifferences } from "@/lib/cmdb/use-cases/read-reconciliation";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";
import { accept, bring, compare, read, reopen } from "./actions";

export const metadata: Metadata = { title: "Reconciliation" };

interface ReconciliationPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function ReconciliationPage({ searchParams }: ReconciliationPageProps): Promise<ReactNode> {
  const actor = await pageActor("catalog:read");
  const filter = pickFilter(differenceFilterNames, await searchParams);
  const [status, differences] = await Promise.all([
    prefetch(getReconciliation, {}, actor),
    prefetch(listDifferences, differenceQuery(filter), actor),
  ]);
  return (
    <Prefetched
      queries={[
        [reconciliationKeys.status, status],
        [reconciliationKeys.list(filter), differences],
      ]}
    >
      <ReconciliationView
        held={[...actor.permissions]}
        accept={accept}
        reopen={reopen}
        compare={compare}
        bring={bring}
        read={read}
      />
    </Prefetched>
  );
}
