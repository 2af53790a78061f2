import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { ChangeRisk } from "@/components/risk/change-risk";
import { StartRollout } from "@/components/rollouts/start-rollout";
import { pageActor } from "@/lib/platform/http/page";
import { start } from "../actions";
import { placeOptions } from "../prefetch";

interface NewRolloutPageProps {
  readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>>;
}

export const metadata: Metadata = { title: "Ship a version" };

export default async function NewRolloutPage({ searchParams }: NewRolloutPageProps): Promise<ReactNode> {
  const actor = await pageActor("rollout:start");
  const [search, places] = await Promise.all([searchParams, placeOptions(actor)]);
  const text = (name: string): string => (typeof search[name] === "string" ? search[name] : "");
  return (
    <>
      <PageHeader
        title="Ship a version"
        breadcrumbs={<Link href="/rollouts">Rollouts</Link>}
        answer="Traffic moves step by step; what harms users is taken back by itself."
      />
      <StartRollout
        {...places}
        canBreakGlass={actor.permissions.has("rollout:emergency")}
        start={start}
        initial={{ service: text("service"), environment: text("environment"), version: text("version") }}
      />
      <ChangeRisk service={text("service")} environment={text("environment")} />
    </>
  );
}
