import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { AcceptDifferenceInput } from "../contract";
import { decideDifference, lockDifference } from "../reconciliation-store";

/** Say that a difference is as it should be, and why. It is open again as soon as it says something else. */
export const acceptDifference = defineUseCase({
  name: "reconciliation.accept",
  permission: "reconciliation:write",
  input: AcceptDifferenceInput,
  subject: (input) => ({ kind: "difference", id: input.id ?? null }),
  async handle({ input, tx, actor, record, hint }): Promise<{ state: "accepted" }> {
    const db = prismaExecutor(tx);
    const before = await lockDifference(db, input.id);
    if (!before) throw notFound("difference", input.id);
    requireRevision(before, input.revision);
    if (before.state !== "open") {
      throw new AppError("rejected", { detail: `The difference is ${before.state}; only an open one is accepted.` });
    }
    await decideDifference(db, input.id, { state: "accepted", reason: input.reason, by: actor.name });
    await record({
      subject: { kind: "difference", id: before.id, name: `${before.service_name} in ${before.environment_name}` },
      reason: input.reason,
      before: { state: before.state },
      after: { state: "accepted", kind: before.kind },
    });
    await hint({ topic: "reconciliation", id: before.id, revision: before.revision + 1 });
    return { state: "accepted" };
  },
});
