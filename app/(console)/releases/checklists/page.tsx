import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { ChecklistsView } from "@/components/releases/checklists-view";
import { StatusPagePanel } from "@/components/status-page/status-page-panel";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { checklistKeys } from "@/lib/releases/queries";
import { listChecklists } from "@/lib/releases/use-cases/read-checklists";
import { statusPageKeys } from "@/lib/status-page/queries";
import { getStatusPageSettings } from "@/lib/status-page/use-cases/read-status-page-settings";
import { setPublicPage, setTemplate } from "../actions";

export const metadata: Metadata = { title: "Release checklists" };

export default async function ChecklistsPage(): Promise<ReactNode> {
  const actor = await pageActor("train:read");
  const [checklists, settings] = await Promise.all([
    prefetch(listChecklists, {}, actor),
    prefetch(getStatusPageSettings, {}, actor),
  ]);
  return (
    <Prefetched
      queries={[
        [checklistKeys.all, checklists],
        [statusPageKeys.settings, settings],
      ]}
    >
      <ChecklistsView set={setTemplate} canWrite={actor.permissions.has("checklist:write")}>
        <StatusPagePanel set={setPublicPage} canWrite={actor.permissions.has("status-page:write")} />
      </ChecklistsView>
    </Prefetched>
  );
}
