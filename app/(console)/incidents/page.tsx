import type { Metadata } from "next";
import type { ReactNode } from "react";
import { IncidentList } from "@/components/incidents/incident-list";
import { Prefetched } from "@/components/live/prefetched";
import { incidentFilterNames, incidentKeys, incidentQuery } from "@/lib/incidents/queries";
import { listIncidents } from "@/lib/incidents/use-cases/read-incidents";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";

export const metadata: Metadata = { title: "Incidents" };

interface IncidentsPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function IncidentsPage({ searchParams }: IncidentsPageProps): Promise<ReactNode> {
  const actor = await pageActor("incident:read");
  const filter = pickFilter(incidentFilterNames, await searchParams);
  const incidents = await prefetch(listIncidents, incidentQuery(filter, Date.now()), actor);
  return (
    <Prefetched queries={[[incidentKeys.list(filter), incidents]]}>
      <IncidentList />
    </Prefetched>
  );
}
