import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { ReviewWaiverInput, type WaiverDetail } from "../contract";
import { reviewReasons } from "../domain/waiver-commands";
import { insertReview } from "../waiver-store";
import { lockedWaiver, requirePerson, shownOf } from "./locked-waiver";
import { refuseFor } from "./refuse";
import { detailFor } from "./waiver-detail";

/** Say what came of a waiver that is over. Until then it is a debt, and its service gets no other one. */
export const reviewWaiver = defineUseCase({
  name: "waiver.review",
  permission: "waiver:approve",
  input: ReviewWaiverInput,
  subject: (input) => ({ kind: "waiver", id: input.id ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<WaiverDetail> {
    const { id, outcome, findings, isRuleToChange } = input;
    const person = requirePerson(actor);
    const before = await lockedWaiver(tx, id);
    refuseFor(reviewReasons(before.record, { person, roles: [] }, now));
    const found = { outcome, findings, isRuleToChange };
    const by = { reviewedBy: actor.name, reviewedByPerson: person, at: now };
    await insertReview(prismaExecutor(tx), { waiverId: id, ...found, ...by });
    const subject = { kind: "waiver", id, name: before.reference };
    await record({ subject, reason: findings, before: shownOf(before), after: { ...shownOf(before), review: found } });
    await hint({ topic: "waiver", id, revision: before.record.revision });
    return detailFor(tx, id, actor, now);
  },
});
