import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { ReopenDifferenceInput } from "../contract";
import { decideDifference, lockDifference } from "../reconciliation-store";

/** Take back that a difference was accepted. */
export const reopenDifference = defineUseCase({
  name: "reconciliation.reopen",
  permission: "reconciliation:write",
  input: ReopenDifferenceInput,
  subject: (input) => ({ kind: "difference", id: input.id ?? null }),
  async handle({ input, tx, actor, record, hint }): Promise<{ state: "open" }> {
    const db = prismaExecutor(tx);
    const before = await lockDifference(db, input.id);
    if (!before) throw notFound("difference", input.id);
    requireRevision(before, input.revision);
    if (before.state !== "accepted") {
      throw new AppError("rejected", {
        detail: `The difference is ${before.state}; only an accepted one is reopened.`,
      });
    }
    await decideDifference(db, input.id, { state: "open", reason: input.reason, by: actor.name });
    await record({
      subject: { kind: "difference", id: before.id, name: `${before.service_name} in ${before.environment_name}` },
      reason: input.reason,
      before: { state: before.state },
      after: { state: "open" },
    });
    await hint({ topic: "reconciliation", id: before.id, revision: before.revision + 1 });
    return { state: "open" };
  },
});
