import { z } from "zod";
import { isTimeZone } from "@/lib/kernel/zoned-time";
import { Revision, Slug, Timestamp, title } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";

/** What browsers and machines send and get about SLA clocks. Client-safe. */

const LocalTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "Give a time of day as 09:00; 24:00 is its end.");

export const WeeklyHours = z.strictObject({
  /** 1 Monday to 7 Sunday. */
  weekday: z.int().min(1, "Give a weekday from 1, Monday, to 7.").max(7, "Give a weekday from 1, Monday, to 7."),
  from: LocalTime,
  to: LocalTime,
});

const hoursFields = {
  timeZone: z.string().max(64).refine(isTimeZone, "Give the IANA name of a zone, such as Europe/Berlin."),
  hours: z.array(WeeklyHours).min(1, "Give the hours of at least one day.").max(28, "Give at most 28 stretches."),
  /** Days such as `2026-12-25` on which nobody works. */
  holidays: z.array(z.iso.date("Give a day as 2026-12-25.")).max(400, "Give at most 400 days.").default([]),
};

/** Names of alert routes that are told of the clocks that a region has. */
const RegionTell = z.array(title(80)).max(5, "Name at most five.").default([]);

/** A region that takes clocks over in its own hours. */
export const RegionHours = z.strictObject({ region: title(80), ...hoursFields, tell: RegionTell });
export type RegionHours = z.infer<typeof RegionHours>;

/** Clocks run in the hours of any region and are handed over between them, in this order. */
export const HandOverTerms = z.strictObject({
  /** Name of the region whose hours are those of the schedule itself. */
  region: title(80),
  tell: RegionTell,
  /** Where hours overlap: who has a clock keeps it to the end of its hours, or who opens takes it. */
  rule: z.enum(["at_close", "at_open"]).default("at_close"),
  others: z.array(RegionHours).min(1, "Name at least one region more.").max(5, "Name at most five more."),
});

/** The hours of a business in its own zone, or of several regions that follow the sun. */
export const ScheduleTerms = z.strictObject({ ...hoursFields, handOver: HandOverTerms.optional() });
export type ScheduleTerms = z.infer<typeof ScheduleTerms>;

export const PauseRule = z.strictObject({
  reason: title(80),
  /** It resumes by itself after so many minutes of the wall clock. */
  capMinutes: z.int("Give whole minutes.").min(1, "Give at least 1.").max(43_200, "Give at most 43200, 30 days."),
  needsEvidence: z.boolean().default(true),
});

/** Somebody is told when this part of the target is used. */
export const ClockNotice = z.strictObject({
  /** In whole percent of the target; 100: it is breached. */
  usedPercent: z.int("Give a whole percentage.").min(1, "Give at least 1 %.").max(100, "Give at most 100 %."),
  /** Names of alert routes that are told beside those that take clocks. */
  tell: z.array(title(80)).max(5, "Name at most five.").default([]),
});
export type ClockNotice = z.infer<typeof ClockNotice>;

const severities = ["critical", "high", "medium", "low"] as const;

/** What a promise about time says. */
export const ClockTerms = z.strictObject({
  /** Empty lists mean all. */
  scope: z
    .strictObject({
      services: z.array(Slug).max(50, "Name at most 50.").default([]),
      tiers: z.array(z.int().min(0, "Give tiers from 0 to 3.").max(3, "Give tiers from 0 to 3.")).max(4).default([]),
      severities: z.array(z.enum(severities)).max(4).default([]),
    })
    .default({ services: [], tiers: [], severities: [] }),
  start: z.enum(["opened", "acknowledged"]),
  stop: z.enum(["acknowledged", "resolved"]),
  targetMinutes: z.int("Give whole minutes.").min(1, "Give at least 1.").max(525_600, "Give at most 525600, a year."),
  /** Slug of a business schedule; null: it runs day and night. */
  schedule: Slug.nullable().default(null),
  /** Whether what was opened again goes on from its first start, or starts over. */
  onReopen: z.enum(["continue", "start_over"]).default("continue"),
  pauses: z.array(PauseRule).max(10, "Give at most ten.").default([]),
  maxPauses: z.int().min(0, "Give 0 or more.").max(20, "Give at most 20.").default(3),
  /** Parts of the target that are told when they are used, each higher than the one before. */
  notify: z.array(ClockNotice).max(5, "Give at most five.").default([]),
});
export type ClockTerms = z.infer<typeof ClockTerms>;

const reason = z.string().trim().max(1_000, "Use at most 1000 characters.");

export const CreateScheduleInput = z.strictObject({
  slug: Slug,
  name: title(80),
  terms: ScheduleTerms,
  reason: reason.optional(),
});
export const EditScheduleInput = z.strictObject({
  slug: Slug,
  revision: Revision,
  name: title(80).optional(),
  terms: ScheduleTerms.optional(),
  reason: title(1_000),
});
export const CreateClockDefinitionInput = z.strictObject({
  slug: Slug,
  name: title(80),
  terms: ClockTerms,
  /** Incidents that were detected at this time or later; its creation unless said. */
  appliesFrom: Timestamp.optional(),
  reason: reason.optional(),
});
export const EditClockDefinitionInput = z.strictObject({
  slug: Slug,
  revision: Revision,
  name: title(80).optional(),
  terms: ClockTerms.optional(),
  reason: title(1_000),
});
export const RetireClockDefinitionInput = z.strictObject({ slug: Slug, revision: Revision, reason: title(1_000) });
export const ClockSlugInput = z.strictObject({ slug: Slug });
export const NoInput = z.strictObject({});

const ClockId = z.string().min(1).max(64);
export const ClockIdInput = z.strictObject({ id: ClockId });

export const ClockList = z.enum(["open", "overdue", "met", "breached", "all"]);
export const ListClocksInput = z.strictObject({
  ...PageInput,
  list: ClockList.default("open"),
  service: Slug.optional(),
  definition: Slug.optional(),
  incident: z.string().min(1).max(64).optional(),
});

export const PushClockEventInput = z.strictObject({
  /** Slug of the clock definition. */
  definition: Slug,
  service: Slug,
  /** What the sender calls the subject: a ticket, a case. */
  key: title(120),
  title: title(200).optional(),
  event: z.enum(["opened", "acknowledged", "resolved", "reopened"]),
  at: Timestamp,
  /** The sender's id of this event: told twice, it counts once. */
  id: title(120),
});

export const PauseClockInput = z.strictObject({
  id: ClockId,
  /** The revision of the clock that the sender saw. */
  revision: Revision,
  reason: title(80),
  /** What shows that the reason is true: a ticket of a vendor, a message of a customer. */
  evidenceUrl: z
    .url({ protocol: /^https?$/, error: "Give an address that begins with https://." })
    .max(500)
    .optional(),
  note: reason.optional(),
});
export const ResumeClockInput = z.strictObject({ id: ClockId, revision: Revision, note: title(1_000) });

const at = z.string();
const Named = z.object({ slug: z.string(), name: z.string() });
const Version = { version: z.number(), savedBy: z.string(), reason: z.string().nullable(), savedAt: at };

export const ScheduleView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  terms: ScheduleTerms,
  version: z.number(),
  revision: z.number(),
  createdBy: z.string(),
  createdAt: at,
});
export type ScheduleView = z.infer<typeof ScheduleView>;
export const ScheduleDetail = ScheduleView.extend({
  versions: z.array(z.object({ ...Version, terms: ScheduleTerms })),
});
export type ScheduleDetail = z.infer<typeof ScheduleDetail>;
export const ScheduleList = z.object({ items: z.array(ScheduleView) });
export type ScheduleList = z.infer<typeof ScheduleList>;

export const ClockDefinitionView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  terms: ClockTerms,
  appliesFrom: at,
  version: z.number(),
  revision: z.number(),
  createdBy: z.string(),
  createdAt: at,
  retiredAt: at.nullable(),
  clockCount: z.number(),
});
export type ClockDefinitionView = z.infer<typeof ClockDefinitionView>;
export const ClockDefinitionDetail = ClockDefinitionView.extend({
  versions: z.array(z.object({ ...Version, terms: ClockTerms })),
});
export type ClockDefinitionDetail = z.infer<typeof ClockDefinitionDetail>;
export const ClockDefinitionList = z.object({ items: z.array(ClockDefinitionView) });
export type ClockDefinitionList = z.infer<typeof ClockDefinitionList>;

export const ClockStatus = z.enum(["not_started", "running", "paused", "met", "breached", "undetermined", "void"]);
export type ClockStatus = z.infer<typeof ClockStatus>;

export const ClockView = z.object({
  id: z.string(),
  definition: Named,
  service: Named.extend({ id: z.string() }).nullable(),
  /** The incident that it runs on; null when its events are pushed. */
  incidentId: z.string().nullable(),
  key: z.string(),
  title: z.string(),
  status: ClockStatus,
  /** Why it is undetermined or void; null otherwise. */
  why: z.string().nullable(),
  startedAt: at.nullable(),
  stoppedAt: at.nullable(),
  /** When the target is, or was, reached: the projected instant of a breach while it runs. */
  dueAt: at.nullable(),
  /** When the pause that is open now ends by itself. */
  resumesAt: at.nullable(),
  targetMs: z.number(),
  /** Time of the schedule, pauses left out. */
  elapsedMs: z.number(),
  /** Time of the schedule that pauses took out. */
  pausedMs: z.number(),
  /** Target less elapsed; below zero when it is overdrawn. */
  remainingMs: z.number(),
  schedule: Named.extend({ timeZone: z.string() }).nullable(),
  /** The region that has it now, or had it when it stopped; null where hours are of one. */
  owner: z
    .object({
      region: z.string(),
      since: at,
      /** When it is handed over, or its hours end. */
      until: at.nullable(),
      /** False outside all hours: it stays with the region that had it last. */
      isOpen: z.boolean(),
      tell: z.array(z.string()),
      next: z.object({ region: z.string(), at }).nullable(),
    })
    .nullable(),
  revision: z.number(),
});
export type ClockView = z.infer<typeof ClockView>;
export const ClockPage = pageOf(ClockView);
export type ClockPage = z.infer<typeof ClockPage>;

export const ClockStep = z.object({
  kind: z.enum(["counted", "paused", "closed"]),
  from: at,
  to: at,
  ms: z.number(),
  /** Counted time at the end of this stretch. */
  totalMs: z.number(),
});
export type ClockStep = z.infer<typeof ClockStep>;

export const ClockDetail = ClockView.extend({
  events: z.array(
    z.object({
      at,
      what: z.string(),
      by: z.string().nullable(),
      detail: z.string().nullable(),
      recordedAt: at.nullable(),
    }),
  ),
  pauses: z.array(
    z.object({
      id: z.string(),
      reason: z.string(),
      by: z.string(),
      evidenceUrl: z.string().nullable(),
      note: z.string().nullable(),
      from: at,
      to: at,
      endedBy: z.enum(["event", "cap", "open", "stop"]),
    }),
  ),
  steps: z.array(ClockStep),
  /** Stretches that are not listed, between the first and the last ones. */
  stepsLeftOut: z.number(),
  /** Which region had it when, and the time that it counted there; the newest, oldest first. */
  turns: z.array(z.object({ region: z.string(), from: at, to: at, countedMs: z.number() })),
  turnsLeftOut: z.number(),
  revisions: z.array(
    z.object({
      revision: z.number(),
      cause: z.string(),
      reason: z.string(),
      by: z.string(),
      recordedAt: at,
      definitionVersion: z.number(),
      scheduleVersion: z.number().nullable(),
      startedAt: at.nullable(),
      stoppedAt: at.nullable(),
      dueAt: at.nullable(),
      isBreached: z.boolean().nullable(),
      isVoid: z.boolean(),
    }),
  ),
  pauseRules: z.array(PauseRule),
  /** Parts of the target that are told, with when each is, or was, used; null when it never is as things are. */
  notices: z.array(ClockNotice.extend({ at: at.nullable(), isReached: z.boolean() })),
  pausesLeft: z.number(),
});
export type ClockDetail = z.infer<typeof ClockDetail>;

export const PushedClockEvent = z.object({ clock: ClockView, isNew: z.boolean() });
export type PushedClockEvent = z.infer<typeof PushedClockEvent>;
