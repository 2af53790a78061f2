import type { Metadata } from "next";
import type { ReactNode } from "react";
import { EmergencyLog } from "@/components/emergencies/emergency-log";
import { Prefetched } from "@/components/live/prefetched";
import { emergencyFilterNames, emergencyKeys } from "@/lib/emergencies/queries";
import { listEmergencies } from "@/lib/emergencies/use-cases/read-emergencies";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";
import { decide, review } from "./actions";

export const metadata: Metadata = { title: "Emergency releases" };

interface EmergenciesPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function EmergenciesPage({ searchParams }: EmergenciesPageProps): Promise<ReactNode> {
  const actor = await pageActor("waiver:read");
  const filter = pickFilter(emergencyFilterNames, await searchParams);
  const emergencies = await prefetch(listEmergencies, filter, actor);
  return (
    <Prefetched queries={[[emergencyKeys.list(filter), emergencies]]}>
      <EmergencyLog review={review} decide={decide} />
    </Prefetched>
  );
}
