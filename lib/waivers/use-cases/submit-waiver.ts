import { prismaExecutor } from "@/lib/platform/db/executor";
import { requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { SubmitWaiverInput, type WaiverDetail } from "../contract";
import { submitReasons } from "../domain/waiver-commands";
import { tellApproversJob } from "../jobs";
import { lockExceptionsOf, saveRevision } from "../waiver-store";
import { lockedWaiver, requirePerson, shownOf } from "./locked-waiver";
import { refuseFor } from "./refuse";
import { detailFor } from "./waiver-detail";
import { weighWaiver } from "./weigh-waiver";

/** Ask for what is a draft. It is scored anew, as things are now. */
export const submitWaiver = defineUseCase({
  name: "waiver.submit",
  permission: "waiver:request",
  input: SubmitWaiverInput,
  subject: (input) => ({ kind: "waiver", id: input.id ?? null }),
  async handle({ input, actor, now, tx, record, hint, enqueue }): Promise<WaiverDetail> {
    const person = requirePerson(actor);
    const before = await lockedWaiver(tx, input.id);
    requireRevision(before.record, input.revision);
    const { content } = before.record;
    const db = prismaExecutor(tx);
    await lockExceptionsOf(db, content.serviceId);
    const weighed = await weighWaiver(tx, { waiverId: input.id, ...content }, now);
    refuseFor([...submitReasons(before.record, now), ...weighed.refusals]);
    const { assessment } = weighed;
    const revision = before.record.revision + 1;
    await saveRevision(db, {
      waiverId: input.id,
      revision,
      content: { ...content, need: assessment.need },
      assessment,
      savedBy: actor.name,
      savedByPerson: person,
      at: now,
      reason: "Asked for.",
      requestedAt: now,
    });
    const after = await lockedWaiver(tx, input.id);
    const subject = { kind: "waiver", id: input.id, name: after.reference };
    await record({ subject, before: shownOf(before), after: shownOf(after) });
    await enqueue(tellApproversJob, { waiverId: input.id, revision });
    await hint({ topic: "waiver", id: input.id, revision });
    return detailFor(tx, input.id, actor, now);
  },
});
