import { AppError } from "@/lib/kernel/app-error";
import { personKeyOf } from "@/lib/platform/auth/actor";
import { defineUseCase } from "@/lib/platform/use-case";
import { readClock } from "../clock-read-model";
import { insertMark } from "../clock-store";
import { type ClockDetail, PauseClockInput } from "../contract";
import { pauseRefusals } from "../domain/pause-check";
import { clockAfter, lockedClock } from "./locked-clock";
import { reviseClocks } from "./revise-clocks";

/**
 * Pause a clock from now on, for a reason that its definition allows, with the evidence that it asks for. It resumes by itself after the
 * reason's cap, worked out when it is read. Throws `rejected` with every reason against it.
 */
export const pauseClock = defineUseCase({
  name: "clock.pause",
  permission: "clock:pause",
  input: PauseClockInput,
  subject: (input) => ({ kind: "clock", id: input.id ?? null }),
  async handle({ input, actor, now, tx, ids, record, hint }): Promise<ClockDetail> {
    const { id, reason, evidenceUrl = null, note = null } = input;
    const known = await lockedClock(tx, input, now);
    const { state } = readClock(known, now);
    const pausesSoFar = known.row.marks.filter(({ kind }) => kind === "paused").length;
    const asked = { reason, hasEvidence: evidenceUrl !== null };
    const refusals = pauseRefusals(asked, { terms: known.terms, state, pausesSoFar });
    const rule = known.terms.pauses.find((one) => one.reason === reason);
    if (refusals.length > 0 || !rule)
      throw new AppError("rejected", { detail: refusals.map(({ message }) => message).join(" "), reasons: refusals });
    await insertMark(tx, {
      ...{ clockId: id, kind: "paused", at: new Date(now), pauseId: ids.next("pau"), reason, evidenceUrl, note },
      ...{ capMs: BigInt(rule.capMinutes * 60_000), byPerson: personKeyOf(actor), byName: actor.name },
    });
    await reviseClocks(tx, new Map([[id, { cause: "pause", reason, by: actor.name }]]), now);
    const after = await clockAfter(tx, id, now);
    const before = { dueAt: state.dueAt === null ? null : new Date(state.dueAt).toISOString() };
    const told = { dueAt: after.dueAt, resumesAt: after.resumesAt, evidenceUrl, note };
    await record({ subject: { kind: "clock", id, name: after.title }, before, after: told, reason });
    await hint({ topic: "clock", id, revision: after.revision });
    return after;
  },
});
