import { prismaExecutor } from "@/lib/platform/db/executor";
import { defineUseCase } from "@/lib/platform/use-case";
import { CreateHolidayCalendarInput, type HolidayCalendarDetail } from "../holiday-contract";
import { findHolidayCalendar, requireTeamId } from "../holiday-read-model";
import { insertHolidayCalendar, keepHolidays } from "../holiday-store";
import { readHolidaysJob } from "../jobs";
import { holidaysOf, requireAddress, requireOneSource } from "./holiday-fields";

/** Bring a calendar of holidays, as text or from an address, which the worker reads at once and twice a day from then on. */
export const createHolidayCalendar = defineUseCase({
  name: "holiday.create",
  permission: "holiday:write",
  input: CreateHolidayCalendarInput,
  subject: (input) => ({ kind: "holiday_calendar", id: null, ...(input.name ? { name: input.name } : {}) }),
  async handle({ input, actor, now, tx, ids, runtime, record, enqueue, hint }): Promise<HolidayCalendarDetail> {
    const { name, timeZone, url, text } = input;
    requireOneSource(input);
    if (url !== null) requireAddress(url, runtime);
    const read = text === null ? null : holidaysOf(text, now);
    const db = prismaExecutor(tx);
    const teamId = await requireTeamId(db, input.team);
    const id = ids.next("hol");
    await insertHolidayCalendar(db, { id, name, timeZone, teamId, url, createdBy: actor.name }, now);
    if (read) await keepHolidays(db, id, read, now);
    else await enqueue(readHolidaysJob, { id });
    const created = await findHolidayCalendar(db, id, { now, mayChange: true });
    if (!created) throw new Error("a calendar that was just inserted is not there");
    const { days: _, ...after } = created;
    await record({ subject: { kind: "holiday_calendar", id, name }, after });
    await hint({ topic: "holiday", id, revision: 1 });
    return created;
  },
});
