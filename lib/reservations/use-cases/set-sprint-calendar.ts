import { prismaExecutor } from "@/lib/platform/db/executor";
import { alreadyTaken, notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import { SetSprintCalendarInput, type SprintCalendarView } from "../contract";
import { findSprintCalendar, lockSprintCalendar } from "../sprint-read-model";
import { saveSprintCalendar } from "../sprint-store";
import { requireZone } from "./find-wished";

/** Say how the sprints of a team go. Every environment that has the calendar follows; what was promised stays promised. */
export const setSprintCalendar = defineUseCase({
  name: "sprint-calendar.set",
  permission: "reservation:manage",
  input: SetSprintCalendarInput,
  subject: (input) => ({ kind: "sprint_calendar", id: input.slug ?? null, name: input.name ?? "" }),
  async handle({ input, tx, ids, actor, now, record, hint }): Promise<SprintCalendarView> {
    const { slug, name, revision, reason } = input;
    requireZone(input.timeZone, "timeZone");
    const db = prismaExecutor(tx);
    const before = await lockSprintCalendar(db, slug, now);
    if (revision === undefined && before) {
      const message = `There is a sprint calendar “${slug}” already.`;
      throw alreadyTaken("slug", message, "Choose another slug, or change that one with its revision.");
    }
    if (revision !== undefined && !before) throw notFound("sprint calendar", slug);
    if (revision !== undefined && before) requireRevision(before, revision);
    await saveSprintCalendar(db, { id: ids.next("spr"), calendar: input, by: actor.name, at: now });
    const after = await findSprintCalendar(db, slug, now);
    if (!after) throw new Error("a sprint calendar that was just saved is not there");
    await record({ subject: { kind: "sprint_calendar", id: slug, name }, reason, before, after });
    for (const environment of after.environments)
      await hint({ topic: "reservation", id: environment.slug, revision: after.revision });
    return after;
  },
});
