import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ReleaseCheck } from "@/components/dependencies/release-check";
import { pageActor } from "@/lib/platform/http/page";
import { pickFilter } from "@/lib/platform/http/url-filter";
import { plan, verdict } from "../actions";

export const metadata: Metadata = { title: "Can I release?" };

interface CheckPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function CheckPage({ searchParams }: CheckPageProps): Promise<ReactNode> {
  await pageActor("catalog:read");
  const { environment, service, version } = pickFilter(["environment", "service", "version"], await searchParams);
  return <ReleaseCheck begun={{ environment, service, version }} verdict={verdict} plan={plan} />;
}
