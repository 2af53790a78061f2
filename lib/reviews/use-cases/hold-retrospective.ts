import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { recordAttendance } from "../attendance-store";
import { HoldRetrospectiveInput, type RetrospectiveView } from "../contract";
import { findRetrospective } from "../retrospective-read-model";
import { lockRetrospective, saveHeld } from "../retrospective-store";
import { attendanceReasons } from "./attendance-check";
import { refuseFor } from "./refuse";

/** Say that a retrospective was held, what was found, and who came: something is said of everybody who was to be there. */
export const holdRetrospective = defineUseCase({
  name: "retrospective.hold",
  permission: "review:lead",
  input: HoldRetrospectiveInput,
  subject: (input) => ({ kind: "retrospective", id: input.id ?? null }),
  async handle({ input, now, tx, record, hint }): Promise<RetrospectiveView> {
    const { id, findings, attendance } = input;
    const db = prismaExecutor(tx);
    await lockRetrospective(db, id);
    const before = await findRetrospective(db, id, now);
    if (!before) throw notFound("retrospective", id);
    if (before.heldAt !== null)
      refuseFor([{ code: "held", message: "It was held already.", remedy: "Plan another one." }]);
    const reasons = await attendanceReasons(db, before.attendance, attendance);
    if (reasons.length > 0)
      throw new AppError("invalid_input", { detail: reasons.map(({ message }) => message).join(" "), reasons });
    await recordAttendance(db, "retrospective", id, attendance);
    await saveHeld(db, id, findings, now);
    const after = await findRetrospective(db, id, now);
    if (!after) throw new Error("a retrospective that was just held is not there");
    await record({
      subject: { kind: "retrospective", id, name: `${before.reference} ${before.objective.name}` },
      reason: findings,
      after: { attendance: after.attendance },
    });
    await hint({ topic: "review", id, revision: 0 });
    return after;
  },
});
