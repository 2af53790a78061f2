import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { RiskScreen } from "@/components/risk/risk-screen";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { riskKeys } from "@/lib/risk/queries";
import { getRiskOverview } from "@/lib/risk/use-cases/read-overview";
import { train } from "./actions";

export const metadata: Metadata = { title: "Risk of changes" };

export default async function RiskPage(): Promise<ReactNode> {
  const actor = await pageActor("insights:read");
  const overview = await prefetch(getRiskOverview, {}, actor);
  return (
    <Prefetched queries={[[riskKeys.overview, overview]]}>
      <RiskScreen canTrain={actor.permissions.has("risk:train")} train={train} />
    </Prefetched>
  );
}
