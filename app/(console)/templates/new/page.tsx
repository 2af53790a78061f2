import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { NewTemplate } from "@/components/rollouts/new-template";
import { pageActor } from "@/lib/platform/http/page";
import { create } from "../actions";

export const metadata: Metadata = { title: "New template" };

export default async function NewTemplatePage(): Promise<ReactNode> {
  await pageActor("template:write");
  return (
    <>
      <PageHeader
        title="New template"
        breadcrumbs={<Link href="/templates">Templates</Link>}
        answer="A plan that services adopt, and may change in single values that stay visible."
      />
      <NewTemplate create={create} />
    </>
  );
}
