import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { PipelineRunScreen } from "@/components/pipelines/run-screen";
import { runKeys } from "@/lib/pipelines/queries";
import { getPipelineRun } from "@/lib/pipelines/use-cases/read-runs";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";

export const metadata: Metadata = { title: "Pipeline run" };

interface PipelineRunPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function PipelineRunPage({ params }: PipelineRunPageProps): Promise<ReactNode> {
  const actor = await pageActor("catalog:read");
  const { id } = await params;
  const run = await prefetch(getPipelineRun, { id }, actor);
  return (
    <Prefetched queries={[[runKeys.detail(id), run]]}>
      <PipelineRunScreen id={id} />
    </Prefetched>
  );
}
