import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { ObjectiveImport } from "@/components/slos/objective-import";
import { pageActor } from "@/lib/platform/http/page";
import { apply, plan } from "../actions";

export const metadata: Metadata = { title: "Objectives from files" };

export default async function SloImportPage(): Promise<ReactNode> {
  const actor = await pageActor("slo:read");
  return (
    <>
      <PageHeader
        title="Objectives from files"
        breadcrumbs={<Link href="/slos">SLOs</Link>}
        answer="Paste or choose a file, see what it would change and what that would have meant, then apply all of it or nothing."
      />
      <ObjectiveImport canWrite={actor.permissions.has("slo:write")} plan={plan} apply={apply} />
    </>
  );
}
