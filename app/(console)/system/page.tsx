import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { LoopStatusView } from "@/components/rollouts/loop-status-view";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { loopStatusKey } from "@/lib/rollouts/queries";
import { getLoopStatus } from "@/lib/rollouts/use-cases/read-loop-status";

export const metadata: Metadata = { title: "Control loop" };

export default async function SystemPage(): Promise<ReactNode> {
  const actor = await pageActor("system:read");
  const status = await prefetch(getLoopStatus, {}, actor);
  return (
    <Prefetched queries={[[loopStatusKey, status]]}>
      <LoopStatusView />
    </Prefetched>
  );
}
