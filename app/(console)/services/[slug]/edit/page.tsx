import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { EditService } from "@/components/catalog/edit-service";
import { PageHeader } from "@/components/layout/page-header";
import { Prefetched } from "@/components/live/prefetched";
import { serviceKeys } from "@/lib/catalog/queries";
import { getService } from "@/lib/catalog/use-cases/read-services";
import { pageActor } from "@/lib/platform/http/page";
import { prefetch } from "@/lib/platform/http/prefetch";
import { edit } from "../../actions";

export const metadata: Metadata = { title: "Edit service" };

interface EditServicePageProps {
  readonly params: Promise<{ readonly slug: string }>;
}

export default async function EditServicePage({ params }: EditServicePageProps): Promise<ReactNode> {
  const actor = await pageActor("catalog:write");
  const { slug } = await params;
  const service = await prefetch(getService, { slug }, actor);
  return (
    <Prefetched queries={[[serviceKeys.detail(slug), service]]}>
      <PageHeader
        title={service ? `Edit ${service.name}` : "Edit service"}
        breadcrumbs={<Link href={`/services/${slug}`}>{service?.name ?? slug}</Link>}
      />
      <EditService slug={slug} edit={edit} />
    </Prefetched>
  );
}
