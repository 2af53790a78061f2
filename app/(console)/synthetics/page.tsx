import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { CheckListScreen } from "@/components/synthetics/check-list";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { syntheticKeys } from "@/lib/synthetics/queries";
import { listChecks } from "@/lib/synthetics/use-cases/read-checks";

export const metadata: Metadata = { title: "Synthetic checks" };

export default async function SyntheticsPage(): Promise<ReactNode> {
  const actor = await pageActor("slo:read");
  const checks = await prefetch(listChecks, {}, actor);
  return (
    <Prefetched queries={[[syntheticKeys.list, checks?.items]]}>
      <CheckListScreen held={[...actor.permissions]} />
    </Prefetched>
  );
}
