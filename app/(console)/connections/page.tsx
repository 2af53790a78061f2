import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ConnectionList } from "@/components/connections/connection-list";
import { Prefetched } from "@/components/live/prefetched";
import { connectionKeys } from "@/lib/connections/queries";
import { listConnections } from "@/lib/connections/use-cases/read-connections";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";

export const metadata: Metadata = { title: "Connections" };

export default async function ConnectionsPage(): Promise<ReactNode> {
  const actor = await pageActor("connection:read");
  const connections = await prefetch(listConnections, {}, actor);
  return (
    <Prefetched queries={[[connectionKeys.list, connections?.items]]}>
      <ConnectionList held={[...actor.permissions]} />
    </Prefetched>
  );
}
