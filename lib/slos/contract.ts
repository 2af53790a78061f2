import { z } from "zod";
import { Slug, title } from "@/lib/platform/fields";

/** What browsers and machines send and get about objectives. Client-safe. */

/** A share in percent as decimal text, so that 99.95 stays exactly that. */
export const TargetPercent = z
  .string()
  .regex(/^\d{1,2}(\.\d{1,6})?$/, "Write a percentage below 100 with at most six decimals, such as 99.9.")
  .refine((text) => Number(text) > 0, "Give more than 0 %.");

export const Sli = z.discriminatedUnion("kind", [
  /** Requests that did not fail, over all requests. With a `check`: its runs that passed, over its runs. */
  z.strictObject({ kind: z.literal("availability"), check: Slug.optional() }),
  /** Requests answered within the threshold, over all requests. It must be a bound of the source's latency buckets. */
  z.strictObject({
    kind: z.literal("latency"),
    thresholdMs: z
      .number("Give the threshold in milliseconds.")
      .positive("Give more than 0 ms.")
      .max(600_000, "Give at most ten minutes."),
    check: Slug.optional(),
  }),
]);
export type Sli = z.infer<typeof Sli>;

export const SloPeriod = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("rolling"),
    days: z.int("Give whole days.").min(1, "Give at least a day.").max(90, "Give at most 90 days."),
  }),
  z.strictObject({
    kind: z.literal("calendar"),
    unit: z.enum(["week", "month", "quarter"]),
    timeZone: z.string().max(64),
  }),
]);
export type SloPeriod = z.infer<typeof SloPeriod>;

export const SloMethod = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("occurrences") }),
  /** A minute is good when its own share of good requests reaches this. */
  z.strictObject({ kind: z.literal("timeslices"), slicePercent: TargetPercent.or(z.literal("100")) }),
]);
export type SloMethod = z.infer<typeof SloMethod>;

const graceMs = z.int().min(0).max(3_600_000);

export const SloDefinition = z.strictObject({
  sli: Sli,
  targetPercent: TargetPercent,
  period: SloPeriod,
  method: SloMethod.default({ kind: "occurrences" }),
  alerting: z
    .strictObject({
      /** Both windows must burn too fast for this long before anybody is told. */
      graceMs: graceMs.default(0),
      /** And stay well for this long before the alert ends. */
      quietMs: graceMs.default(120_000),
      /** Requests in the long window below which nothing is said. */
      minRequests: z.int().min(0).max(1_000_000).default(20),
    })
    .prefault({}),
});
export type SloDefinition = z.infer<typeof SloDefinition>;

export const CreateObjectiveInput = z.strictObject({
  slug: Slug,
  name: title(80),
  service: Slug,
  environment: Slug,
  definition: SloDefinition,
  reason: z.string().trim().max(1_000, "Use at most 1000 characters.").optional(),
});

export const EditObjectiveInput = z.strictObject({
  slug: Slug,
  revision: z.int().min(1),
  name: title(80).optional(),
  definition: SloDefinition.optional(),
  reason: title(1_000),
});

/** What a definition would have meant, asked before it is saved. */
export const PreviewObjectiveInput = z.strictObject({ service: Slug, environment: Slug, definition: SloDefinition });

export const RetireObjectiveInput = z.strictObject({ slug: Slug, revision: z.int().min(1), reason: title(1_000) });
export const ObjectiveSlugInput = z.strictObject({ slug: Slug });

export const SignOffParty = z.enum(["product", "operations", "security"]);

/** Agree with exactly the content that was looked at. */
export const SignObjectiveInput = z.strictObject({
  slug: Slug,
  party: SignOffParty,
  contentHash: z.string().regex(/^[0-9a-f]{64}$/, "Give the hash of the content that you looked at."),
  comment: title(1_000),
});

export const ListObjectivesInput = z.strictObject({ service: Slug.optional(), environment: Slug.optional() });

const at = z.string();
const Place = z.object({ id: z.string(), slug: z.string(), name: z.string() });

export const SloVerdict = z.enum(["met", "missed", "undetermined", "no_data"]);
export type SloVerdict = z.infer<typeof SloVerdict>;

/** Shares as decimal text in percent, cut and never rounded; the numbers are for drawing. */
export const LevelView = z.object({
  from: at,
  to: at,
  verdict: SloVerdict,
  /** The two ends of what can be true. Equal when everything is known. */
  worstPercent: z.string().nullable(),
  bestPercent: z.string().nullable(),
  /** Of the error budget; below 0 when it is overspent. From the worst and from the best case. */
  budgetLeftWorstPercent: z.string().nullable(),
  budgetLeftBestPercent: z.string().nullable(),
  budgetLeftWorst: z.number().nullable(),
  /** Share of the due minutes that are known. */
  coveragePercent: z.string().nullable(),
  good: z.string(),
  total: z.string(),
  unknownMinutes: z.number(),
  /** Up to when the source has told. */
  watermark: at.nullable(),
  /** The source has told nothing lately: nothing here is better than it was at the watermark. */
  isDark: z.boolean(),
});
export type LevelView = z.infer<typeof LevelView>;

export const BurnAlertView = z.object({
  rule: z.number(),
  severity: z.enum(["page", "ticket"]),
  longWindowMs: z.number(),
  shortWindowMs: z.number(),
  factor: z.string(),
  budgetSharePercent: z.string(),
  status: z.enum(["quiet", "pending", "firing", "frozen", "not_looked"]),
  since: at.nullable(),
  longBurn: z.string().nullable(),
  shortBurn: z.string().nullable(),
  heldBy: z.enum(["too_young", "too_few_events"]).nullable(),
});
export type BurnAlertView = z.infer<typeof BurnAlertView>;

/** Healthy to exhausted by the budget that is left at worst; `dark` when nothing is known. */
export const BudgetBand = z.enum(["exhausted", "unhealthy", "attention", "observe", "healthy", "dark"]);
export type BudgetBand = z.infer<typeof BudgetBand>;

export const ObjectiveView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  service: Place,
  environment: Place,
  tier: z.number(),
  definition: SloDefinition,
  version: z.number(),
  level: LevelView,
  /** The level without the time that waivers forgive, beside the raw one; null when none forgives any of the period. */
  adjusted: z.object({ level: LevelView, waivers: z.array(z.string()), waivedMinutes: z.number() }).nullable(),
  band: BudgetBand,
  alerts: z.array(BurnAlertView),
  blind: z.object({ cause: z.string(), detail: z.string(), since: at.nullable() }).nullable(),
  retiredAt: at.nullable(),
  revision: z.number(),
});
export type ObjectiveView = z.infer<typeof ObjectiveView>;
export const ObjectiveList = z.object({ items: z.array(ObjectiveView) });
export type ObjectiveList = z.infer<typeof ObjectiveList>;

export const BudgetPoint = z.object({
  at,
  /** Budget left at that time, 1 to below 0, in the worst and in the best case; null where nothing was known yet. */
  worst: z.number().nullable(),
  best: z.number().nullable(),
  /** Share of bad requests in this stretch, 0 to 1; null where there were none. */
  badShare: z.number().nullable(),
});
export type BudgetPoint = z.infer<typeof BudgetPoint>;

export const ObjectiveEvent = z.object({
  at,
  what: z.enum(["fired", "cleared", "frozen", "thawed"]),
  severity: z.string(),
  sentence: z.string(),
});
export type ObjectiveEvent = z.infer<typeof ObjectiveEvent>;

export const ObjectiveMarker = z.object({
  at,
  kind: z.enum(["deployment"]),
  id: z.string(),
  label: z.string(),
  /** The rollout that brought it; null for what was only reported. */
  rolloutId: z.string().nullable(),
  /** Budget that was used in the hour after it, in percent of the whole; null when nothing is known. */
  budgetUsedPercent: z.string().nullable(),
});
export type ObjectiveMarker = z.infer<typeof ObjectiveMarker>;

/** A change as it is on record, field by field. */
export const ObjectiveChangeView = z.object({
  revision: z.number(),
  what: z.enum(["created", "changed", "retired"]),
  by: z.string(),
  at,
  reason: z.string().nullable(),
  /** The plan that brought it, when it came from files. */
  planHash: z.string().nullable(),
  fields: z.array(z.object({ path: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
});
export type ObjectiveChangeView = z.infer<typeof ObjectiveChangeView>;

export const ObjectiveSignOffs = z.object({
  /** Of what the objective says now. */
  contentHash: z.string(),
  /** Parties that have not signed it. */
  missing: z.array(SignOffParty),
  /** All there ever were, newest first; those of another content do not count. */
  items: z.array(
    z.object({
      party: SignOffParty,
      signedBy: z.string(),
      signedAt: at,
      comment: z.string(),
      revision: z.number(),
      contentHash: z.string(),
      isValid: z.boolean(),
    }),
  ),
});
export type ObjectiveSignOffs = z.infer<typeof ObjectiveSignOffs>;

export const ObjectiveDetail = ObjectiveView.extend({
  changes: z.array(ObjectiveChangeView),
  signOffs: ObjectiveSignOffs,
  line: z.array(BudgetPoint),
  markers: z.array(ObjectiveMarker),
  events: z.array(ObjectiveEvent),
  versions: z.array(
    z.object({
      version: z.number(),
      savedBy: z.string(),
      reason: z.string().nullable(),
      savedAt: at,
      definition: SloDefinition,
    }),
  ),
});
export type ObjectiveDetail = z.infer<typeof ObjectiveDetail>;

export const ObjectivePreview = z.object({
  level: LevelView,
  band: BudgetBand,
  /** Since when the service was counted here; null: never. */
  knownSince: at.nullable(),
  /** How often the alerts would have fired over the last 30 days, or the period where that is longer. */
  pages: z.number(),
  tickets: z.number(),
  /** For 30 days of known minutes; null when less than a day is known. */
  pagesPerMonth: z.number().nullable(),
  /** The newest of them. */
  firings: z.array(
    z.object({
      rule: z.number(),
      severity: z.enum(["page", "ticket"]),
      from: at,
      to: at.nullable(),
      longBurn: z.string().nullable(),
      shortBurn: z.string().nullable(),
    }),
  ),
});
export type ObjectivePreview = z.infer<typeof ObjectivePreview>;

const ms = z.number();

/** Where the time of a period went. */
export const TimeAccountView = z.object({
  from: at,
  to: at,
  /** Whole milliseconds; the parts add up to the window. */
  account: z.object({
    windowMs: ms,
    goodMs: ms,
    unplannedBadMs: ms,
    plannedBadMs: ms,
    waivedBadMs: ms,
    unknownMs: ms,
    /** Good time within planned or waived time: it counts in the raw share only. */
    excludedGoodMs: ms,
  }),
  addsUp: z.boolean(),
  /** A minute with a smaller share of good requests is bad. */
  minutePercent: z.string(),
  /** Share of good time of the known time; null when nothing is known. */
  rawPercent: z.string().nullable(),
  /** The same without planned and waived time. */
  adjustedPercent: z.string().nullable(),
  maintenance: z.array(z.object({ id: z.string(), name: z.string(), from: at, to: at })),
  waivers: z.array(z.string()),
});
export type TimeAccountView = z.infer<typeof TimeAccountView>;
