import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { NewSignalSource } from "@/components/ingest/new-signal-source";
import { PageHeader } from "@/components/layout/page-header";
import { pageActor, publicUrl } from "@/lib/platform/http/page";
import { create } from "../actions";

export const metadata: Metadata = { title: "Add an event source" };

export default async function NewSignalSourcePage(): Promise<ReactNode> {
  await pageActor("signal:write");
  return (
    <>
      <PageHeader
        title="Add an event source"
        breadcrumbs={<Link href="/signals">Signals</Link>}
        answer="It gets an address of its own and a secret that proves who sends."
      />
      <NewSignalSource create={create} baseUrl={await publicUrl()} />
    </>
  );
}
