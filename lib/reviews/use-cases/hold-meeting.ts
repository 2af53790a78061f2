import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { loadAgenda } from "../agenda-read-model";
import { recordAttendance } from "../attendance-store";
import { HoldMeetingInput, type MeetingDetail } from "../contract";
import { findMeeting } from "../meeting-read-model";
import { lockMeeting, saveHeldMeeting } from "../meeting-store";
import { attendanceReasons } from "./attendance-check";
import { meetingDetail } from "./meeting-detail";
import { refuseFor } from "./refuse";

/** Say that a meeting is held, and who is there. Its agenda is kept as it is at this moment. */
export const holdMeeting = defineUseCase({
  name: "meeting.hold",
  permission: "review:lead",
  input: HoldMeetingInput,
  subject: (input) => ({ kind: "meeting", id: input.id ?? null }),
  async handle({ input, now, tx, record, hint }): Promise<MeetingDetail> {
    const { id, attendance } = input;
    const db = prismaExecutor(tx);
    await lockMeeting(db, id);
    const before = await findMeeting(db, id);
    if (!before) throw notFound("meeting", id);
    const { view } = before;
    if (view.heldAt !== null)
      refuseFor([{ code: "held", message: "It was held already.", remedy: "Call another one." }]);
    const reasons = await attendanceReasons(db, view.attendance, attendance);
    if (reasons.length > 0)
      throw new AppError("invalid_input", { detail: reasons.map(({ message }) => message).join(" "), reasons });
    const agenda = await loadAgenda(db, now);
    await recordAttendance(db, "meeting", id, attendance);
    await saveHeldMeeting(db, id, agenda, now);
    await record({
      subject: { kind: "meeting", id, name: `${view.reference} ${view.title}` },
      after: { attendance, agendaItems: agenda.items.length },
    });
    await hint({ topic: "review", id, revision: 0 });
    return meetingDetail(tx, id, now);
  },
});
