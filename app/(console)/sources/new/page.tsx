import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { NewSource } from "@/components/telemetry/new-source";
import { pageActor } from "@/lib/platform/http/page";
import { create } from "../actions";

export const metadata: Metadata = { title: "Add a metric source" };

export default async function NewSourcePage(): Promise<ReactNode> {
  await pageActor("target:write");
  return (
    <>
      <PageHeader
        title="Add a metric source"
        breadcrumbs={<Link href="/sources">Metric sources</Link>}
        answer="Its queries are tried against the stable version before any traffic moves."
      />
      <NewSource create={create} />
    </>
  );
}
