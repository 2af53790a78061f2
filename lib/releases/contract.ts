import { z } from "zod";
import { VersionName } from "@/lib/catalog/contract";
import { GateReasonView } from "@/lib/gates/contract";
import { Revision, Slug, Timestamp, title, wholeNumber } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";
import { moments } from "./domain/announcement";
import { doers, dues } from "./domain/checklist";
import { reaches, trainPhases } from "./domain/train";

/** What browsers and machines send and get about release trains and schema versions. Client-safe. */

const Id = z.string().min(1, "Give the id.").max(64);
const Reason = title(1_000);
/** A version of a database's schema: a whole number, also one made of a date and a time. */
export const SchemaVersion = wholeNumber(0, 99_999_999_999_999);

export const SchemaRangeGiven = z
  .strictObject({ min: SchemaVersion, max: SchemaVersion })
  .refine(({ min, max }) => min <= max, { path: ["max"], message: "Give at least the lowest one." });

const TicketKey = z.string().trim().min(1, "Name the ticket.").max(200, "Use at most 200 characters.");

const CarGiven = z.strictObject({
  service: z.string().trim().min(1, "Choose a service.").pipe(Slug),
  version: VersionName,
  /** Where its configuration is, by a name that does not change: a commit, a digest. */
  config: z.string().trim().max(200, "Use at most 200 characters.").optional(),
  flags: z.array(title(100)).max(50, "Name at most 50 flags.").default([]),
  /** On which versions of its schema it runs; kept for the version. */
  schema: SchemaRangeGiven.optional(),
  /** Services of this train that it goes after, beside what the dependency graph says. */
  after: z.array(Slug).max(50, "Name at most 50 services.").default([]),
});

export const PlanTrainInput = z.strictObject({
  name: title(100),
  note: title(2_000),
  cars: z.array(CarGiven).min(1, "Add at least one service.").max(50, "A train has at most 50 services."),
  stops: z
    .array(
      z.strictObject({
        environment: z.string().trim().min(1, "Choose an environment.").pipe(Slug),
        /** Go on to the next one by itself once every car is settled here. */
        goesOn: z.boolean().default(false),
      }),
    )
    .min(1, "Add at least one environment.")
    .max(10, "A train has at most 10 stops."),
  /** What goes back when a car fails: those that depend on it, or the whole train. */
  reach: z.enum(reaches, "Write dependents or train.").default("dependents"),
  abreast: wholeNumber(1, 10).default(1),
  plannedAt: Timestamp.optional(),
  /** Key of the change ticket that the whole release goes under. */
  ticket: TicketKey.optional(),
  /** Id of a timetable whose departure it takes: the one at `plannedAt`, or its next. */
  timetable: Id.optional(),
});
export type PlanTrainInput = z.input<typeof PlanTrainInput>;

export const TrainIdInput = z.strictObject({ id: Id });
/** A command names the revision it was given on, so that a stale page cannot act. */
export const TrainCommandInput = z.strictObject({ id: Id, revision: Revision });
export const HoldTrainInput = z.strictObject({ id: Id, revision: Revision, reason: Reason });
/** Taking back works whatever happened since the person looked: the revision may be left out. */
export const RollBackTrainInput = z.strictObject({
  id: Id,
  revision: Revision.optional(),
  reason: Reason,
  /** Only these, and what depends on them; everything that moved when left out. */
  services: z.array(Slug).min(1, "Name at least one service.").max(50).optional(),
});
export const LeaveCarInput = z.strictObject({ id: Id, revision: Revision, service: Slug, reason: Reason });
export const RescheduleTrainInput = z.strictObject({
  id: Id,
  revision: Revision,
  plannedAt: Timestamp,
  reason: Reason,
});
export const SetTrainTicketInput = z.strictObject({
  id: Id,
  revision: Revision,
  /** Key of the change ticket; null: it goes under none any more. */
  ticket: TicketKey.nullable(),
  reason: Reason,
});
export type SetTrainTicketInput = z.input<typeof SetTrainTicketInput>;
export const CarMoveInput = z.strictObject({ trainId: Id, carId: Id, stop: wholeNumber(0, 9) });

export const ListTrainsInput = z.strictObject({
  list: z.enum(["open", "planned", "ended"], "Write open, planned or ended, or leave it out.").optional(),
  service: Slug.optional(),
  environment: Slug.optional(),
  ...PageInput,
});

const at = z.string();
const Place = z.object({ slug: z.string(), name: z.string() });
const ReasonView = z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable() });

export const standings = ["waiting", "there", "moving", "moved", "settled", "failed", "going_back", "back"] as const;

/** One car at one stop. */
export const CarAtStop = z.object({
  stop: z.number(),
  standing: z.enum(standings),
  rollout: z.object({ id: z.string(), number: z.number(), phase: z.string(), sharePercent: z.number() }).nullable(),
  back: z.object({ id: z.string(), number: z.number(), phase: z.string() }).nullable(),
  before: z.string().nullable(),
  /** What has the traffic there now. */
  live: z.string().nullable(),
  /** Why the last try was refused. */
  refusal: z.array(ReasonView),
});
export type CarAtStop = z.infer<typeof CarAtStop>;

export const TrainCarView = z.object({
  id: z.string(),
  service: Place.extend({ tier: z.number(), team: z.string().nullable() }),
  version: z.string(),
  config: z.string().nullable(),
  flags: z.array(z.string()),
  schema: z.object({ min: z.number(), max: z.number() }).nullable(),
  /** Services of this train that it goes after: declared, or known from the dependency graph. */
  after: z.array(z.object({ service: z.string(), isDeclared: z.boolean() })),
  at: z.array(CarAtStop),
});
export type TrainCarView = z.infer<typeof TrainCarView>;

export const TrainView = z.object({
  id: z.string(),
  reference: z.string(),
  name: z.string(),
  note: z.string(),
  phase: z.enum(trainPhases),
  /** Where it stands, in one sentence. */
  sentence: z.string(),
  stopIndex: z.number(),
  stops: z.array(Place.extend({ goesOn: z.boolean() })),
  hold: z.object({ by: z.string(), reason: z.string(), since: at }).nullable(),
  /** What it waits for, and on whom; empty when nothing holds it up. */
  stuck: z.array(z.object({ sentence: z.string(), owner: z.string(), nextAction: z.string() })),
  plannedAt: at.nullable(),
  plannedFirst: at.nullable(),
  departedAt: at.nullable(),
  endedAt: at.nullable(),
  createdBy: z.string(),
  createdAt: at,
  revision: z.number(),
  cars: z.array(TrainCarView),
});
export type TrainView = z.infer<typeof TrainView>;

export const TrainDetail = TrainView.extend({
  reach: z.enum(reaches),
  abreast: z.number(),
  departedBy: z.string().nullable(),
  /** The change ticket that the whole release goes under; null when none was named. */
  ticket: z
    .object({
      key: z.string(),
      /** What its system tells of it; null when nothing came from there. */
      title: z.string().nullable(),
      state: z.string().nullable(),
      url: z.string().nullable(),
      /** Would it allow a deployment to production that began now? */
      isAllowing: z.boolean(),
      /** Why it would, or would not. */
      sentence: z.string(),
      by: z.string(),
      at,
    })
    .nullable(),
  /** Services in the order in which they move; those of a group move together. */
  order: z.array(z.array(z.string())),
  rollback: z
    .object({
      why: z.string(),
      by: z.string().nullable(),
      decidedAt: at,
      services: z.array(z.string()),
      failed: z.array(z.string()),
      left: z.array(z.string()),
    })
    .nullable(),
  events: z.array(z.object({ at, kind: z.string(), sentence: z.string(), actor: z.string() })),
  checklist: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      doneBy: z.enum(doers),
      due: z.enum(dues),
      state: z.enum(["done", "open", "unknown"]),
      sentence: z.string(),
    }),
  ),
  /** What the checklist says about leaving the present stop, or about the end at the last one; null when it says nothing. */
  closing: z
    .object({
      answer: z.enum(["open", "closed", "unknown"]),
      sentence: z.string(),
      isEnd: z.boolean(),
      reasons: z.array(GateReasonView),
    })
    .nullable(),
  announcements: z.array(
    z.object({
      moment: z.enum(moments),
      channel: z.string(),
      /** As it is sent; with its placeholders before its moment. */
      text: z.string(),
      state: z.enum(["planned", "waiting", "sending", "sent", "failed", "uncertain"]),
      sentAt: at.nullable(),
      lastError: z.string().nullable(),
    }),
  ),
  /** What a rollback would take back now, in its order. */
  wouldGoBack: z.array(z.string()),
  /** Why the reader may not; null when they may. */
  may: z.object({ write: z.string().nullable(), move: z.string().nullable(), rollBack: z.string().nullable() }),
});
export type TrainDetail = z.infer<typeof TrainDetail>;
export const TrainPage = pageOf(TrainView);
export type TrainPage = z.infer<typeof TrainPage>;

export const TrainStands = z.object({ id: z.string(), reference: z.string(), phase: z.string(), revision: z.number() });
export type TrainStands = z.infer<typeof TrainStands>;

export const PushSchemaInput = z.strictObject({ slug: Slug, environment: Slug, schema: SchemaVersion });
export const PushedSchema = z.object({
  service: z.string(),
  environment: z.string(),
  schema: z.number(),
  /** Where it was before; null when nobody had told. */
  before: z.number().nullable(),
});
export type PushedSchema = z.infer<typeof PushedSchema>;

export const DeclareSchemaRangeInput = z
  .strictObject({ slug: Slug, version: VersionName, min: SchemaVersion, max: SchemaVersion })
  .refine(({ min, max }) => min <= max, { path: ["max"], message: "Give at least the lowest one." });
export const DeclaredSchemaRange = z.object({
  service: z.string(),
  version: z.string(),
  min: z.number(),
  max: z.number(),
});
export type DeclaredSchemaRange = z.infer<typeof DeclaredSchemaRange>;

export const GetSchemasInput = z.strictObject({ slug: Slug });
export const SchemasView = z.object({
  environments: z.array(
    z.object({
      environment: Place,
      schema: z.number(),
      by: z.string(),
      at,
      /** Versions that can run there today, newest first. */
      runs: z.array(z.string()),
    }),
  ),
  /** What versions declared, newest first. */
  ranges: z.array(z.object({ version: z.string(), min: z.number(), max: z.number() })),
});
export type SchemasView = z.infer<typeof SchemasView>;

const Item = z.strictObject({
  title: title(200),
  /** A person ticks it, or a check says it. */
  doneBy: z.enum(doers, "Write person, gate, journeys or schema.").default("person"),
  due: z.enum(dues, "Write departure, stop or end.").default("departure"),
});
const Announcement = z.strictObject({
  moment: z.enum(moments, "Write departure, arrival, rollback or cancelled."),
  /** Slug of a connection for mails or signed events; null for the status page. */
  connection: Slug.nullable().default(null),
  text: title(2_000),
});
export const ChecklistContent = z.strictObject({
  items: z.array(Item).max(50, "A checklist has at most 50 items.").default([]),
  announcements: z.array(Announcement).max(20, "Plan at most 20 announcements.").default([]),
});
export type ChecklistContent = z.infer<typeof ChecklistContent>;

export const SetChecklistInput = z.strictObject({
  name: title(100),
  tier: wholeNumber(0, 3).nullable().default(null),
  content: ChecklistContent,
  /** The revision of the template of this tier that is replaced; left out for a new one. */
  revision: Revision.optional(),
  reason: Reason,
});
export type SetChecklistInput = z.input<typeof SetChecklistInput>;
export const ListChecklistsInput = z.strictObject({});
export const ChecklistTemplateView = z.object({
  id: z.string(),
  name: z.string(),
  tier: z.number().nullable(),
  content: ChecklistContent,
  revision: z.number(),
  savedBy: z.string(),
  savedAt: at,
});
export type ChecklistTemplateView = z.infer<typeof ChecklistTemplateView>;
export const ChecklistTemplates = z.object({
  items: z.array(ChecklistTemplateView),
  /** Connections that announcements may go to. */
  connections: z.array(z.string()),
});
export type ChecklistTemplates = z.infer<typeof ChecklistTemplates>;

export const TickItemInput = z.strictObject({
  id: Id,
  item: z.string().min(1, "Give the id of the item.").max(64),
  isDone: z.boolean("Write true or false."),
  note: Reason,
});
export const TickedItem = z.object({ id: z.string(), item: z.string(), isDone: z.boolean() });
export type TickedItem = z.infer<typeof TickedItem>;

export const StatusPageInput = z.strictObject({});
export const StatusPage = z.object({
  items: z.array(z.object({ train: z.string(), reference: z.string(), moment: z.string(), text: z.string(), at })),
});
export type StatusPage = z.infer<typeof StatusPage>;

export const CadenceInput = z.strictObject({ days: wholeNumber(1, 366).default(90) });
export const CadenceView = z.object({
  days: z.number(),
  departed: z.number(),
  perWeek: z.number(),
  punctuality: z.object({
    /** Trains with a promise that is due. */
    due: z.number(),
    onTime: z.number(),
    percent: z.number().nullable(),
    medianSlipMs: z.number().nullable(),
  }),
  trains: z.array(
    z.object({
      id: z.string(),
      reference: z.string(),
      name: z.string(),
      phase: z.string(),
      plannedFirst: at.nullable(),
      departedAt: at.nullable(),
      endedAt: at.nullable(),
      punctuality: z.enum(["on_time", "late", "missed", "not_yet", "unplanned"]),
      slipMs: z.number().nullable(),
      /** Why its departure was planned anew. */
      slips: z.array(z.string()),
    }),
  ),
  /** Releases of several services to production. */
  coordination: z.object({
    releases: z.number(),
    coordinated: z.number(),
    percent: z.number().nullable(),
    goalPercent: z.number(),
    rows: z.array(
      z.object({
        isCoordinated: z.boolean(),
        trainIds: z.array(z.string()),
        parts: z.array(z.object({ rolloutId: z.string(), service: z.string(), version: z.string(), at })),
      }),
    ),
  }),
});
export type CadenceView = z.infer<typeof CadenceView>;
