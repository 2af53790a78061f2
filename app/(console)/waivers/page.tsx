import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Prefetched } from "@/components/live/prefetched";
import { WaiverList } from "@/components/waivers/waiver-list";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";
import { waiverFilterNames, waiverKeys } from "@/lib/waivers/queries";
import { getWaiverUsage, listWaivers } from "@/lib/waivers/use-cases/read-waivers";

export const metadata: Metadata = { title: "Waivers" };

interface WaiversPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function WaiversPage({ searchParams }: WaiversPageProps): Promise<ReactNode> {
  const actor = await pageActor("waiver:read");
  const filter = pickFilter(waiverFilterNames, await searchParams);
  const waivers = await prefetch(listWaivers, filter, actor);
  const usage = await prefetch(getWaiverUsage, { by: "service" }, actor);
  return (
    <Prefetched
      queries={[
        [waiverKeys.list(filter), waivers],
        [waiverKeys.usage("service"), usage],
      ]}
    >
      <WaiverList canRequest={actor.permissions.has("waiver:request")} />
    </Prefetched>
  );
}
