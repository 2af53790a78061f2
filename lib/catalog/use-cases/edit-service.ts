import { markLanesOfServices } from "@/lib/deployments/use-cases/mark-lanes";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditServiceInput, type ServiceView } from "../contract";
import { findService } from "../service-read-model";
import { lockService, saveService } from "../service-store";
import { resolveTeam } from "./resolve-team";

/** Change what the catalog says about a service. The slug stays: addresses and pipelines use it. */
export const editService = defineUseCase({
  name: "service.edit",
  permission: "catalog:write",
  input: EditServiceInput,
  subject: (input) => ({ kind: "service", id: input.slug ?? null }),
  async handle({ input, tx, record, hint }): Promise<ServiceView> {
    const { slug, revision, ownerTeam, ...change } = input;
    const before = await lockedService(tx, slug);
    requireRevision(before, revision);
    const team = ownerTeam === undefined ? {} : { ownerTeamId: await resolveTeam(tx, ownerTeam) };
    await saveService(tx, slug, { ...change, ...team });
    const after = await lockedService(tx, slug);
    // Team, tier and where its code is decide which figures, changes and incidents are the service's, in all of its past.
    await markLanesOfServices(prismaExecutor(tx), [after.id], instant(0));
    await record({ subject: { kind: "service", id: slug, name: after.name }, before, after });
    await hint({ topic: "service", id: slug, revision: after.revision });
    return after;
  },
});

/** A service, held until the transaction ends. Throws `not_found`. */
export async function lockedService(tx: Tx, slug: string): Promise<ServiceView> {
  const locked = await lockService(prismaExecutor(tx), slug);
  const service = locked ? await findService(tx, slug) : null;
  if (!service) throw notFound("service", slug);
  return service;
}
