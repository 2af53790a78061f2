import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { NewService } from "@/components/catalog/new-service";
import { PageHeader } from "@/components/layout/page-header";
import { pageActor } from "@/lib/platform/http/page";
import { create } from "../actions";

export const metadata: Metadata = { title: "New service" };

export default async function NewServicePage(): Promise<ReactNode> {
  await pageActor("catalog:write");
  return (
    <>
      <PageHeader title="New service" breadcrumbs={<Link href="/services">Services</Link>} />
      <NewService create={create} />
    </>
  );
}
