import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { RemoveRequirementInput } from "../contract";
import { lockRequirement } from "../requirement-read-model";
import { deleteRequirement } from "../requirement-store";

/** Ask for something no more. What it was, and why it went, stands in the audit log. */
export const removeRequirement = defineUseCase({
  name: "gate-requirement.remove",
  permission: "gate:write",
  input: RemoveRequirementInput,
  subject: (input) => ({ kind: "gate_requirement", id: input.id ?? null }),
  async handle({ input, tx, record, hint }): Promise<{ id: string }> {
    const { id, revision, reason } = input;
    const db = prismaExecutor(tx);
    const before = await lockRequirement(db, id);
    if (!before) throw notFound("requirement", id);
    requireRevision(before, revision);
    await deleteRequirement(db, id);
    await record({ subject: { kind: "gate_requirement", id, name: before.kind }, before, reason });
    await hint({ topic: "gate", id, revision: revision + 1 });
    return { id };
  },
});
