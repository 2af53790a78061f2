import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { type RegisteredVersion, RegisterVersionInput } from "../contract";
import { findVersion } from "../version-read-model";
import { lockedService } from "./edit-service";
import { ensureVersion } from "./ensure-version";

/** Make a build of a service known. Saying the same again changes nothing and answers the same. */
export const registerVersion = defineUseCase({
  name: "version.register",
  permission: "catalog:write",
  input: RegisterVersionInput,
  subject: (input) => ({ kind: "service", id: input.slug ?? null, name: `${input.slug} ${input.name}` }),
  async handle({ input, tx, ids, record, hint }): Promise<RegisteredVersion> {
    const { slug, ...wanted } = input;
    const service = await lockedService(tx, slug);
    const ensured = await ensureVersion(prismaExecutor(tx), ids, { serviceId: service.id, ...wanted });
    const version = await findVersion(tx, ensured.id);
    if (!version) throw new Error("a version that was just ensured is not there");
    const subject = { kind: "version", id: version.id, name: `${slug} ${version.name}` };
    await record({ subject, before: ensured.before, after: version });
    await hint({ topic: "service", id: slug, revision: service.revision });
    return { ...version, created: ensured.created };
  },
});
