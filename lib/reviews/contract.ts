import { z } from "zod";
import { Slug, Timestamp, title, wholeNumber } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";
import { agendaKinds } from "./domain/agenda";
import { causeKinds } from "./domain/breach";
import { closingOutcomes } from "./domain/closing";
import { causeClasses } from "./domain/root-cause";
import { staleCodes } from "./domain/staleness";
import { BreachShare } from "./share-contract";

/** What browsers and machines send and get about reviews. Client-safe. */

const Id = z.string().min(1).max(64);
const text = title(4_000);
const line = title(400);
const at = z.string();
const Place = z.object({ id: z.string(), slug: z.string(), name: z.string() });
const days = (max: number) => z.int().min(1, "Give at least 1.").max(max, `Give at most ${max}.`);
const tiers = z.array(z.int().min(0, "Tiers are 0 to 3.").max(3, "Tiers are 0 to 3.")).max(4);

// ── rules ──

export const ReviewRulesFields = z.strictObject({
  rootCause: z.strictObject({
    breachTiers: tiers,
    failedChangeTiers: tiers,
    dueDays: days(60),
    withinDays: days(365),
  }),
  repeated: z.strictObject({ breaches: z.int().min(2, "Give at least 2.").max(20), periods: days(24) }),
  agenda: z.strictObject({ waiverDays: days(90), emergencyDays: days(90) }),
  stale: z.strictObject({ periods: days(24), measuredDays: days(365), missFactor: z.int().min(2).max(1_000) }),
});
export const SetReviewRulesInput = z.strictObject({
  version: wholeNumber(1, 1_000_000),
  rules: ReviewRulesFields,
  reason: title(1_000),
});
export const NoInput = z.strictObject({});
export const ReviewRulesView = z.object({
  version: z.number(),
  rules: ReviewRulesFields,
  reason: z.string(),
  savedBy: z.string(),
  inForceFrom: at,
});
export type ReviewRulesView = z.infer<typeof ReviewRulesView>;

// ── breaches ──

export const ListBreachesInput = z.strictObject({
  ...PageInput,
  state: z.enum(["open", "analysed", "closed"], "Choose open, analysed or closed.").optional(),
  objective: Slug.optional(),
  service: Slug.optional(),
  /** Those in which this team has a part. */
  team: Slug.optional(),
});
export const BreachIdInput = z.strictObject({ id: Id });
export const CloseBreachInput = z.strictObject({
  id: Id,
  outcome: z.enum(closingOutcomes, "Choose remedied, accepted or false positive."),
  note: title(2_000),
});
export type CloseBreachInput = z.input<typeof CloseBreachInput>;

const DutyView = z.object({ state: z.enum(["missing", "written", "signed"]), dueAt: at, isOverdue: z.boolean() });
export type DutyView = z.infer<typeof DutyView>;

export const BreachView = z.object({
  id: z.string(),
  reference: z.string(),
  state: z.enum(["open", "analysed", "closed"]),
  subjectKind: z.enum(["objective", "clock"]),
  subjectId: z.string(),
  subjectName: z.string(),
  /** Of the objective; null for a clock. */
  objective: z.string().nullable(),
  service: Place,
  environment: Place.nullable(),
  tier: z.number(),
  periodFrom: at,
  periodTo: at,
  openedAt: at,
  causes: z.array(z.object({ kind: z.enum(causeKinds), at, sentence: z.string() })),
  /** Null when its tier needs no root cause. */
  duty: DutyView.nullable(),
});
export type BreachView = z.infer<typeof BreachView>;
export const BreachPage = pageOf(BreachView);
export type BreachPage = z.infer<typeof BreachPage>;

/** What was so when a cause was seen. */
export const CauseFacts = z.object({
  sentence: z.string(),
  worstPercent: z.string().nullable(),
  bestPercent: z.string().nullable(),
  targetPercent: z.string().nullable(),
  budgetLeftBestPercent: z.string().nullable(),
  coveragePercent: z.string().nullable(),
  deployments: z.array(z.object({ id: z.string(), name: z.string(), at })),
  incidents: z.array(z.object({ id: z.string(), name: z.string(), at })),
  waivers: z.array(z.object({ id: z.string(), name: z.string(), at })),
});
export type CauseFacts = z.infer<typeof CauseFacts>;

const PersonRef = z.object({ id: z.string(), name: z.string() });
const May = z.string().nullable();

export const DecisionView = z.object({
  id: z.string(),
  reference: z.string(),
  meetingId: z.string(),
  subjectKind: z.string(),
  subjectId: z.string().nullable(),
  subjectName: z.string().nullable(),
  text: z.string(),
  replaces: z.string().nullable(),
  /** Reference of the decision that replaced it. */
  replacedBy: z.string().nullable(),
  decidedBy: z.string(),
  at,
});
export type DecisionView = z.infer<typeof DecisionView>;

export const BreachDetail = BreachView.extend({
  /** By cause; empty where nothing stands behind the objective, or it is not computed yet. */
  shares: z.array(BreachShare),
  facts: z.array(CauseFacts.extend({ kind: z.enum(causeKinds), at })),
  closing: z.object({ outcome: z.enum(closingOutcomes), note: z.string(), closedBy: z.string(), at }).nullable(),
  rootCauseId: z.string().nullable(),
  /** Who was told of it, by who answers for the objective when it was opened. */
  told: z.array(z.object({ name: z.string(), role: z.string() })),
  decisions: z.array(DecisionView),
  may: z.object({ close: May, write: May }),
});
export type BreachDetail = z.infer<typeof BreachDetail>;

// ── root causes ──

const SubjectKind = z.enum(["breach", "deployment"], "Choose breach or deployment.");
export const ListRootCausesInput = z.strictObject({
  ...PageInput,
  state: z.enum(["missing", "written", "signed", "overdue"], "Choose missing, written, signed or overdue.").optional(),
});
export const RootCauseSubjectInput = z.strictObject({ subjectKind: SubjectKind, subjectId: Id });
export const WriteRootCauseInput = z.strictObject({
  subjectKind: SubjectKind,
  subjectId: Id,
  /** The version that the author saw; 0 for the first. */
  version: wholeNumber(0, 10_000),
  summary: text,
  causeClass: z.enum(causeClasses, `Choose one of ${causeClasses.join(", ")}.`),
  factors: z.array(line).min(1, "Give at least one contributing factor.").max(20, "Give at most 20."),
  whys: z.array(line).max(5, "Give at most five.").default([]),
});
export type WriteRootCauseInput = z.input<typeof WriteRootCauseInput>;
export const SignRootCauseInput = z.strictObject({
  id: Id,
  contentHash: z.string().regex(/^[0-9a-f]{64}$/, "Give the hash of the version that you read."),
  comment: title(1_000),
});
export type SignRootCauseInput = z.input<typeof SignRootCauseInput>;

export const RootCauseDuty = z.object({
  subjectKind: SubjectKind,
  subjectId: z.string(),
  subjectName: z.string(),
  service: Place,
  since: at,
  why: z.string(),
  duty: DutyView,
  /** RC-3; null while nobody has written it. */
  reference: z.string().nullable(),
});
export type RootCauseDuty = z.infer<typeof RootCauseDuty>;
export const RootCausePage = z.object({
  items: z.array(RootCauseDuty),
  nextCursor: z.string().nullable(),
  counts: z.object({ missing: z.number(), written: z.number(), signed: z.number(), overdue: z.number() }),
});
export type RootCausePage = z.infer<typeof RootCausePage>;

const Timeline = z.array(z.object({ at, what: z.string(), source: z.string(), sourceId: z.string() }));
export const ActionView = z.object({
  id: z.string(),
  reference: z.string(),
  originKind: z.enum(["root_cause", "retrospective", "meeting"]),
  originId: z.string(),
  /** Where its origin is shown. */
  originHref: z.string(),
  title: z.string(),
  owner: PersonRef,
  isOwnerActive: z.boolean(),
  dueAt: at,
  state: z.enum(["open", "done", "dropped"]),
  isOverdue: z.boolean(),
  evidence: z.string().nullable(),
  settledAt: at.nullable(),
  revision: z.number(),
});
export type ActionView = z.infer<typeof ActionView>;

export const RootCauseContentView = z.object({
  summary: z.string(),
  causeClass: z.enum(causeClasses),
  factors: z.array(z.string()),
  whys: z.array(z.string()),
  timeline: Timeline,
});
export const RootCauseDetail = z.object({
  /** Null while nobody has written it. */
  id: z.string().nullable(),
  reference: z.string().nullable(),
  subjectKind: SubjectKind,
  subjectId: z.string(),
  subjectName: z.string(),
  service: Place,
  /** Null when none is required. */
  duty: DutyView.nullable(),
  version: z.number(),
  content: RootCauseContentView.nullable(),
  contentHash: z.string().nullable(),
  /** What the product knows now; a new version takes it. */
  timeline: Timeline,
  versions: z.array(z.object({ version: z.number(), author: z.string(), savedAt: at, contentHash: z.string() })),
  signOff: z.object({ signedBy: z.string(), comment: z.string(), at }).nullable(),
  actions: z.array(ActionView),
  may: z.object({ write: May, sign: May }),
});
export type RootCauseDetail = z.infer<typeof RootCauseDetail>;

// ── actions ──

export const ListActionsInput = z.strictObject({
  ...PageInput,
  state: z.enum(["open", "overdue", "done", "dropped"], "Choose open, overdue, done or dropped.").optional(),
});
export const AddActionInput = z.strictObject({
  originKind: z.enum(["root_cause", "retrospective", "meeting"], "Choose root_cause, retrospective or meeting."),
  originId: Id,
  title: line,
  ownerId: Id,
  dueAt: Timestamp,
});
export type AddActionInput = z.input<typeof AddActionInput>;
export const SettleActionInput = z.strictObject({
  id: Id,
  revision: wholeNumber(1, 1_000_000),
  state: z.enum(["done", "dropped"], "Choose done or dropped."),
  evidence: title(2_000),
});
export type SettleActionInput = z.input<typeof SettleActionInput>;
export const ActionPage = pageOf(ActionView);
export type ActionPage = z.infer<typeof ActionPage>;

// ── retrospectives ──

const Attendee = z.object({
  id: z.string(),
  name: z.string(),
  isRequired: z.boolean(),
  /** Null until it is held. */
  attended: z.boolean().nullable(),
});
const attendance = z
  .array(z.strictObject({ personId: Id, attended: z.boolean("Write true or false.") }))
  .max(200, "Give at most 200 persons.");
const ObjectiveRef = z.object({ id: z.string(), slug: z.string(), name: z.string() });
const BreachRef = z.object({ id: z.string(), reference: z.string(), periodFrom: at });

export const RetrospectiveView = z.object({
  id: z.string(),
  reference: z.string(),
  objective: ObjectiveRef,
  service: Place,
  scheduledAt: at,
  heldAt: at.nullable(),
  findings: z.string().nullable(),
  breaches: z.array(BreachRef),
  attendance: z.array(Attendee),
  actions: z.array(ActionView),
});
export type RetrospectiveView = z.infer<typeof RetrospectiveView>;
/** An objective that is breached again and again, with no retrospective about it. */
export const OwedRetrospective = z.object({
  objective: ObjectiveRef,
  service: Place,
  breaches: z.array(BreachRef),
  why: z.string(),
  /** Reference of one that is planned. */
  planned: z.string().nullable(),
});
export const RetrospectiveList = z.object({
  items: z.array(RetrospectiveView),
  nextCursor: z.string().nullable(),
  owed: z.array(OwedRetrospective),
});
export type RetrospectiveList = z.infer<typeof RetrospectiveList>;
export const ListRetrospectivesInput = z.strictObject({ ...PageInput });
export const RetrospectiveIdInput = z.strictObject({ id: Id });
export const PlanRetrospectiveInput = z.strictObject({ objective: Slug, scheduledAt: Timestamp });
export type PlanRetrospectiveInput = z.input<typeof PlanRetrospectiveInput>;
export const HoldRetrospectiveInput = z.strictObject({ id: Id, findings: text, attendance });
export type HoldRetrospectiveInput = z.input<typeof HoldRetrospectiveInput>;

// ── agenda and meetings ──

export const AgendaItemView = z.object({
  kind: z.enum(agendaKinds),
  id: z.string(),
  title: z.string(),
  why: z.string(),
  href: z.string(),
  at: at.nullable(),
  isOverdue: z.boolean(),
});
export type AgendaItemView = z.infer<typeof AgendaItemView>;
export const AgendaView = z.object({ asOf: at, rulesVersion: z.number(), items: z.array(AgendaItemView) });
export type AgendaView = z.infer<typeof AgendaView>;
/** Now, unless another moment is given. */
export const AgendaInput = z.strictObject({ at: Timestamp.optional() });

export const ListMeetingsInput = z.strictObject({ ...PageInput });
export const MeetingIdInput = z.strictObject({ id: Id });
export const CallMeetingInput = z.strictObject({
  title: title(120),
  scheduledAt: Timestamp,
  personIds: z.array(Id).min(1, "Invite at least one person.").max(100, "Invite at most 100 persons."),
});
export type CallMeetingInput = z.input<typeof CallMeetingInput>;
export const HoldMeetingInput = z.strictObject({ id: Id, attendance });
export type HoldMeetingInput = z.input<typeof HoldMeetingInput>;
export const decisionSubjects = ["objective", "breach", "waiver", "action", "emergency", "root_cause", "none"] as const;
export const RecordDecisionInput = z.strictObject({
  id: Id,
  subjectKind: z.enum(decisionSubjects, `Choose one of ${decisionSubjects.join(", ")}.`),
  /** Slug of an objective, id of the rest; left out for none. */
  subjectId: Id.optional(),
  text: title(2_000),
  /** The decision that this one replaces. */
  replaces: Id.optional(),
});
export type RecordDecisionInput = z.input<typeof RecordDecisionInput>;

export const MeetingView = z.object({
  id: z.string(),
  reference: z.string(),
  title: z.string(),
  scheduledAt: at,
  heldAt: at.nullable(),
  attendance: z.array(Attendee),
  decisionCount: z.number(),
});
export type MeetingView = z.infer<typeof MeetingView>;
export const MeetingPage = pageOf(MeetingView);
export type MeetingPage = z.infer<typeof MeetingPage>;
export const MeetingDetail = MeetingView.extend({
  /** As it was when it was held; before that as of now. */
  agenda: AgendaView,
  decisions: z.array(DecisionView),
  actions: z.array(ActionView),
});
export type MeetingDetail = z.infer<typeof MeetingDetail>;

// ── stale objectives ──

export const StaleObjective = z.object({
  objective: ObjectiveRef,
  service: Place,
  environment: Place,
  /** Ended periods that were looked at. */
  periods: z.number(),
  findings: z.array(z.object({ code: z.enum(staleCodes), sentence: z.string(), nextAction: z.string() })),
});
export type StaleObjective = z.infer<typeof StaleObjective>;
export const StaleList = z.object({ items: z.array(StaleObjective), looked: z.number(), rule: z.string() });
export type StaleList = z.infer<typeof StaleList>;
