import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { lockAction } from "../action-read-model";
import { settleAction } from "../action-store";
import { type ActionView, SettleActionInput } from "../contract";
import { refuseFor } from "./refuse";

/** Say that an action is done, with what shows it, or dropped, with why. */
export const settleReviewAction = defineUseCase({
  name: "review-action.settle",
  permission: "review:write",
  input: SettleActionInput,
  subject: (input) => ({ kind: "review_action", id: input.id ?? null }),
  async handle({ input, now, tx, record, hint }): Promise<ActionView> {
    const { id, revision, state, evidence } = input;
    const db = prismaExecutor(tx);
    const before = await lockAction(db, id, now);
    if (!before) throw notFound("action", id);
    requireRevision(before, revision);
    if (before.state !== "open")
      refuseFor([{ code: "settled", message: "It is settled already.", remedy: "Add another action if needed." }]);
    await settleAction(db, id, { state, evidence, at: now });
    await record({
      subject: { kind: "review_action", id, name: `${before.reference} ${before.title}` },
      reason: evidence,
      before: { state: before.state },
      after: { state },
    });
    await hint({ topic: "review", id, revision: revision + 1 });
    const after = await lockAction(db, id, now);
    if (!after) throw new Error("an action that was just settled is not there");
    return after;
  },
});
