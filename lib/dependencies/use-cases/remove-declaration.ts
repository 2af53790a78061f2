import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { RemoveDeclarationInput } from "../contract";
import { lockDeclaration } from "../declaration-read-model";
import { deleteDeclaration } from "../dependency-store";

/** Take back what was said of versions. What it was, and why it went, stands in the audit log. */
export const removeDeclaration = defineUseCase({
  name: "dependency.remove",
  permission: "dependency:push",
  input: RemoveDeclarationInput,
  subject: (input) => ({ kind: "dependency", id: input.id ?? null }),
  async handle({ input, tx, record, hint }): Promise<{ id: string }> {
    const { id, revision, reason } = input;
    const db = prismaExecutor(tx);
    const before = await lockDeclaration(db, id);
    if (!before) throw notFound("declaration", id);
    requireRevision(before, revision);
    await deleteDeclaration(db, id);
    const { service, versions } = before;
    await record({ subject: { kind: "dependency", id: service, name: `${service} ${versions}` }, before, reason });
    await hint({ topic: "dependency", id: service, revision: revision + 1 });
    return { id };
  },
});
