import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { SourceScreen } from "@/components/telemetry/source-screen";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { sourceKeys } from "@/lib/telemetry/queries";
import { getSource } from "@/lib/telemetry/use-cases/read-sources";
import { edit } from "../actions";

export const metadata: Metadata = { title: "Metric source" };

interface SourcePageProps {
  readonly params: Promise<{ readonly slug: string }>;
}

export default async function SourcePage({ params }: SourcePageProps): Promise<ReactNode> {
  const actor = await pageActor("target:read");
  const { slug } = await params;
  const source = await prefetch(getSource, { slug }, actor);
  return (
    <Prefetched queries={[[sourceKeys.detail(slug), source]]}>
      <SourceScreen slug={slug} held={[...actor.permissions]} edit={edit} />
    </Prefetched>
  );
}
