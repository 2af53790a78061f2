import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { WaiverForm } from "@/components/waivers/waiver-form";
import { pageActor } from "@/lib/platform/http/page";
import { request } from "../actions";

export const metadata: Metadata = { title: "Ask for a waiver" };

interface NewWaiverPageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export default async function NewWaiverPage({ searchParams }: NewWaiverPageProps): Promise<ReactNode> {
  await pageActor("waiver:request");
  const search = await searchParams;
  const text = (name: string): string => (typeof search[name] === "string" ? search[name] : "");
  return (
    <>
      <PageHeader
        title="Ask for a waiver"
        breadcrumbs={<Link href="/waivers">Waivers</Link>}
        answer="It bends one rule for one service, for a bounded time, once others have approved exactly what it says."
      />
      <WaiverForm
        request={request}
        initial={{
          kind: text("kind"),
          service: text("service"),
          environment: text("environment"),
          subject: text("subject"),
        }}
      />
    </>
  );
}
