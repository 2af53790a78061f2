import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { EditWaiverInput, type WaiverDetail } from "../contract";
import type { WaiverContent } from "../domain/waiver";
import { editReasons, timeReasons } from "../domain/waiver-commands";
import { tellApproversJob } from "../jobs";
import { lockExceptionsOf, saveRevision } from "../waiver-store";
import { lockedWaiver, requirePerson, shownOf } from "./locked-waiver";
import { refuseFor } from "./refuse";
import { requireSubject } from "./require-subject";
import { detailFor } from "./waiver-detail";
import { weighWaiver } from "./weigh-waiver";

/**
 * Change what a waiver says. That is a new revision with no approvals, whatever was changed; what was granted ends now, and whoever
 * wrote it approves it no more.
 */
export const editWaiver = defineUseCase({
  name: "waiver.edit",
  permission: "waiver:request",
  input: EditWaiverInput,
  subject: (input) => ({ kind: "waiver", id: input.id ?? null }),
  async handle({ input, actor, now, tx, record, hint, enqueue }): Promise<WaiverDetail> {
    const { id, reason } = input;
    const person = requirePerson(actor);
    const before = await lockedWaiver(tx, id);
    requireRevision(before.record, input.revision);
    const db = prismaExecutor(tx);
    const wanted = merged(before.record.content, input);
    await requireSubject(db, wanted);
    await lockExceptionsOf(db, wanted.serviceId);
    const weighed = await weighWaiver(tx, { waiverId: id, ...wanted }, now);
    const isDraft = before.record.requestedAt === null;
    const refusals = isDraft ? [] : weighed.refusals;
    refuseFor([...editReasons(before.record, now), ...timeReasons(wanted, now), ...refusals]);
    const revision = before.record.revision + 1;
    await saveRevision(db, {
      waiverId: id,
      revision,
      content: { ...wanted, need: weighed.assessment.need },
      assessment: weighed.assessment,
      savedBy: actor.name,
      savedByPerson: person,
      at: now,
      reason,
      requestedAt: isDraft ? null : now,
    });
    const after = await lockedWaiver(tx, id);
    const subject = { kind: "waiver", id, name: after.reference };
    await record({ subject, reason, before: shownOf(before), after: shownOf(after) });
    if (!isDraft) await enqueue(tellApproversJob, { waiverId: id, revision });
    await hint({ topic: "waiver", id, revision });
    return detailFor(tx, id, actor, now);
  },
});

/** `undefined` keeps what was there. */
function merged(before: WaiverContent, change: typeof EditWaiverInput._output): WaiverContent {
  const { startsAt, endsAt } = change;
  return {
    ...before,
    subject: change.subject ?? before.subject,
    justification: change.justification ?? before.justification,
    risk: change.risk ?? before.risk,
    mitigation: change.mitigation ?? before.mitigation,
    sunset: change.sunset === undefined ? before.sunset : change.sunset,
    startsAt: startsAt === undefined ? before.startsAt : instant(Date.parse(startsAt)),
    endsAt: endsAt === undefined ? before.endsAt : instant(Date.parse(endsAt)),
  };
}
