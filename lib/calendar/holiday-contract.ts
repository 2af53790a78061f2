import { z } from "zod";
import { isTimeZone } from "@/lib/kernel/zoned-time";
import { Revision, Slug, title } from "@/lib/platform/fields";

/** What browsers and machines send and get about calendars of holidays. Client-safe. */

const HolidayCalendarId = z.string().min(1).max(64);
const ZoneName = z
  .string()
  .trim()
  .max(64, "Use at most 64 characters.")
  .refine(isTimeZone, "Name a time zone as Europe/Berlin, or UTC.");
const Address = z.string().trim().min(1, "Give an https:// address.").max(2_000, "Use at most 2000 characters.");
const CalendarText = z.string().min(1, "Give the text of a calendar (.ics).").max(262_144, "Give 256 KB at most.");

export const CreateHolidayCalendarInput = z.strictObject({
  name: title(80),
  /** Whose days they are. */
  timeZone: ZoneName,
  /** Slug of the team whose services it concerns; null for everybody's. */
  team: Slug.nullable().default(null),
  /** Where it is read from, again and again. */
  url: Address.nullable().default(null),
  /** Its text, when it has no address. */
  text: CalendarText.nullable().default(null),
});

export const EditHolidayCalendarInput = z.strictObject({
  id: HolidayCalendarId,
  revision: Revision,
  name: title(80).optional(),
  timeZone: ZoneName.optional(),
  team: Slug.nullable().optional(),
  /** Read it from here from now on. What is known stays until that worked. */
  url: Address.optional(),
  /** Take this text from now on, and ask no address. */
  text: CalendarText.optional(),
});

export const HolidayCalendarIdInput = z.strictObject({ id: HolidayCalendarId });
export const DeleteHolidayCalendarInput = z.strictObject({ id: HolidayCalendarId, revision: Revision });
export const ListHolidayCalendarsInput = z.strictObject({});

const at = z.string();
const Days = z.object({ name: z.string(), firstDay: z.string(), endDay: z.string() });

export const HolidayCalendarView = z.object({
  id: z.string(),
  name: z.string(),
  timeZone: z.string(),
  team: z.object({ slug: z.string(), name: z.string() }).nullable(),
  /** Where it is read from; null for one that was given as text, and for those who may not change it. */
  url: z.string().nullable(),
  /** Host of the address; null for one that was given as text. */
  host: z.string().nullable(),
  /** `waiting`: not read yet; `failing`: what is known is as old as `readAt`. */
  state: z.enum(["waiting", "ok", "failing"]),
  holidayCount: z.number(),
  /** Entries that were left out, because they have a time of day. */
  leftOutCount: z.number(),
  next: Days.nullable(),
  triedAt: at.nullable(),
  readAt: at.nullable(),
  /** What is wrong, and what to do. */
  failure: z.string().nullable(),
  nextTryAt: at.nullable(),
  createdBy: z.string(),
  createdAt: at,
  revision: z.number(),
});
export type HolidayCalendarView = z.infer<typeof HolidayCalendarView>;
export const HolidayCalendarList = z.object({ items: z.array(HolidayCalendarView) });
export type HolidayCalendarList = z.infer<typeof HolidayCalendarList>;

/** With its days, the first that does not belong to a holiday as `endDay`. */
export const HolidayCalendarDetail = HolidayCalendarView.extend({ days: z.array(Days) });
export type HolidayCalendarDetail = z.infer<typeof HolidayCalendarDetail>;

export const DeletedHolidayCalendar = z.object({ id: z.string() });
export type DeletedHolidayCalendar = z.infer<typeof DeletedHolidayCalendar>;
