import { AppError } from "@/lib/kernel/app-error";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { CreateTimetableInput, type TimetableView } from "../timetable-contract";
import { loadSurroundings, loadTimetables, maxTimetables, timetableView } from "../timetable-read-model";
import { insertTimetable, lockTimetables } from "../timetable-store";
import { resolveTimetable } from "./timetable-fields";

/** Plan departures that come back, from now on. */
export const createTimetable = defineUseCase({
  name: "timetable.create",
  permission: "train:write",
  input: CreateTimetableInput,
  subject: (input) => ({ kind: "timetable", id: null, ...(input.name ? { name: input.name } : {}) }),
  async handle({ input, tx, actor, now, ids, record, hint }): Promise<TimetableView> {
    const db = prismaExecutor(tx);
    const { recurrence, environmentId } = await resolveTimetable(db, input);
    await lockTimetables(db);
    if ((await loadTimetables(db, { since: now })).length >= maxTimetables) throw tooMany();
    const id = ids.next("ttb");
    const { name, inFreeze } = input;
    await insertTimetable(db, { id, name, environmentId, recurrence, inFreeze, by: actor.name, at: now });
    const [kept] = await loadTimetables(db, { since: now, id });
    if (!kept) throw new Error("a timetable that was just kept is not there");
    const view = timetableView(kept, await loadSurroundings(db, now));
    await record({ subject: { kind: "timetable", id, name }, after: { ...input, words: view.words } });
    await hint({ topic: "train", id, revision: 1 });
    return view;
  },
});

function tooMany(): AppError {
  const message = `There are ${maxTimetables} timetables already.`;
  const reasons = [{ code: "too_many", message, remedy: "End one that is no longer used." }];
  return new AppError("rejected", { detail: message, reasons });
}
