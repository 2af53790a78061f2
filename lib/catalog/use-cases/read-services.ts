import type { Page } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { ListServicesInput, type ServiceDetail, type ServiceListItem, ServiceSlugInput } from "../contract";
import { findServiceDetail, listServiceItems } from "../service-read-model";

/** Services by slug, each with what runs where. */
export const listServices = defineQuery({
  name: "service.list",
  permission: "catalog:read",
  input: ListServicesInput,
  handle: ({ input, db }): Promise<Page<ServiceListItem>> => listServiceItems(db, input),
});

/** One service with what runs where and its last deployments. */
export const getService = defineQuery({
  name: "service.get",
  permission: "catalog:read",
  input: ServiceSlugInput,
  async handle({ input, db }): Promise<ServiceDetail> {
    const service = await findServiceDetail(db, input.slug);
    if (!service) throw notFound("service", input.slug);
    return service;
  },
});
