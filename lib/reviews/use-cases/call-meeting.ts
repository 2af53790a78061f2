import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { inviteTo } from "../attendance-store";
import { CallMeetingInput, type MeetingDetail } from "../contract";
import { activePersons } from "../meeting-read-model";
import { insertMeeting } from "../meeting-store";
import { meetingDetail } from "./meeting-detail";

/** Call a review meeting. Its agenda makes itself until it is held. */
export const callMeeting = defineUseCase({
  name: "meeting.call",
  permission: "review:lead",
  input: CallMeetingInput,
  subject: (input) => ({ kind: "meeting", id: null, ...(input.title ? { name: String(input.title) } : {}) }),
  async handle({ input, actor, now, tx, ids, record, hint }): Promise<MeetingDetail> {
    const db = prismaExecutor(tx);
    const personIds = [...new Set(input.personIds)];
    const known = await activePersons(db, personIds);
    const reasons = personIds.flatMap((id, index) =>
      known.has(id)
        ? []
        : [
            {
              code: "unknown",
              field: `personIds.${index}`,
              message: "There is no such person.",
              remedy: "Choose somebody who is there.",
            },
          ],
    );
    if (reasons.length > 0) throw new AppError("invalid_input", { detail: "Somebody is not known.", reasons });
    const id = ids.next("mtg");
    const { title } = input;
    await insertMeeting(db, { id, title, scheduledAt: Date.parse(input.scheduledAt), by: actor.name, at: now });
    await inviteTo(
      db,
      "meeting",
      id,
      personIds.map((personId) => ({ id: personId, isRequired: true })),
    );
    await record({ subject: { kind: "meeting", id, name: title }, after: { ...input } });
    await hint({ topic: "review", id, revision: 0 });
    return meetingDetail(tx, id, now);
  },
});
