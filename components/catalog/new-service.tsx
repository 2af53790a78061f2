"use client";

import type { ReactNode } from "react";
import type { ServiceView } from "@/lib/catalog/contract";
import { callAction, type ServerAction } from "@/lib/platform/http/action-client";
import { type ServiceFields, ServiceForm } from "./service-form";

const empty = {
  name: "",
  slug: "",
  description: "",
  tier: null,
  ownerTeam: null,
  repositoryUrl: "",
  repositoryPaths: [],
  attributionHours: "",
};

export interface NewServiceProps {
  readonly create: ServerAction<ServiceFields, ServiceView>;
}

export function NewService({ create }: NewServiceProps): ReactNode {
  return <ServiceForm isNew initial={empty} send={(fields) => callAction(create, fields)} />;
}
