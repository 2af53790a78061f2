import { prismaExecutor } from "@/lib/platform/db/executor";
import { invalidField, notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { findEventSource } from "../event-source-read-model";
import { SayNameInput } from "../name-contract";
import { findNamed } from "../name-read-model";
import { lockName, markSubjectsNaming, saveName } from "../name-store";

/** Say what a sender's name means here, or that it is none of ours. Everything that was told under this name is made again. */
export const sayName = defineUseCase({
  name: "signal-name.say",
  permission: "signal:write",
  input: SayNameInput,
  subject: (input) => ({ kind: "signal_source", id: null, name: `${input.slug}` }),
  async handle({ input, tx, ids, actor, record, hint }): Promise<{ subjects: number }> {
    const db = prismaExecutor(tx);
    const source = await findEventSource(tx, input.slug);
    if (!source) throw notFound("event source", input.slug);
    const targetId = input.target === null ? null : await findNamed(db, input.kind, input.target);
    if (input.target !== null && targetId === null) {
      throw invalidField("target", `There is no ${input.kind} “${input.target}”.`, `Give the slug of a ${input.kind}.`);
    }
    const name = { sourceId: source.id, kind: input.kind, externalName: input.externalName };
    const before = await lockName(db, name);
    if (before && input.revision !== undefined) requireRevision(before, input.revision);
    await saveName(db, name, {
      id: before?.id ?? ids.next("map"),
      targetId,
      isIgnored: input.isIgnored,
      by: actor.name,
    });
    const subjects = await markSubjectsNaming(db, name);
    await record({
      subject: { kind: "signal_source", id: source.id, name: source.slug },
      before: before && { targetId: before.targetId, isIgnored: before.isIgnored },
      after: { kind: input.kind, externalName: input.externalName, target: input.target, isIgnored: input.isIgnored },
      detail: { subjects },
    });
    await hint({ topic: "signal", id: source.id, revision: source.revision });
    return { subjects };
  },
});
