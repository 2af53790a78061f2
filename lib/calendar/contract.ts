import { z } from "zod";
import { Revision, Slug, Timestamp, title } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";

/** What browsers and machines send and get about change windows. Client-safe. */

export const WindowKind = z.enum(["blackout", "maintenance"]);
export type WindowKind = z.infer<typeof WindowKind>;

export const UnderWay = z.enum(["hold", "let_run"], "Write hold or let_run.");
export type UnderWay = z.infer<typeof UnderWay>;

const HoldsFlagFlips = z.boolean("Write true or false.");

const WindowId = z.string().min(1).max(64);
const RuleText = z
  .string()
  .trim()
  .min(1, "Give a rule as FREQ=WEEKLY;BYDAY=FR.")
  .max(300, "Use at most 300 characters.");
const ZoneName = z.string().trim().min(1, "Name a time zone as Europe/Berlin.").max(64, "Use at most 64 characters.");
const LeftOut = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?$/, "Give a day as 2026-12-25, or a start as 2026-12-25T17:00.");

/** How a window comes back (RFC 5545); `startsAt` and `endsAt` are then its first time. */
export const RecurrenceInput = z.strictObject({
  rule: RuleText,
  timeZone: ZoneName,
  /** Local days or starts that are left out. */
  exdates: z.array(LeftOut).max(200, "Leave out at most 200 days.").default([]),
});

export const CreateWindowInput = z.strictObject({
  kind: WindowKind,
  name: title(80),
  /** Slug; null for all environments. */
  environment: Slug.nullable().default(null),
  /** Slug; null for all services. */
  service: Slug.nullable().default(null),
  startsAt: Timestamp,
  endsAt: Timestamp,
  /** Null for once. */
  recurrence: RecurrenceInput.nullable().default(null),
  /** What becomes of a rollout that is under way when the hold begins: it stays at its step, or goes on. */
  underWay: UnderWay.default("hold"),
  /** Does it hold flag flips too? Left out: a blackout does, a maintenance window does not. */
  holdsFlagFlips: HoldsFlagFlips.optional(),
});

export const EditWindowInput = z.strictObject({
  id: WindowId,
  revision: Revision,
  kind: WindowKind.optional(),
  name: title(80).optional(),
  environment: Slug.nullable().optional(),
  service: Slug.nullable().optional(),
  startsAt: Timestamp.optional(),
  endsAt: Timestamp.optional(),
  recurrence: RecurrenceInput.nullable().optional(),
  underWay: UnderWay.optional(),
  holdsFlagFlips: HoldsFlagFlips.optional(),
});

export const DeleteWindowInput = z.strictObject({
  id: WindowId,
  revision: Revision,
  reason: z.string().trim().max(1_000, "Use at most 1000 characters.").optional(),
});

export const ListWindowsInput = z.strictObject({
  ...PageInput,
  kind: WindowKind.optional(),
  service: Slug.optional(),
  environment: Slug.optional(),
  /** Only windows that end after this time. */
  from: Timestamp.optional(),
  /** Only windows that start before this time. */
  to: Timestamp.optional(),
});

export const PreviewWindowInput = z.strictObject({
  startsAt: Timestamp,
  endsAt: Timestamp,
  rule: RuleText,
  timeZone: ZoneName,
  /** Local days or starts that are left out, with commas between. */
  exdates: z
    .string()
    .max(4_000, "Leave out at most 200 days.")
    .regex(/^(\d{4}-\d\d-\d\d(T\d\d:\d\d)?(,|$))*$/, "Give days as 2026-12-25 with commas between.")
    .default(""),
  /** From when on; now when left out. */
  from: Timestamp.optional(),
});

export const GetHoldInput = z.strictObject({ service: Slug, environment: Slug });

const at = z.string();
const Place = z.object({ id: z.string(), slug: z.string(), name: z.string() });

const Times = z.object({ startsAt: at, endsAt: at });

export const RecurrenceView = z.object({
  rule: z.string(),
  timeZone: z.string(),
  /** When the series may begin, and the minutes that the wall clock of the zone goes on from each start. */
  localStart: z.string(),
  durationMinutes: z.number(),
  exdates: z.array(z.string()),
  words: z.string(),
});
export type RecurrenceView = z.infer<typeof RecurrenceView>;

/** The next times, as what holds rollouts sees them. */
export const WindowPreview = z.object({ words: z.string(), occurrences: z.array(Times) });
export type WindowPreview = z.infer<typeof WindowPreview>;

export const WindowView = z.object({
  id: z.string(),
  kind: WindowKind,
  name: z.string(),
  environment: Place.nullable(),
  service: Place.nullable(),
  /** Of a window that comes back, its first time. */
  startsAt: at,
  endsAt: at,
  recurrence: RecurrenceView.nullable(),
  underWay: UnderWay,
  holdsFlagFlips: z.boolean(),
  /** The time that it is in force now, else the next; null when all is over. */
  next: Times.nullable(),
  createdBy: z.string(),
  createdAt: at,
  revision: z.number(),
});
export type WindowView = z.infer<typeof WindowView>;
export const WindowPage = pageOf(WindowView);
export type WindowPage = z.infer<typeof WindowPage>;

export const GetWindowInput = z.strictObject({ id: WindowId });

/** What stands in a calendar, from whichever area. */
export const CalendarEntry = z.object({
  /** The same for the same thing at the same time. */
  id: z.string(),
  /** `blackout`, `maintenance`, `rollout`, `change`, `drill`, `reservation` …; sources of other areas add theirs. */
  kind: z.string(),
  title: z.string(),
  startsAt: at,
  /** Equal to `startsAt` for a moment. */
  endsAt: at,
  /** It is about days, not hours. */
  isAllDay: z.boolean(),
  /** The zone whose days it is about; null for those of whoever looks. */
  timeZone: z.string().nullable(),
  environment: Place.nullable(),
  service: Place.nullable(),
  /** What is to be said of it in a word or two. */
  note: z.string().nullable(),
  /** Its page; null when it has none. */
  href: z.string().nullable(),
  /** The window that it is a time of. */
  windowId: z.string().nullable(),
  recurs: z.boolean(),
  /** Of a window: it holds flag flips too; left out elsewhere. */
  holdsFlagFlips: z.boolean().optional(),
  /** The gate that is asked for what is planned, with how many more there are; left out where none is asked. */
  gate: z.object({ service: z.string(), environment: z.string(), version: z.string(), more: z.number() }).optional(),
});
export type CalendarEntry = z.infer<typeof CalendarEntry>;

export const CalendarView = z.object({
  items: z.array(CalendarEntry),
  /** There is more than the calendar shows at once. */
  isCut: z.boolean(),
});
export type CalendarView = z.infer<typeof CalendarView>;

export const ListCalendarInput = z.strictObject({
  from: Timestamp,
  to: Timestamp,
  service: Slug.optional(),
  environment: Slug.optional(),
  /** Kinds with commas between; all when left out. */
  kinds: z.string().max(200, "Name at most 20 kinds.").optional(),
});

export const CheckTimeInput = z.strictObject({
  service: Slug,
  environment: Slug,
  startsAt: Timestamp,
  endsAt: Timestamp,
  /** Name of the person who is to do it. */
  assignee: title(200).optional(),
});

/** What speaks against a time, and the next times against which nothing does. */
export const TimeCheck = z.object({
  conflicts: z.array(
    z.object({
      /** One of the ten classic reasons: `service_in_blackout`, `parent_busy` … */
      code: z.string(),
      sentence: z.string(),
    }),
  ),
  slots: z.array(Times),
  /** Why there is no free time in the next 60 days; null when there is. */
  none: z.string().nullable(),
});
export type TimeCheck = z.infer<typeof TimeCheck>;

export const HoldReason = z.object({
  code: z.enum(["blackout", "outside_maintenance", "budget_policy"]),
  message: z.string(),
  remedy: z.string(),
  windowId: z.string().nullable(),
  until: at.nullable(),
  /** When it began to hold; null when that is not known. */
  since: at.nullable(),
  /** What becomes of a rollout that was under way then. */
  underWay: UnderWay,
});
export type HoldReason = z.infer<typeof HoldReason>;

/** May forward moves of this service in this environment go on now? Rollbacks always may. */
export const HoldView = z.object({
  held: z.boolean(),
  until: at.nullable(),
  reasons: z.array(HoldReason),
  /** What would hold them if no waiver were in force. */
  waived: z.array(HoldReason.extend({ waiver: z.string(), waivedUntil: at })),
});
export type HoldView = z.infer<typeof HoldView>;

export const DeletedWindow = z.object({ id: z.string() });
