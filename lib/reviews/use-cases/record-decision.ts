import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import { invalidField, notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type MeetingDetail, RecordDecisionInput } from "../contract";
import { findDecision, findMeeting, findSubjectName } from "../meeting-read-model";
import { insertDecision } from "../meeting-store";
import { meetingDetail } from "./meeting-detail";
import { refuseFor, requirePerson } from "./refuse";

/** Record what a meeting that was held decided, and about what. A decision is never edited: a new one replaces it, once. */
export const recordDecision = defineUseCase({
  name: "meeting.decide",
  permission: "review:lead",
  input: RecordDecisionInput,
  subject: (input) => ({ kind: "meeting", id: input.id ?? null }),
  async handle({ input, actor, now, tx, ids, record, hint }): Promise<MeetingDetail> {
    const { id, subjectKind, text } = input;
    requirePerson(actor);
    const db = prismaExecutor(tx);
    const meeting = await findMeeting(db, id);
    if (!meeting) throw notFound("meeting", id);
    if (meeting.view.heldAt === null)
      refuseFor([{ code: "not_held", message: "It is not held yet.", remedy: "Say who is there first." }]);
    const subject = await subjectOf(db, subjectKind, input.subjectId);
    const replaces = input.replaces ?? null;
    if (replaces !== null && !(await findDecision(db, replaces)))
      throw invalidField("replaces", "There is no such decision.", "Give the id of the decision to replace.");
    const decisionId = ids.next("dec");
    const given = { id: decisionId, meetingId: id, subjectKind, text, replaces, by: actor.name, at: now };
    const isFirst = await insertDecision(db, {
      ...given,
      subjectId: subject?.id ?? null,
      subjectName: subject?.name ?? null,
    });
    if (!isFirst)
      refuseFor([
        {
          code: "replaced",
          field: "replaces",
          message: "Another decision has replaced it already.",
          remedy: "Replace the newest one.",
        },
      ]);
    await record({
      subject: { kind: "meeting", id, name: `${meeting.view.reference} ${meeting.view.title}` },
      reason: text,
      after: { decisionId, about: subject, replaces },
    });
    await hint({ topic: "review", id, revision: 0 });
    return meetingDetail(tx, id, now);
  },
});

async function subjectOf(
  db: SqlExecutor,
  kind: string,
  id: string | undefined,
): Promise<{ id: string; name: string } | null> {
  if (kind === "none") return null;
  const name = id === undefined ? null : await findSubjectName(db, kind, id);
  if (id === undefined || name === null)
    throw invalidField("subjectId", `There is no such ${kind.replace("_", " ")}.`, "Name what was decided about.");
  return { id, name };
}
