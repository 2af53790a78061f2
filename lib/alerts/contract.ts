import { z } from "zod";
import { QueryFlag, Revision, Slug, title } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";

/** What browsers and machines send and get about alarms and the routes by which they are told. Client-safe. */

/**
 * What people can be told of: a burn that pages, one that asks for a ticket, a consequence of a policy, a rollback, an anomaly of a series,
 * a delivery target that is met or missed, a part of an SLA clock's target that is used, a clock that is breached.
 */
export const routedKinds = [
  "page",
  "ticket",
  "slow_down",
  "approval",
  "freeze",
  "rollback",
  "anomaly",
  "target",
  "clock",
  "clock_breached",
] as const;
export const RoutedKind = z.enum(routedKinds);
export type RoutedKind = z.infer<typeof RoutedKind>;
/** `gate`: news for whoever waits for a gate; `test`: of a route. Neither goes by routes. */
export const AlarmKind = z.enum([...routedKinds, "gate", "test"]);
export type AlarmKind = z.infer<typeof AlarmKind>;

const slugs = z.array(Slug).max(50, "Name at most 50.").default([]);

/** Which alarms a route takes. All lists must fit; an empty list of places takes every one. */
export const RouteMatch = z.strictObject({
  kinds: z.array(RoutedKind).min(1, "Choose at least one kind.").max(routedKinds.length),
  services: slugs,
  teams: slugs,
  environments: slugs,
  objectives: slugs,
  tiers: z.array(z.int("Give a tier from 0 to 3.").min(0).max(3)).max(4).default([]),
});
export type RouteMatch = z.infer<typeof RouteMatch>;

const Id = z.string().min(1).max(64);

export const CreateAlertRouteInput = z.strictObject({
  name: title(80),
  /** Slug of the connection that is told. */
  connection: Slug,
  match: RouteMatch,
});

export const EditAlertRouteInput = z.strictObject({
  id: Id,
  revision: Revision,
  name: title(80).optional(),
  connection: Slug.optional(),
  match: RouteMatch.optional(),
  isEnabled: z.boolean().optional(),
});

export const AlertRouteIdInput = z.strictObject({ id: Id });
export const ListAlertRoutesInput = z.strictObject({});

export const AlarmIdInput = z.strictObject({ id: Id });
export const ListAlarmsInput = z.strictObject({
  ...PageInput,
  /** Only what is not over. */
  open: QueryFlag,
  kind: RoutedKind.optional(),
  service: Slug.optional(),
  objective: Slug.optional(),
  /** Id of the incident that they opened. */
  incident: Id.optional(),
  /** Id of the SLA clock that they are about. */
  clock: Id.optional(),
});

export const AcknowledgeAlarmInput = z.strictObject({
  id: Id,
  reason: z.string().trim().max(1_000, "Use at most 1000 characters.").optional(),
});

const at = z.string();
const Place = z.object({ slug: z.string(), name: z.string() });

export const NoticeState = z.enum(["waiting", "sending", "sent", "dead", "dropped"]);
export type NoticeState = z.infer<typeof NoticeState>;
export const NoticeStep = z.enum(["trigger", "acknowledge", "resolve"]);
export type NoticeStep = z.infer<typeof NoticeStep>;

/** One thing that one connection is told, and what became of it. */
export const NoticeView = z.object({
  id: z.string(),
  connection: Place.extend({ kind: z.string() }),
  /** Name of the route that asked for it, as it was then. */
  route: z.string(),
  step: NoticeStep,
  state: NoticeState,
  attempts: z.number(),
  /** When it is tried next; null when it is not. */
  nextAttemptAt: at.nullable(),
  settledAt: at.nullable(),
  answer: z.string().nullable(),
  lastError: z.string().nullable(),
  createdAt: at,
});
export type NoticeView = z.infer<typeof NoticeView>;

export const AlarmView = z.object({
  id: z.string(),
  kind: AlarmKind,
  state: z.enum(["firing", "acknowledged", "resolved"]),
  title: z.string(),
  sentence: z.string(),
  objective: Place.nullable(),
  service: Place.nullable(),
  environment: Place.nullable(),
  firedAt: at,
  /** Its source went dark: it stays what it was. */
  frozenSince: at.nullable(),
  acknowledgedAt: at.nullable(),
  acknowledgedBy: z.string().nullable(),
  acknowledgeReason: z.string().nullable(),
  resolvedAt: at.nullable(),
  resolvedSentence: z.string().nullable(),
  /** The incident that it opened; null when it opens none, or when that is not written down yet. */
  incidentId: z.string().nullable(),
  /** Connections by how telling them stands: all told, something waits, something could not be told. */
  told: z.object({ connections: z.number(), waiting: z.number(), dead: z.number() }),
  revision: z.number(),
});
export type AlarmView = z.infer<typeof AlarmView>;
export const AlarmPage = pageOf(AlarmView);
export type AlarmPage = z.infer<typeof AlarmPage>;

/** The arithmetic of a rule when the alarm fired. */
export const RuleFact = z.object({
  rule: z.number(),
  longWindowMs: z.number(),
  shortWindowMs: z.number(),
  longBurn: z.string().nullable(),
  shortBurn: z.string().nullable(),
  factor: z.string(),
  sentence: z.string(),
});
export type RuleFact = z.infer<typeof RuleFact>;

/** What was known when it fired, beside the sentence. */
export const AlarmFacts = z.object({
  rules: z.array(RuleFact).default([]),
  targetPercent: z.string().nullable().default(null),
  /** Version of the definition whose rules fired. */
  objectiveVersion: z.number().nullable().default(null),
  /** Of the error budget, at worst and at best; null when nothing was known. */
  budgetLeftWorstPercent: z.string().nullable().default(null),
  budgetLeftBestPercent: z.string().nullable().default(null),
  /** Versions that had the traffic then. */
  live: z.array(z.object({ deploymentId: z.string().nullable(), version: z.string(), since: at })).default([]),
  policy: Place.nullable().default(null),
  rolloutId: z.string().nullable().default(null),
  /** Of an anomaly. */
  findingId: z.string().nullable().default(null),
  /** Of a gate that opened: for which version, and its page. */
  gate: z.object({ version: z.string(), path: z.string() }).nullable().default(null),
  /** Of a delivery target: of what, in words, and the page where it stands. */
  target: z.object({ of: z.string(), path: z.string() }).nullable().default(null),
  /** Of an SLA clock: which part of its target was used, by which revision of it, and when all of it is, or was. */
  clock: z
    .object({ id: z.string(), usedPercent: z.number(), revision: z.number(), dueAt: at.nullable() })
    .nullable()
    .default(null),
});
export type AlarmFacts = z.infer<typeof AlarmFacts>;

export const AlarmDetail = AlarmView.extend({ facts: AlarmFacts, notices: z.array(NoticeView) });
export type AlarmDetail = z.infer<typeof AlarmDetail>;

export const AlertRouteView = z.object({
  id: z.string(),
  name: z.string(),
  connection: Place.extend({ kind: z.string(), isEnabled: z.boolean() }),
  match: RouteMatch,
  isEnabled: z.boolean(),
  createdBy: z.string(),
  revision: z.number(),
  /** The newest test that was sent by it. */
  lastTest: z.object({ at, notices: z.array(NoticeView) }).nullable(),
});
export type AlertRouteView = z.infer<typeof AlertRouteView>;
export const AlertRouteList = z.object({ items: z.array(AlertRouteView) });
export type AlertRouteList = z.infer<typeof AlertRouteList>;
