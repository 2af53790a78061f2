import { alreadyTaken } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { CreateServiceInput, type ServiceView } from "../contract";
import { findService } from "../service-read-model";
import { insertService } from "../service-store";
import { resolveTeam } from "./resolve-team";

/** Add a service to the catalog. */
export const createService = defineUseCase({
  name: "service.create",
  permission: "catalog:write",
  input: CreateServiceInput,
  subject: (input) => ({ kind: "service", id: input.slug ?? null }),
  async handle({ input, tx, ids, record, hint }): Promise<ServiceView> {
    const { ownerTeam, ...fields } = input;
    if (await findService(tx, input.slug)) {
      throw alreadyTaken(
        "slug",
        `There is a service “${input.slug}” already.`,
        "Choose another slug, or edit that one.",
      );
    }
    const id = ids.next("svc");
    await insertService(tx, { id, ...fields, ownerTeamId: await resolveTeam(tx, ownerTeam) });
    await record({ subject: { kind: "service", id: input.slug, name: input.name }, after: input });
    await hint({ topic: "service", id: input.slug, revision: 1 });
    const created = await findService(tx, input.slug);
    if (!created) throw new Error("a service that was just inserted is not there");
    return created;
  },
});
