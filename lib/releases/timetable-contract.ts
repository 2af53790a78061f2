import { z } from "zod";
import { Slug, Timestamp, title } from "@/lib/platform/fields";
import { inFreezes } from "./domain/departures";

/** What browsers and machines send and get about timetables of departures. Client-safe. */

const Id = z.string().min(1, "Give the id.").max(64);
const Rule = z.string().trim().min(1, "Give a rule as FREQ=WEEKLY;BYDAY=TU.").max(300, "Use at most 300 characters.");
const Zone = z.string().trim().min(1, "Name a time zone as Europe/Berlin.").max(64, "Use at most 64 characters.");
const InFreezeName = z.enum(inFreezes, "Write left_out, moved or kept.");

const plan = {
  /** The first environment that its trains go to: its freezes count. */
  environment: z.string().trim().min(1, "Choose an environment.").pipe(Slug),
  /** The first departure; later ones follow the rule at the same time of day of the zone. */
  startsAt: Timestamp,
  rule: Rule,
  timeZone: Zone,
  inFreeze: InFreezeName.default("left_out"),
};

export const CreateTimetableInput = z.strictObject({ name: title(80), ...plan });
export type CreateTimetableInput = z.input<typeof CreateTimetableInput>;
export const PreviewTimetableInput = z.strictObject(plan);
export const EndTimetableInput = z.strictObject({ id: Id, reason: title(1_000) });
export const ListTimetablesInput = z.strictObject({});

const at = z.string();

export const DepartureView = z.object({
  /** When it is by its rule. */
  byRule: at,
  /** When it goes; null when it is left out. */
  at: at.nullable(),
  /** What becomes of it because of a freeze; null where none is in its way. */
  words: z.string().nullable(),
  /** Trains that take it. */
  trains: z.array(z.object({ id: z.string(), reference: z.string(), name: z.string() })),
});
export type DepartureView = z.infer<typeof DepartureView>;

export const TimetablePreview = z.object({
  words: z.string(),
  inFreezeWords: z.string(),
  departures: z.array(DepartureView),
});
export type TimetablePreview = z.infer<typeof TimetablePreview>;

export const TimetableView = z.object({
  id: z.string(),
  name: z.string(),
  environment: z.object({ slug: z.string(), name: z.string() }),
  rule: z.string(),
  timeZone: z.string(),
  inFreeze: InFreezeName,
  /** When it departs, and what becomes of departures in a freeze, in words. */
  words: z.string(),
  inFreezeWords: z.string(),
  /** Those to come, soonest first. */
  departures: z.array(DepartureView),
  /** Of the last 90 days: how many there were, how many a train took, and how many freezes left out. */
  past: z.object({ departures: z.number(), taken: z.number(), leftOut: z.number() }),
  madeBy: z.string(),
  madeAt: at,
});
export type TimetableView = z.infer<typeof TimetableView>;
export const TimetableList = z.object({ items: z.array(TimetableView) });
export type TimetableList = z.infer<typeof TimetableList>;

export const EndedTimetable = z.object({ id: z.string() });
export type EndedTimetable = z.infer<typeof EndedTimetable>;
