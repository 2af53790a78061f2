import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { ApproveWaiverInput, type WaiverDetail } from "../contract";
import { grantedAt } from "../domain/waiver";
import { approvalReasons } from "../domain/waiver-commands";
import { insertApproval, insertGrant } from "../waiver-store";
import { lockedWaiver, requirePerson, shownOf } from "./locked-waiver";
import { refuseFor } from "./refuse";
import { detailFor } from "./waiver-detail";

/**
 * Approve exactly the content that was looked at. The approval that suffices grants it, once, however many come at the same time.
 * Throws `forbidden` for everybody who wrote any of it, also behind a token.
 */
export const approveWaiver = defineUseCase({
  name: "waiver.approve",
  permission: "waiver:approve",
  input: ApproveWaiverInput,
  subject: (input) => ({ kind: "waiver", id: input.id ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<WaiverDetail> {
    const { id, comment, contentHash } = input;
    const person = requirePerson(actor);
    const roles = actor.kind === "system" ? [] : actor.roles;
    const before = await lockedWaiver(tx, id);
    const { revision, content } = before.record;
    refuseFor(approvalReasons(before.record, { person, roles, seenHash: contentHash }, now));
    const db = prismaExecutor(tx);
    const given = { waiverId: id, revision, contentHash, at: now };
    await insertApproval(db, { ...given, person, roles, approvedBy: actor.name, comment });
    const approved = await lockedWaiver(tx, id);
    const isGranted = grantedAt(approved.record, now) !== null;
    if (isGranted) await insertGrant(db, { ...given, content });
    const subject = { kind: "waiver", id, name: approved.reference };
    await record({
      subject,
      reason: comment,
      before: shownOf(before),
      after: { ...shownOf(approved), isGranted },
    });
    await hint({ topic: "waiver", id, revision });
    return detailFor(tx, id, actor, now);
  },
});
