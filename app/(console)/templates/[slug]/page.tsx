import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { TemplateScreen } from "@/components/rollouts/template-screen";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { templateKeys } from "@/lib/rollouts/queries";
import { getTemplate } from "@/lib/rollouts/use-cases/read-templates";
import { edit } from "../actions";

export const metadata: Metadata = { title: "Template" };

interface TemplatePageProps {
  readonly params: Promise<{ readonly slug: string }>;
}

export default async function TemplatePage({ params }: TemplatePageProps): Promise<ReactNode> {
  const actor = await pageActor("rollout:read");
  const { slug } = await params;
  const template = await prefetch(getTemplate, { slug }, actor);
  return (
    <Prefetched queries={[[templateKeys.detail(slug), template]]}>
      <TemplateScreen slug={slug} held={[...actor.permissions]} edit={edit} />
    </Prefetched>
  );
}
