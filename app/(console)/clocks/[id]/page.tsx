import type { Metadata } from "next";
import type { ReactNode } from "react";
import { AlertsPanel } from "@/components/alerts/alerts-panel";
import { ClockScreen } from "@/components/clocks/clock-screen";
import { Prefetched } from "@/components/live/prefetched";
import { clockKeys } from "@/lib/clocks/queries";
import { getClock } from "@/lib/clocks/use-cases/read-clocks";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pause, resume } from "../actions";

export const metadata: Metadata = { title: "SLA clock" };

interface ClockPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function ClockPage({ params }: ClockPageProps): Promise<ReactNode> {
  const actor = await pageActor("clock:read");
  const { id } = await params;
  const clock = await prefetch(getClock, { id }, actor);
  return (
    <Prefetched queries={[[clockKeys.detail(id), clock]]}>
      <ClockScreen id={id} canPause={actor.permissions.has("clock:pause")} {...{ pause, resume }}>
        <AlertsPanel title="Alerts and who was told" filter={{ clock: id }} />
      </ClockScreen>
    </Prefetched>
  );
}
