import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ImportScreen } from "@/components/imports/import-screen";
import { Prefetched } from "@/components/live/prefetched";
import { importKeys } from "@/lib/imports/queries";
import { getImport } from "@/lib/imports/use-cases/read-imports";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { cancel, check, run } from "../actions";

export const metadata: Metadata = { title: "History import" };

interface ImportPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

export default async function ImportPage({ params }: ImportPageProps): Promise<ReactNode> {
  const actor = await pageActor("catalog:read");
  const { id } = await params;
  const found = await prefetch(getImport, { id }, actor);
  return (
    <Prefetched queries={[[importKeys.detail(id), found]]}>
      <ImportScreen id={id} held={[...actor.permissions]} check={check} run={run} cancel={cancel} />
    </Prefetched>
  );
}
