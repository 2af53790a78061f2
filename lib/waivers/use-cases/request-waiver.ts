import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { RequestWaiverInput, type WaiverDetail } from "../contract";
import { timeReasons } from "../domain/waiver-commands";
import { tellApproversJob } from "../jobs";
import { insertWaiver, lockExceptionsOf } from "../waiver-store";
import { requirePlace } from "./find-place";
import { lockedWaiver, requirePerson, shownOf } from "./locked-waiver";
import { refuseFor } from "./refuse";
import { requireSubject } from "./require-subject";
import { detailFor } from "./waiver-detail";
import { weighWaiver } from "./weigh-waiver";

/** Ask that a rule be bent for a bounded time, or keep that as a draft. It is scored, and the score says who must approve it. */
export const requestWaiver = defineUseCase({
  name: "waiver.request",
  permission: "waiver:request",
  input: RequestWaiverInput,
  subject: (input) => ({ kind: "waiver", id: null, name: `${input.kind} of ${input.service} in ${input.environment}` }),
  async handle({ input, actor, now, tx, ids, record, hint, enqueue }): Promise<WaiverDetail> {
    const person = requirePerson(actor);
    const { service, environment, isDraft, kind, subject, justification, risk, mitigation, sunset } = input;
    const place = await requirePlace(tx, { service, environment });
    const db = prismaExecutor(tx);
    await requireSubject(db, { kind, subject, ...place });
    const time = { startsAt: instant(Date.parse(input.startsAt)), endsAt: instant(Date.parse(input.endsAt)) };
    await lockExceptionsOf(db, place.serviceId);
    const weighed = await weighWaiver(tx, { waiverId: "", kind, subject, ...place, ...time }, now);
    refuseFor([...timeReasons(time, now), ...(isDraft ? [] : weighed.refusals)]);
    const id = ids.next("wvr");
    const { assessment } = weighed;
    const content = {
      kind,
      subject,
      ...place,
      justification,
      risk,
      mitigation,
      sunset,
      ...time,
      need: assessment.need,
    };
    const by = { savedBy: actor.name, savedByPerson: person, at: now, reason: null };
    await insertWaiver(db, { waiverId: id, revision: 1, content, assessment, ...by, isDraft, renewalOf: null });
    const made = await lockedWaiver(tx, id);
    await record({
      subject: { kind: "waiver", id, name: made.reference },
      reason: justification,
      after: shownOf(made),
    });
    if (!isDraft) await enqueue(tellApproversJob, { waiverId: id, revision: 1 });
    await hint({ topic: "waiver", id, revision: 1 });
    return detailFor(tx, id, actor, now);
  },
});
