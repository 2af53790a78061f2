import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { EndIgnoreInput } from "../contract";
import { endIgnore as saveEnd } from "../dependency-store";

/** Let a need count again before its time. */
export const endIgnore = defineUseCase({
  name: "dependency.end_ignore",
  permission: "dependency:ignore",
  input: EndIgnoreInput,
  subject: (input) => ({ kind: "dependency_ignore", id: input.id ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<{ id: string }> {
    const { id, reason } = input;
    const isEnded = await saveEnd(prismaExecutor(tx), { id, by: actor.name, at: now });
    if (!isEnded) throw notFound("ignored need in force", id);
    await record({ subject: { kind: "dependency_ignore", id }, after: { endedAt: now }, reason });
    await hint({ topic: "dependency", id, revision: 2 });
    return { id };
  },
});
