import { AppError } from "@/lib/kernel/app-error";
import { personKeyOf } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { RolloutCommandInput } from "../api-contract";
import { findStarter, insertApproval } from "../approval-store";
import { approverReasons } from "../domain/approver";
import { type CommandAnswer, commandWithEvents } from "./give-command";

/** Approve that the next step may begin. Throws `forbidden` for the person who started the rollout, also behind a token. */
export const approveStep = defineUseCase({
  name: "rollout.approve",
  permission: "rollout:approve",
  input: RolloutCommandInput,
  subject: (input) => ({ kind: "rollout", id: input.id ?? null }),
  async handle(context): Promise<CommandAnswer> {
    const { input, actor, tx } = context;
    const db = prismaExecutor(tx);
    const approver = personKeyOf(actor);
    const reasons = approverReasons({ starter: await findStarter(db, input.id), approver });
    if (reasons.length > 0) {
      throw new AppError("forbidden", { detail: reasons.map((reason) => reason.message).join(" "), reasons });
    }
    const { answer, events } = await commandWithEvents(context, "approve");
    // The engine may have taken the rollout back instead, on evidence that failed meanwhile.
    for (const event of events) {
      if (event.kind !== "approved") continue;
      const { stepIndex } = event;
      const by = { approvedByPerson: approver, approvedBy: actor.name, reason: input.reason };
      await insertApproval(db, { rolloutId: input.id, stepIndex, revision: input.revision, ...by });
    }
    return answer;
  },
});
