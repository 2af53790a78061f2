import { may } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import {
  type HolidayCalendarDetail,
  HolidayCalendarIdInput,
  type HolidayCalendarList,
  ListHolidayCalendarsInput,
} from "../holiday-contract";
import { findHolidayCalendar, listHolidayCalendarViews } from "../holiday-read-model";

/** Calendars of holidays by name, with when each was read last and what is wrong. */
export const listHolidayCalendars = defineQuery({
  name: "holiday.list",
  permission: "catalog:read",
  input: ListHolidayCalendarsInput,
  async handle({ actor, db, now }): Promise<HolidayCalendarList> {
    const mayChange = may(actor, "holiday:write");
    return { items: await listHolidayCalendarViews(prismaExecutor(db), { now, mayChange }) };
  },
});

/** One calendar of holidays with its days. */
export const getHolidayCalendar = defineQuery({
  name: "holiday.get",
  permission: "catalog:read",
  input: HolidayCalendarIdInput,
  async handle({ input, actor, db, now }): Promise<HolidayCalendarDetail> {
    const mayChange = may(actor, "holiday:write");
    const found = await findHolidayCalendar(prismaExecutor(db), input.id, { now, mayChange });
    if (!found) throw notFound("calendar of holidays", input.id);
    return found;
  },
});
