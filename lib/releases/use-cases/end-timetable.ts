import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { type EndedTimetable, EndTimetableInput } from "../timetable-contract";
import { loadTimetables } from "../timetable-read-model";
import { endStored } from "../timetable-store";

/** End a timetable: it has no departures from now on. Trains that took one keep their plan. */
export const endTimetable = defineUseCase({
  name: "timetable.end",
  permission: "train:write",
  input: EndTimetableInput,
  subject: (input) => ({ kind: "timetable", id: input.id ?? null }),
  async handle({ input, tx, actor, now, record, hint }): Promise<EndedTimetable> {
    const db = prismaExecutor(tx);
    const { id, reason } = input;
    const [before] = await loadTimetables(db, { since: now, id });
    if (!before || !(await endStored(db, { id, by: actor.name, reason, at: now }))) throw notFound("timetable", id);
    await record({ subject: { kind: "timetable", id, name: before.name }, reason });
    await hint({ topic: "train", id, revision: 2 });
    return { id };
  },
});
