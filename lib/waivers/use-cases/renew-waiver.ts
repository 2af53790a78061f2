import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { RenewWaiverInput, type WaiverDetail } from "../contract";
import { renewReasons, timeReasons } from "../domain/waiver-commands";
import { tellApproversJob } from "../jobs";
import { insertWaiver, lockExceptionsOf } from "../waiver-store";
import { lockedWaiver, requirePerson, shownOf } from "./locked-waiver";
import { refuseFor } from "./refuse";
import { detailFor } from "./waiver-detail";
import { weighWaiver } from "./weigh-waiver";

/**
 * Ask for the same once more: a waiver of its own that begins when the one before ends, or now, and needs its own approvals. Renewals
 * are counted, and the fourth is refused.
 */
export const renewWaiver = defineUseCase({
  name: "waiver.renew",
  permission: "waiver:request",
  input: RenewWaiverInput,
  subject: (input) => ({ kind: "waiver", id: input.id ?? null }),
  async handle({ input, actor, now, tx, ids, record, hint, enqueue }): Promise<WaiverDetail> {
    const person = requirePerson(actor);
    const before = await lockedWaiver(tx, input.id);
    const db = prismaExecutor(tx);
    const startsAt = instant(Math.max(now, before.record.content.endsAt));
    const wanted = { ...before.record.content, startsAt, endsAt: instant(Date.parse(input.endsAt)) };
    await lockExceptionsOf(db, wanted.serviceId);
    const { assessment, refusals } = await weighWaiver(tx, { waiverId: "", ...wanted }, now);
    refuseFor([...renewReasons(before.record, now), ...timeReasons(wanted, now), ...refusals]);
    const id = ids.next("wvr");
    const content = { ...wanted, justification: input.reason, need: assessment.need };
    const by = { savedBy: actor.name, savedByPerson: person, at: now, reason: null };
    await insertWaiver(db, {
      waiverId: id,
      revision: 1,
      content,
      assessment,
      ...by,
      isDraft: false,
      renewalOf: input.id,
    });
    const made = await lockedWaiver(tx, id);
    const subject = { kind: "waiver", id, name: made.reference };
    await record({ subject, reason: input.reason, before: shownOf(before), after: shownOf(made) });
    await enqueue(tellApproversJob, { waiverId: id, revision: 1 });
    await hint({ topic: "waiver", id, revision: 1 });
    return detailFor(tx, id, actor, now);
  },
});
