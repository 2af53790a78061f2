import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { lockStanding } from "../alarm-place-read-model";
import { findAlarmDetail } from "../alarm-read-model";
import { AcknowledgeAlarmInput, type AlarmDetail } from "../contract";
import { markAcknowledged } from "./mark-acknowledged";
import { partsOf } from "./parts-of";

/** Say that one looks after an alarm. Whoever was told of it is told so; it goes on firing until it is over. */
export const acknowledgeAlarm = defineUseCase({
  name: "alert.acknowledge",
  permission: "alert:acknowledge",
  input: AcknowledgeAlarmInput,
  subject: (input) => ({ kind: "alert", id: input.id ?? null }),
  async handle({ input, tx, actor, now, runtime, record }): Promise<AlarmDetail> {
    const db = prismaExecutor(tx);
    const alarm = await lockStanding(db, input.id);
    if (!alarm) throw notFound("alert", input.id);
    const reason = input.reason || null;
    const isNew = await markAcknowledged(db, partsOf(runtime), alarm, { by: actor.name, reason }, now);
    const after = await findAlarmDetail(tx, input.id);
    if (!after) throw new Error("an alarm that is locked is not there");
    if (!isNew) throw refusal(after);
    await record({ subject: { kind: "alert", id: alarm.id, name: alarm.title }, reason });
    return after;
  },
});

function refusal(current: AlarmDetail): AppError {
  const isOver = current.resolvedAt !== null;
  const message = isOver ? "The alert is over." : `${current.acknowledgedBy} has acknowledged it already.`;
  const remedy = isOver ? "There is nothing to look after any more." : "Ask them, or look at the alert.";
  const reasons = [{ code: isOver ? "over" : "acknowledged", message, remedy }];
  return new AppError("conflict", { detail: message, reasons, current });
}
