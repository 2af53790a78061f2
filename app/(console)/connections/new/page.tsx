import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { NewConnection } from "@/components/connections/new-connection";
import { PageHeader } from "@/components/layout/page-header";
import { pageActor } from "@/lib/platform/http/page";
import { create } from "../actions";

export const metadata: Metadata = { title: "Add a connection" };

export default async function NewConnectionPage(): Promise<ReactNode> {
  await pageActor("connection:write");
  return (
    <>
      <PageHeader
        title="Add a connection"
        breadcrumbs={<Link href="/connections">Connections</Link>}
        answer="A system that is read from, or that gets records and spans. It is used from the moment it is added."
      />
      <NewConnection create={create} />
    </>
  );
}
