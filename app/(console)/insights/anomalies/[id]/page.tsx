import type { Metadata } from "next";
import type { ReactNode } from "react";
import { FindingScreen } from "@/components/anomalies/finding-screen";
import { Prefetched } from "@/components/live/prefetched";
import { anomalyKeys } from "@/lib/anomalies/queries";
import { getFinding } from "@/lib/anomalies/use-cases/read-findings";
import { pageActor, pageQuery } from "@/lib/platform/http/page";
import { acknowledge } from "../actions";

export const metadata: Metadata = { title: "Anomaly" };

interface AnomalyPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function AnomalyPage({ params }: AnomalyPageProps): Promise<ReactNode> {
  const actor = await pageActor("insights:read");
  const { id } = await params;
  const detail = await pageQuery(getFinding, { id }, actor);
  return (
    <Prefetched queries={[[anomalyKeys.detail(id), detail]]}>
      <FindingScreen id={id} canAcknowledge={actor.permissions.has("anomaly:acknowledge")} acknowledge={acknowledge} />
    </Prefetched>
  );
}
