import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { ChecklistsView } from "@/components/releases/checklists-view";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { checklistKeys } from "@/lib/releases/queries";
import { listChecklists } from "@/lib/releases/use-cases/read-checklists";
import { setTemplate } from "../actions";

export const metadata: Metadata = { title: "Release checklists" };

export default async function ChecklistsPage(): Promise<ReactNode> {
  const actor = await pageActor("train:read");
  const checklists = await prefetch(listChecklists, {}, actor);
  return (
    <Prefetched queries={[[checklistKeys.all, checklists]]}>
      <ChecklistsView set={setTemplate} canWrite={actor.permissions.has("checklist:write")} />
    </Prefetched>
  );
}
