import type { Metadata } from "next";
import type { ReactNode } from "react";
import { GateScreen } from "@/components/gates/gate-screen";
import { Prefetched } from "@/components/live/prefetched";
import { gateKeys, releaseKeys } from "@/lib/gates/queries";
import { getGate } from "@/lib/gates/use-cases/read-gates";
import { getReleaseRequest } from "@/lib/gates/use-cases/read-releases";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";
import { approve, decide, edit, request, watch } from "../../actions";

// The names are not read here: a title must not tell what the page would refuse.
export const metadata: Metadata = { title: "Gate" };

interface GatePageProps {
  readonly params: Promise<{ readonly service: string; readonly environment: string }>;
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function GatePage({ params, searchParams }: GatePageProps): Promise<ReactNode> {
  const actor = await pageActor("gate:read");
  const { service, environment } = await params;
  const { version } = pickFilter(["version"], await searchParams);
  const asked = { service, environment, version };
  const gate = await prefetch(getGate, { service, environment, ...(version ? { version } : {}) }, actor);
  const id = gate?.request?.id;
  const release = id ? await prefetch(getReleaseRequest, { id }, actor) : undefined;
  return (
    <Prefetched
      queries={[
        [gateKeys.one(asked), gate],
        [releaseKeys.detail(id ?? ""), release],
      ]}
    >
      <GateScreen
        asked={asked}
        canRequest={actor.permissions.has("rollout:start")}
        request={request}
        approve={approve}
        decide={decide}
        edit={edit}
        canWatch={actor.permissions.has("signal:push")}
        watch={watch}
      />
    </Prefetched>
  );
}
