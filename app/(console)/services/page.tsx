import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ServiceList } from "@/components/catalog/service-list";
import { Prefetched } from "@/components/live/prefetched";
import { serviceFilterNames, serviceKeys } from "@/lib/catalog/queries";
import { listServices } from "@/lib/catalog/use-cases/read-services";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { pickFilter } from "@/lib/platform/http/url-filter";

export const metadata: Metadata = { title: "Services" };

interface ServicesPageProps {
  readonly searchParams: Promise<Readonly<Record<string, unknown>>>;
}

export default async function ServicesPage({ searchParams }: ServicesPageProps): Promise<ReactNode> {
  const actor = await pageActor("catalog:read");
  const filter = pickFilter(serviceFilterNames, await searchParams);
  const services = await prefetch(listServices, filter, actor);
  return (
    <Prefetched queries={[[serviceKeys.list(filter), services]]}>
      <ServiceList canWrite={actor.permissions.has("catalog:write")} />
    </Prefetched>
  );
}
