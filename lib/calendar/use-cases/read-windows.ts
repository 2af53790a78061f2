import { environmentIdsBySlug, serviceIdsBySlug } from "@/lib/catalog/service-read-model";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Page } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { GetHoldInput, type HoldView, ListWindowsInput, type WindowView } from "../contract";
import { listWindowViews, windowsInForce } from "../window-read-model";

/** Change windows in the order in which they start. */
export const listWindows = defineQuery({
  name: "window.list",
  permission: "catalog:read",
  input: ListWindowsInput,
  handle: ({ input, db }): Promise<Page<WindowView>> => listWindowViews(db, input),
});

/** May forward moves of a service in an environment go on now, and if not, why and until when? */
export const getHold = defineQuery({
  name: "window.hold",
  permission: "catalog:read",
  input: GetHoldInput,
  async handle({ input, db, now }): Promise<HoldView> {
    const serviceId = (await serviceIdsBySlug(db, [input.service])).get(input.service);
    if (!serviceId) throw notFound("service", input.service);
    const environmentId = (await environmentIdsBySlug(db, [input.environment])).get(input.environment);
    if (!environmentId) throw notFound("environment", input.environment);
    return windowsInForce(prismaExecutor(db), { serviceId, environmentId, now });
  },
});
