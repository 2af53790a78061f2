import type { Metadata } from "next";
import type { ReactNode } from "react";
import { AuditList } from "@/components/audit/audit-list";
import { Prefetched } from "@/components/live/prefetched";
import { auditFilterNames, auditKeys, auditQuery } from "@/lib/audit/queries";
import { listAuditEvents } from "@/lib/audit/use-cases/list-audit-events";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";

export const metadata: Metadata = { title: "Audit" };

interface AuditPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function AuditPage({ searchParams }: AuditPageProps): Promise<ReactNode> {
  const actor = await pageActor("audit:read");
  const filter = pickFilter(auditFilterNames, await searchParams);
  const events = await prefetch(listAuditEvents, auditQuery(filter, Date.now()), actor);
  return (
    <Prefetched queries={[[auditKeys.list(filter), events]]}>
      <AuditList />
    </Prefetched>
  );
}
