import type { Metadata } from "next";
import type { ReactNode } from "react";
import { AlertsView } from "@/components/alerts/alerts-view";
import { Prefetched } from "@/components/live/prefetched";
import { alertKeys, openFilter, recentFilter } from "@/lib/alerts/queries";
import { listAlarms } from "@/lib/alerts/use-cases/read-alarms";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";

export const metadata: Metadata = { title: "Alerts" };

export default async function AlertsPage(): Promise<ReactNode> {
  const actor = await pageActor("alert:read");
  const [open, recent] = [
    await prefetch(listAlarms, openFilter, actor),
    await prefetch(listAlarms, recentFilter, actor),
  ];
  return (
    <Prefetched
      queries={[
        [alertKeys.list(openFilter), open],
        [alertKeys.list(recentFilter), recent],
      ]}
    >
      <AlertsView />
    </Prefetched>
  );
}
