import type { Page } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { ListVersionsInput, type VersionView } from "../contract";
import { findService } from "../service-read-model";
import { listVersionViews } from "../version-read-model";

/** Versions of a service, newest first. */
export const listVersions = defineQuery({
  name: "version.list",
  permission: "catalog:read",
  input: ListVersionsInput,
  async handle({ input, db }): Promise<Page<VersionView>> {
    const service = await findService(db, input.slug);
    if (!service) throw notFound("service", input.slug);
    return listVersionViews(db, { serviceId: service.id, limit: input.limit, cursor: input.cursor });
  },
});
