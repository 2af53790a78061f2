import type { z } from "zod";
import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import { invalidField, notFound, requireRevision } from "@/lib/platform/refusals";
import { defineUseCase } from "@/lib/platform/use-case";
import {
  type DeletedHolidayCalendar,
  DeleteHolidayCalendarInput,
  EditHolidayCalendarInput,
  type HolidayCalendarDetail,
  HolidayCalendarIdInput,
} from "../holiday-contract";
import { findHolidayCalendar, requireTeamId } from "../holiday-read-model";
import {
  deleteHolidayCalendarRow,
  keepHolidays,
  lockHolidayCalendar,
  makeHolidaysDue,
  type StoredHolidayCalendar,
  saveHolidayCalendar,
} from "../holiday-store";
import { readHolidaysJob } from "../jobs";
import { holidaysOf, requireAddress } from "./holiday-fields";

type Change = z.infer<typeof EditHolidayCalendarInput>;

/** Change a calendar of holidays, or where it comes from. What is known stays until the new source was read. */
export const editHolidayCalendar = defineUseCase({
  name: "holiday.edit",
  permission: "holiday:write",
  input: EditHolidayCalendarInput,
  subject: (input) => ({ kind: "holiday_calendar", id: input.id ?? null }),
  async handle({ input, now, tx, runtime, record, enqueue, hint }): Promise<HolidayCalendarDetail> {
    const db = prismaExecutor(tx);
    const { stored, before } = await locked(db, input, now);
    if (input.url !== undefined && input.text !== undefined) {
      throw invalidField("text", "It has an address and a text.", "Give one of them.");
    }
    if (input.url !== undefined) requireAddress(input.url, runtime);
    const read = input.text === undefined ? null : holidaysOf(input.text, now);
    const url = urlAfter(stored, input);
    const isNewSource = read !== null || url !== stored.url;
    const teamId = input.team === undefined ? stored.teamId : await requireTeamId(db, input.team);
    const fields = { name: input.name ?? stored.name, timeZone: input.timeZone ?? stored.timeZone, teamId, url };
    await saveHolidayCalendar(db, input.id, fields, { isNewSource, now });
    if (read) await keepHolidays(db, input.id, read, now);
    else if (isNewSource) await enqueue(readHolidaysJob, { id: input.id });
    const after = await present(db, input.id, now);
    const subject = { kind: "holiday_calendar", id: input.id, name: after.name };
    await record({ subject, before: withoutDays(before), after: withoutDays(after) });
    await hint({ topic: "holiday", id: input.id, revision: after.revision });
    return after;
  },
});

function urlAfter(stored: StoredHolidayCalendar, { url, text }: Change): string | null {
  if (text !== undefined) return null;
  return url ?? stored.url;
}

/** Delete a calendar of holidays; its days are like others from then on. */
export const deleteHolidayCalendar = defineUseCase({
  name: "holiday.delete",
  permission: "holiday:write",
  input: DeleteHolidayCalendarInput,
  subject: (input) => ({ kind: "holiday_calendar", id: input.id ?? null }),
  async handle({ input, now, tx, record, hint }): Promise<DeletedHolidayCalendar> {
    const db = prismaExecutor(tx);
    const { before } = await locked(db, input, now);
    await deleteHolidayCalendarRow(db, input.id);
    const subject = { kind: "holiday_calendar", id: input.id, name: before.name };
    await record({ subject, before: withoutDays(before) });
    await hint({ topic: "holiday", id: input.id, revision: before.revision + 1 });
    return { id: input.id };
  },
});

/** Have a calendar of holidays read now. */
export const refreshHolidayCalendar = defineUseCase({
  name: "holiday.refresh",
  permission: "holiday:write",
  input: HolidayCalendarIdInput,
  subject: (input) => ({ kind: "holiday_calendar", id: input.id ?? null }),
  async handle({ input, now, tx, record, enqueue, hint }): Promise<HolidayCalendarDetail> {
    const db = prismaExecutor(tx);
    const calendar = await present(db, input.id, now);
    await makeHolidaysDue(db, input.id, now);
    await enqueue(readHolidaysJob, { id: input.id });
    await record({ subject: { kind: "holiday_calendar", id: input.id, name: calendar.name } });
    await hint({ topic: "holiday", id: input.id, revision: calendar.revision });
    return calendar;
  },
});

async function locked(db: SqlExecutor, input: { readonly id: string; readonly revision: number }, now: Instant) {
  const stored = await lockHolidayCalendar(db, input.id);
  if (!stored) throw notFound("calendar of holidays", input.id);
  const before = await present(db, input.id, now);
  requireRevision(withoutDays(before), input.revision);
  return { stored, before };
}

async function present(db: SqlExecutor, id: string, now: Instant): Promise<HolidayCalendarDetail> {
  const found = await findHolidayCalendar(db, id, { now, mayChange: true });
  if (!found) throw notFound("calendar of holidays", id);
  return found;
}

/** Days are the source's, and too many for a record. */
function withoutDays({ days: _, ...calendar }: HolidayCalendarDetail): Omit<HolidayCalendarDetail, "days"> {
  return calendar;
}
