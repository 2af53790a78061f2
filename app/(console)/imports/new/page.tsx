import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { NewImport } from "@/components/imports/new-import";
import { PageHeader } from "@/components/layout/page-header";
import { listImportSources } from "@/lib/imports/use-cases/list-import-sources";
import { pageActor, pageQuery } from "@/lib/platform/http/page";
import { addPart, create } from "../actions";

export const metadata: Metadata = { title: "Bring a file" };

export default async function NewImportPage(): Promise<ReactNode> {
  const actor = await pageActor("catalog:import");
  const { items } = await pageQuery(listImportSources, {}, actor);
  return (
    <>
      <PageHeader
        title="Bring a file"
        breadcrumbs={<Link href="/imports">History imports</Link>}
        answer="It is read and tried first, row by row; nothing is kept until you run it."
      />
      <NewImport sources={items} create={create} addPart={addPart} />
    </>
  );
}
