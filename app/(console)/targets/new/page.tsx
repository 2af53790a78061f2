import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { NewTarget } from "@/components/traffic/new-target";
import { pageActor } from "@/lib/platform/http/page";
import { placeOptions } from "../../rollouts/prefetch";
import { create, test } from "../actions";

interface NewTargetPageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export const metadata: Metadata = { title: "Connect a target" };

export default async function NewTargetPage({ searchParams }: NewTargetPageProps): Promise<ReactNode> {
  const actor = await pageActor("target:write");
  const [search, places] = await Promise.all([searchParams, placeOptions(actor)]);
  const text = (name: string): string => (typeof search[name] === "string" ? search[name] : "");
  return (
    <>
      <PageHeader
        title="Connect a target"
        breadcrumbs={<Link href="/targets">Targets</Link>}
        answer="Where the traffic of a service in an environment is split, and what observes it. It is tested as soon as it is saved; no user is moved."
      />
      <NewTarget
        {...places}
        create={create}
        test={test}
        initial={{ service: text("service"), environment: text("environment") }}
      />
    </>
  );
}
