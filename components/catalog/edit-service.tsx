"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { SkeletonPanel } from "@/components/feedback/delayed-skeleton";
import { ErrorState } from "@/components/feedback/error-state";
import type { ServiceView } from "@/lib/catalog/contract";
import { fetchService, serviceKeys } from "@/lib/catalog/queries";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { type ServiceFields, ServiceForm } from "./service-form";

export interface EditServiceProps {
  readonly slug: string;
  readonly edit: ServerAction<ServiceFields & { readonly revision: number }, ServiceView>;
}

export function EditService({ slug, edit }: EditServiceProps): ReactNode {
  const service = useQuery({
    queryKey: serviceKeys.detail(slug),
    queryFn: ({ signal }) => fetchService(slug, signal),
  });
  if (service.data) return <LoadedForm service={service.data} edit={edit} />;
  if (!service.error) return <SkeletonPanel heightPx={320} />;
  return <ErrorState error={service.error} doing="load this service" onRetry={() => void service.refetch()} />;
}

function LoadedForm({
  service,
  edit,
}: {
  readonly service: ServiceView;
  readonly edit: EditServiceProps["edit"];
}): ReactNode {
  // What the person saw first is what they edit, whatever is fetched meanwhile; a newer one is told by the server.
  const [seen] = useState(service);
  const { name, slug, description, tier, ownerTeam, repositoryUrl, repositoryPaths, attributionHours } = seen;
  return (
    <ServiceForm
      isNew={false}
      initial={{
        name,
        slug,
        description,
        tier: `${tier}`,
        ownerTeam: ownerTeam?.slug ?? null,
        repositoryUrl: repositoryUrl ?? "",
        repositoryPaths: [...repositoryPaths],
        attributionHours: attributionHours ?? "",
      }}
      send={(fields) => callAction(edit, { ...fields, revision: seen.revision })}
    />
  );
}
