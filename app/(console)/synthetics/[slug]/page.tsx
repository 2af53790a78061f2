import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { CheckScreen } from "@/components/synthetics/check-screen";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { syntheticKeys } from "@/lib/synthetics/queries";
import { getCheck } from "@/lib/synthetics/use-cases/read-checks";
import { edit, run } from "../actions";

export const metadata: Metadata = { title: "Synthetic check" };

interface CheckPageProps {
  readonly params: Promise<{ readonly slug: string }>;
}

export default async function CheckPage({ params }: CheckPageProps): Promise<ReactNode> {
  const actor = await pageActor("slo:read");
  const { slug } = await params;
  const found = await prefetch(getCheck, { slug }, actor);
  return (
    <Prefetched queries={[[syntheticKeys.detail(slug), found]]}>
      <CheckScreen slug={slug} held={[...actor.permissions]} edit={edit} run={run} />
    </Prefetched>
  );
}
