import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import { type DrillsView, GetDrillsInput } from "../contract";
import { findService, loadDrills } from "../drill-read-model";

/** How often a service practises going back, when it last did, how long it took, and whether it is due. */
export const getDrills = defineQuery({
  name: "drill.list",
  permission: "catalog:read",
  input: GetDrillsInput,
  async handle({ input, db, now }): Promise<DrillsView> {
    const executor = prismaExecutor(db);
    const service = await findService(executor, input.slug);
    if (!service) throw notFound("service", input.slug);
    return loadDrills(executor, service, now);
  },
});
