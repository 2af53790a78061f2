import type { Metadata } from "next";
import type { ReactNode } from "react";
import { SignalsView } from "@/components/ingest/signals-view";
import { Prefetched } from "@/components/live/prefetched";
import { signalKeys } from "@/lib/ingest/queries";
import { listSourceHealth } from "@/lib/ingest/use-cases/read-source-health";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { retry } from "./actions";

export const metadata: Metadata = { title: "Signals" };

export default async function SignalsPage(): Promise<ReactNode> {
  const actor = await pageActor("signal:read");
  const sources = await prefetch(listSourceHealth, {}, actor);
  return (
    <Prefetched queries={[[signalKeys.list, sources?.items]]}>
      <SignalsView held={[...actor.permissions]} retry={retry} />
    </Prefetched>
  );
}
