import type { Metadata } from "next";
import type { ReactNode } from "react";
import { SignalSourceScreen } from "@/components/ingest/signal-source-screen";
import { Prefetched } from "@/components/live/prefetched";
import { signalKeys } from "@/lib/ingest/queries";
import { getSourceHealth } from "@/lib/ingest/use-cases/read-source-health";
import { pageActor, publicUrl } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { edit, replay, retire, rotate, say } from "../actions";

export const metadata: Metadata = { title: "Event source" };

interface SignalSourcePageProps {
  readonly params: Promise<{ readonly slug: string }>;
}

export default async function SignalSourcePage({ params }: SignalSourcePageProps): Promise<ReactNode> {
  const actor = await pageActor("signal:read");
  const { slug } = await params;
  const health = await prefetch(getSourceHealth, { slug }, actor);
  return (
    <Prefetched queries={[[signalKeys.detail(slug), health]]}>
      <SignalSourceScreen
        slug={slug}
        held={[...actor.permissions]}
        baseUrl={await publicUrl()}
        actions={{ edit, replay, retire, rotate, say }}
      />
    </Prefetched>
  );
}
