import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { NewCheck } from "@/components/synthetics/new-check";
import { pageActor } from "@/lib/platform/http/page";
import { create } from "../actions";

export const metadata: Metadata = { title: "Add a synthetic check" };

export default async function NewCheckPage(): Promise<ReactNode> {
  await pageActor("slo:write");
  return (
    <>
      <PageHeader
        title="Add a synthetic check"
        breadcrumbs={<Link href="/synthetics">Synthetic checks</Link>}
        answer="A journey of requests as a user would make them. It is made from the moment it is added."
      />
      <NewCheck create={create} />
    </>
  );
}
