import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { DemoPage } from "@/components/demo/demo-page";
import { demoKey } from "@/lib/demo/queries";
import { readDemo } from "@/lib/demo/use-cases/read-demo";
import { pageActor, pageQuery } from "@/lib/platform/http/page";
import { createQueryClient } from "@/lib/platform/http/query-client";
import { ship } from "./actions";

export const metadata: Metadata = { title: "Demonstration" };

export default async function Page(): Promise<ReactNode> {
  const actor = await pageActor("rollout:read");
  const client = createQueryClient();
  client.setQueryData(demoKey, await pageQuery(readDemo, {}, actor));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <DemoPage held={[...actor.permissions]} ship={ship} />
    </HydrationBoundary>
  );
}
