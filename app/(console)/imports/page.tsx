import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ImportList } from "@/components/imports/import-list";
import { Prefetched } from "@/components/live/prefetched";
import { importKeys } from "@/lib/imports/queries";
import { listImports } from "@/lib/imports/use-cases/read-imports";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";

export const metadata: Metadata = { title: "History imports" };

interface ImportsPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function ImportsPage({ searchParams }: ImportsPageProps): Promise<ReactNode> {
  const actor = await pageActor("catalog:read");
  const { cursor } = await searchParams;
  const at = typeof cursor === "string" ? cursor : null;
  const imports = await prefetch(listImports, at === null ? {} : { cursor: at }, actor);
  return (
    <Prefetched queries={[[importKeys.list(at), imports]]}>
      <ImportList held={[...actor.permissions]} />
    </Prefetched>
  );
}
