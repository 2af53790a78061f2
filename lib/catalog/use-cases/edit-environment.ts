import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Tx } from "@/lib/platform/db/prisma";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditEnvironmentInput, type EnvironmentView } from "../contract";
import { findEnvironment } from "../environment-read-model";
import { lockEnvironment, saveEnvironment } from "../environment-store";

/** Change the name, kind or order of an environment. */
export const editEnvironment = defineUseCase({
  name: "environment.edit",
  permission: "environment:write",
  input: EditEnvironmentInput,
  subject: (input) => ({ kind: "environment", id: input.slug ?? null }),
  async handle({ input, tx, record, hint }): Promise<EnvironmentView> {
    const { slug, revision, ...change } = input;
    const before = await lockedEnvironment(tx, slug);
    requireRevision(before, revision);
    await saveEnvironment(tx, slug, change);
    const after = await lockedEnvironment(tx, slug);
    await record({ subject: { kind: "environment", id: slug, name: after.name }, before, after });
    await hint({ topic: "environment", id: slug, revision: after.revision });
    return after;
  },
});

async function lockedEnvironment(tx: Tx, slug: string): Promise<EnvironmentView> {
  const locked = await lockEnvironment(prismaExecutor(tx), slug);
  const environment = locked ? await findEnvironment(tx, slug) : null;
  if (!environment) throw notFound("environment", slug);
  return environment;
}
