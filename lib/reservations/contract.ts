import { z } from "zod";
import { RecurrenceInput, RecurrenceView } from "@/lib/calendar/contract";
import { Revision, Slug, Timestamp, title, wholeNumber } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";
import { endings } from "./domain/reservation";

/** What browsers and machines send and get about reservations of environments and the hours that they are promised. Client-safe. */

const Id = z.string().min(1, "Give the id.").max(64, "Use at most 64 characters.");
const ZoneName = z.string().trim().min(1, "Name a time zone as Europe/Berlin.").max(64, "Use at most 64 characters.");
const Reason = title(1_000);

const Where = {
  /** Slugs; left out for the whole environment. */
  services: z.array(Slug).max(50, "Name at most 50 services, or leave them out for all.").default([]),
  /** Units of the capacity that are shared with others; null to be there alone. */
  units: z
    .int("Give a whole number from 1 to 100.")
    .min(1, "Give 1 or more.")
    .max(100, "Give at most 100.")
    .nullable()
    .default(null),
};

export const ReserveInput = z.strictObject({
  slug: Slug,
  ...Where,
  startsAt: Timestamp,
  endsAt: Timestamp,
  /** In which the times are meant and shown. */
  timeZone: ZoneName.default("UTC"),
  /** Minutes at its beginning in which data is prepared: they are part of it. */
  prepareMinutes: wholeNumber(0, 10_080).default(0),
  purpose: title(200),
  /** Slug of the team that it is for; its members use it as its holder does. */
  team: Slug.nullable().default(null),
  priority: wholeNumber(0, 3).default(0),
  /** Where it is taken: wait for it, or be turned away. */
  ifTaken: z.enum(["queue", "refuse"], "Write queue or refuse.").default("queue"),
  /** Later than this it is of no use; a week after its start when left out. */
  waitsUntil: Timestamp.optional(),
});
export type ReserveInput = z.infer<typeof ReserveInput>;

export const ReservationIdInput = z.strictObject({ id: Id });
export const ReportDataReadyInput = z.strictObject({
  id: Id,
  /** Since when it is ready; now when left out. */
  readyAt: Timestamp.optional(),
});
export const ExtendReservationInput = z.strictObject({
  id: Id,
  endsAt: Timestamp,
  /** In which it is told what is in the way; that of the reservation when left out. */
  timeZone: ZoneName.optional(),
});
export const MoveReservationInput = z.strictObject({
  id: Id,
  startsAt: Timestamp,
  endsAt: Timestamp,
  /** In which it is told what is in the way; that of the reservation when left out. */
  timeZone: ZoneName.optional(),
});
export const TakeAwayInput = z.strictObject({ id: Id, reason: Reason });

export const EnvironmentInput = z.strictObject({ slug: Slug });

export const CheckReservationInput = z.strictObject({
  slug: Slug,
  /** Slugs with commas between; left out for the whole environment. */
  services: z
    .string()
    .max(3_300, "Name at most 50 services.")
    .regex(/^[a-z0-9-]+(,[a-z0-9-]+)*$/, "Give slugs with commas between.")
    .optional(),
  /** Units that are shared; left out to be there alone. */
  units: wholeNumber(1, 100).optional(),
  startsAt: Timestamp,
  endsAt: Timestamp,
  /** In which conflicts are told. */
  timeZone: ZoneName.default("UTC"),
  /** Id of a reservation that is to be moved, and is not in its own way. */
  except: Id.optional(),
});

export const ListReservationsInput = z.strictObject({
  ...PageInput,
  environment: Slug.optional(),
  /** `open`: what holds or waits; `ended`: what is over. */
  list: z.enum(["open", "ended"], "Write open or ended, or leave it out.").optional(),
  /** Only those of whoever asks. */
  mine: z.enum(["true"], "Write true, or leave it out.").optional(),
});

export const ListOccupancyInput = z.strictObject({});

export const ContentionInput = z.strictObject({
  slug: Slug,
  days: wholeNumber(7, 366).default(90),
  timeZone: ZoneName.default("UTC"),
});

export const AvailabilityInput = z.strictObject({ slug: Slug, days: wholeNumber(1, 92).default(28) });

const sprintPlan = {
  firstDay: z.iso.date("Give a day as 2026-11-02."),
  lengthDays: z.int("Give a whole number from 1 to 60.").min(1, "Give 1 or more.").max(60, "Give at most 60."),
  timeZone: ZoneName,
};

export const SetSprintCalendarInput = z.strictObject({
  slug: Slug,
  name: title(100),
  ...sprintPlan,
  /** The revision of the calendar of this slug that is changed, for every environment that has it; left out for a new one. */
  revision: Revision.optional(),
  reason: Reason,
});
export type SetSprintCalendarInput = z.infer<typeof SetSprintCalendarInput>;
export const RemoveSprintCalendarInput = z.strictObject({ slug: Slug, revision: Revision, reason: Reason });
export const ListSprintCalendarsInput = z.strictObject({});

export const SetTermsInput = z.strictObject({
  slug: Slug,
  /** Units that shared reservations may hold of one service at once. */
  capacity: wholeNumber(1, 100),
  /** Minutes after which an unused grant goes back; null for never. */
  graceMinutes: z
    .int("Give a whole number from 5 to 10080.")
    .min(5, "Give 5 or more.")
    .max(10_080, "Give at most 10080.")
    .nullable(),
  maxHours: wholeNumber(1, 2_160),
  /** Minutes that each step of priority counts as waiting already. */
  headStartMinutes: wholeNumber(0, 10_080),
  demandsReservation: z.boolean("Write true or false."),
  /** Slug of the sprint calendar of those who work there; null: none. */
  sprintCalendar: Slug.nullable(),
  /** The revision that was seen; 0 where nothing was set yet. */
  revision: wholeNumber(0, 2_147_483_647),
  reason: Reason,
});
export type SetTermsInput = z.infer<typeof SetTermsInput>;

export const PromiseHoursInput = z.strictObject({
  slug: Slug,
  name: title(80),
  startsAt: Timestamp,
  endsAt: Timestamp,
  recurrence: RecurrenceInput.nullable().default(null),
});
export const WithdrawPromiseInput = z.strictObject({ id: Id, reason: Reason });

const at = z.string();
const Place = z.object({ slug: z.string(), name: z.string() });
const Times = z.object({ startsAt: at, endsAt: at });

export const ReservationState = z.enum(["queued", "granted", "active", ...endings]);

export const ReservationView = z.object({
  id: z.string(),
  reference: z.string(),
  state: ReservationState,
  environment: Place,
  /** Empty for the whole environment. */
  services: z.array(Place),
  units: z.number().nullable(),
  purpose: z.string(),
  timeZone: z.string(),
  holder: z.string(),
  team: Place.nullable(),
  priority: z.number(),
  wish: Times,
  /** Its time, or what it is promised while it waits; null while nothing is. */
  slot: Times.nullable(),
  /** When its data is ready by plan; null while it has no time. */
  readyAt: at.nullable(),
  /** How the preparation of its data went against its plan; null where none is planned or none began. */
  preparation: z
    .object({
      /** `running`: not ready yet; `unreported`: it ended, and nobody said. */
      state: z.enum(["running", "ready", "unreported"]),
      plannedMs: z.number(),
      /** So far while it runs; null when nobody said, as those that follow. */
      tookMs: z.number().nullable(),
      /** Beyond what was planned, at least that while it runs. */
      delayMs: z.number().nullable(),
      /** What is left of the reservation once it is ready, at most that while it runs. */
      usableMs: z.number().nullable(),
      /** When it was ready, and who said so. */
      readyAt: at.nullable(),
      readyBy: z.string().nullable(),
      sentence: z.string(),
    })
    .nullable(),
  waitsUntil: at,
  requestedAt: at,
  grantedAt: at.nullable(),
  takenUpAt: at.nullable(),
  /** When it goes back unless it is used; null when it does not. */
  lapsesAt: at.nullable(),
  endedAt: at.nullable(),
  endedBy: z.string().nullable(),
  endReason: z.string().nullable(),
  /** From 1 in the queue of its environment; null where it does not wait. */
  position: z.number().nullable(),
  /** Why it waits: who holds or is promised what it wishes for, and when. */
  waitsFor: z.array(z.object({ sentence: z.string(), slot: Times.nullable() })),
  revision: z.number(),
});
export type ReservationView = z.infer<typeof ReservationView>;
export const ReservationPage = pageOf(ReservationView);
export type ReservationPage = z.infer<typeof ReservationPage>;

export const ReservationDetail = ReservationView.extend({
  events: z.array(z.object({ at, kind: z.string(), sentence: z.string(), actor: z.string() })),
});
export type ReservationDetail = z.infer<typeof ReservationDetail>;

export const SprintCalendarView = z.object({
  slug: z.string(),
  name: z.string(),
  firstDay: z.string(),
  lengthDays: z.number(),
  timeZone: z.string(),
  revision: z.number(),
  /** The sprint that goes on now; null before the first. */
  current: Times.extend({ number: z.number() }).nullable(),
  /** Environments whose availability is told by it. */
  environments: z.array(z.object({ slug: z.string(), name: z.string() })),
});
export type SprintCalendarView = z.infer<typeof SprintCalendarView>;
export const SprintCalendarList = z.object({ items: z.array(SprintCalendarView) });
export type SprintCalendarList = z.infer<typeof SprintCalendarList>;
export const RemovedSprintCalendar = z.object({ slug: z.string() });
export type RemovedSprintCalendar = z.infer<typeof RemovedSprintCalendar>;

export const TermsView = z.object({
  capacity: z.number(),
  graceMinutes: z.number().nullable(),
  maxHours: z.number(),
  headStartMinutes: z.number(),
  demandsReservation: z.boolean(),
  /** The sprints by which its availability is told, which other environments may share. */
  sprint: z
    .object({
      calendar: z.object({ slug: z.string(), name: z.string() }),
      firstDay: z.string(),
      lengthDays: z.number(),
      timeZone: z.string(),
    })
    .nullable(),
  revision: z.number(),
});
export type TermsView = z.infer<typeof TermsView>;

export const PromiseView = z.object({
  id: z.string(),
  name: z.string(),
  startsAt: at,
  endsAt: at,
  recurrence: RecurrenceView.nullable(),
  promisedBy: z.string(),
  promisedAt: at,
  withdrawnAt: at.nullable(),
});
export type PromiseView = z.infer<typeof PromiseView>;

/** Everything that holds or waits for an environment at this moment, by the clock. */
export const ReservationBoard = z.object({
  environment: Place.extend({ kind: z.string() }),
  terms: TermsView,
  /** What holds it now and later, by its beginning. */
  held: z.array(ReservationView),
  /** What waits, in its order. */
  queue: z.array(ReservationView),
  /** What ended last. */
  ended: z.array(ReservationView),
  /** Ids of what the reader holds or waits for, themselves or through a team. */
  own: z.array(z.string()),
  asOf: at,
});
export type ReservationBoard = z.infer<typeof ReservationBoard>;

export const ReservationCheck = z.object({
  /** Whoever is in the way, each with a sentence. */
  conflicts: z.array(z.object({ reference: z.string(), sentence: z.string() })),
  slots: z.array(Times),
  /** Why nothing is free; null when something is. */
  none: z.string().nullable(),
  /** When it would begin as the last in the queue; null when not in time. */
  queuedStart: at.nullable(),
});
export type ReservationCheck = z.infer<typeof ReservationCheck>;

export const Occupancy = z.object({
  items: z.array(
    z.object({
      environment: z.string(),
      /** Who is there now, in words. */
      active: z.array(z.string()),
      isAlone: z.boolean(),
      until: at.nullable(),
      waiting: z.number(),
    }),
  ),
});
export type Occupancy = z.infer<typeof Occupancy>;

export const ContentionView = z.object({
  timeZone: z.string(),
  days: z.number(),
  requests: z.number(),
  /** Of those that were granted. */
  granted: z.number(),
  waited: z.number(),
  medianWaitMs: z.number().nullable(),
  longestWaitMs: z.number().nullable(),
  refused: z.number(),
  /** Preparations of data that began, and how much longer than planned they took. */
  data: z.object({
    preparations: z.number(),
    /** Of those, how many ended with nobody having said when the data was ready. */
    unreported: z.number(),
    /** Over those that are ready or late so far; null for none. */
    medianDelayMs: z.number().nullable(),
    worstDelayMs: z.number().nullable(),
  }),
  cells: z.array(
    z.object({
      weekday: z.number(),
      hour: z.number(),
      wished: z.number(),
      asked: z.number(),
      waitMs: z.number(),
      waited: z.number(),
      refused: z.number(),
    }),
  ),
});
export type ContentionView = z.infer<typeof ContentionView>;

const Measured = z.object({
  promisedMs: z.number(),
  upMs: z.number(),
  downMs: z.number(),
  unknownMs: z.number(),
  /** Of what is known, 0 to 100; null when nothing is. */
  availablePercent: z.number().nullable(),
  /** Of what was promised, how much is known, 0 to 100. */
  coveragePercent: z.number().nullable(),
});

export const AvailabilityView = z.object({
  range: Times,
  promises: z.array(PromiseView),
  whole: Measured,
  sources: z.array(z.object({ name: z.string(), href: z.string(), ...Measured.shape })),
  outages: z.array(Times.extend({ sprint: z.number().nullable() })),
  /** Whose sprints these are; null: nobody's. */
  sprintCalendar: z.object({ slug: z.string(), name: z.string() }).nullable(),
  sprints: z.array(Measured.extend({ number: z.number(), startsAt: at, endsAt: at, timeZone: z.string() })),
});
export type AvailabilityView = z.infer<typeof AvailabilityView>;
