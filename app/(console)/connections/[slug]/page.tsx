import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ConnectionScreen } from "@/components/connections/connection-screen";
import { Prefetched } from "@/components/live/prefetched";
import { connectionKeys } from "@/lib/connections/queries";
import { getConnection } from "@/lib/connections/use-cases/read-connections";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { edit, test } from "../actions";

export const metadata: Metadata = { title: "Connection" };

interface ConnectionPageProps {
  readonly params: Promise<{ readonly slug: string }>;
}

export default async function ConnectionPage({ params }: ConnectionPageProps): Promise<ReactNode> {
  const actor = await pageActor("connection:read");
  const { slug } = await params;
  const found = await prefetch(getConnection, { slug }, actor);
  return (
    <Prefetched queries={[[connectionKeys.detail(slug), found]]}>
      <ConnectionScreen slug={slug} held={[...actor.permissions]} edit={edit} test={test} />
    </Prefetched>
  );
}
