import { AppError } from "@/lib/kernel/app-error";
import { personKeyOf } from "@/lib/platform/auth/actor";
import { defineUseCase } from "@/lib/platform/use-case";
import { readClock } from "../clock-read-model";
import { insertMark } from "../clock-store";
import { type ClockDetail, ResumeClockInput } from "../contract";
import { clockAfter, lockedClock } from "./locked-clock";
import { reviseClocks } from "./revise-clocks";

/** End the open pause of a clock before its cap does. Throws `rejected` when there is none. */
export const resumeClock = defineUseCase({
  name: "clock.resume",
  permission: "clock:pause",
  input: ResumeClockInput,
  subject: (input) => ({ kind: "clock", id: input.id ?? null }),
  async handle({ input, actor, now, tx, record, hint }): Promise<ClockDetail> {
    const { id, note } = input;
    const known = await lockedClock(tx, input, now);
    const open = readClock(known, now).state.pauses.filter(({ endedBy }) => endedBy === "open");
    if (open.length === 0)
      throw new AppError("rejected", {
        detail: "The clock is not paused.",
        reasons: [{ code: "not_paused", message: "The clock is not paused.", remedy: "Read it again." }],
      });
    for (const { pauseId } of open) {
      const by = { byPerson: personKeyOf(actor), byName: actor.name };
      await insertMark(tx, { clockId: id, kind: "resumed", at: new Date(now), pauseId, note, ...by });
    }
    await reviseClocks(tx, new Map([[id, { cause: "resume", reason: note, by: actor.name }]]), now);
    const after = await clockAfter(tx, id, now);
    await record({ subject: { kind: "clock", id, name: after.title }, after: { dueAt: after.dueAt }, reason: note });
    await hint({ topic: "clock", id, revision: after.revision });
    return after;
  },
});
