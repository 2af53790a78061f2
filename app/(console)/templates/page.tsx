import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { TemplatesView } from "@/components/rollouts/templates-view";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { templateKeys } from "@/lib/rollouts/queries";
import { listTemplates } from "@/lib/rollouts/use-cases/read-templates";

export const metadata: Metadata = { title: "Templates" };

export default async function TemplatesPage(): Promise<ReactNode> {
  const actor = await pageActor("rollout:read");
  const templates = await prefetch(listTemplates, {}, actor);
  return (
    <Prefetched queries={[[templateKeys.list, templates?.items]]}>
      <TemplatesView held={[...actor.permissions]} />
    </Prefetched>
  );
}
