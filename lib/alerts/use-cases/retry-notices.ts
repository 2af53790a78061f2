import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { lockStanding } from "../alarm-place-read-model";
import { findAlarmDetail } from "../alarm-read-model";
import { type AlarmDetail, AlarmIdInput } from "../contract";
import { reviveNotices } from "../notice-store";

/** Try again what could not be told of an alarm, as when somebody has mended the connection. */
export const retryNotices = defineUseCase({
  name: "alert.retry",
  permission: "alert:acknowledge",
  input: AlarmIdInput,
  subject: (input) => ({ kind: "alert", id: input.id ?? null }),
  async handle({ input, tx, now, record, hint }): Promise<AlarmDetail> {
    const db = prismaExecutor(tx);
    const alarm = await lockStanding(db, input.id);
    if (!alarm) throw notFound("alert", input.id);
    const count = await reviveNotices(db, alarm.id, now);
    if (count === 0) {
      const message = "Nothing of this alert was given up that could still be told.";
      const reasons = [{ code: "nothing_dead", message, remedy: "What waits is tried by itself." }];
      throw new AppError("rejected", { detail: message, reasons });
    }
    await record({ subject: { kind: "alert", id: alarm.id, name: alarm.title }, detail: { notices: count } });
    await hint({ topic: "alert", id: alarm.id, revision: 0 });
    const after = await findAlarmDetail(tx, alarm.id);
    if (!after) throw new Error("an alarm that is locked is not there");
    return after;
  },
});
