import { z } from "zod";
import { Slug, title } from "@/lib/platform/fields";
import { ObjectiveDependency, PromiseView } from "./dependency-contract";
import { CompositePartView, DeliveryFacts } from "./detail-contract";
import { type CompositeSli, type DeliverySli, ObjectiveSli, type Sli } from "./sli-contract";
import { StepPlanView } from "./step-plan-contract";
import { TargetPercent } from "./target-percent-contract";

/** What browsers and machines send and get about objectives. Client-safe. */

export const SloPeriod = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("rolling"),
    days: z.int("Give whole days.").min(1, "Give at least a day.").max(90, "Give at most 90 days."),
  }),
  z.strictObject({
    kind: z.literal("calendar"),
    unit: z.enum(["week", "month", "quarter", "year"]),
    timeZone: z.string().max(64),
    /** Month that the fiscal year begins with: quarters and years follow it. January unless said. */
    fiscalYearStartMonth: z
      .int("Give a month from 1 to 12.")
      .min(1, "Give a month from 1 to 12.")
      .max(12, "Give a month from 1 to 12.")
      .optional(),
  }),
]);
export type SloPeriod = z.infer<typeof SloPeriod>;

export const SloMethod = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("occurrences") }),
  /** A minute is good when its own share of good requests reaches this. */
  z.strictObject({ kind: z.literal("timeslices"), slicePercent: TargetPercent.or(z.literal("100")) }),
  /** The mean of the minutes' own shares: a quiet minute weighs as much as a busy one. */
  z.strictObject({ kind: z.literal("ratio_timeslices") }),
]);
export type SloMethod = z.infer<typeof SloMethod>;

const graceMs = z.int().min(0).max(3_600_000);

export const SloDefinition = z.strictObject({
  sli: ObjectiveSli,
  targetPercent: TargetPercent,
  period: SloPeriod,
  method: SloMethod.default({ kind: "occurrences" }),
  /** What it stands on. Alone in series, groups in parallel. */
  dependsOn: z.array(ObjectiveDependency).max(20, "Name at most 20 dependencies.").optional(),
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
/** Definitions by what they are about. */
export type CountedDefinition = SloDefinition & { readonly sli: Sli };
export type CompositeDefinition = SloDefinition & { readonly sli: CompositeSli };
export type DeliveryDefinition = SloDefinition & { readonly sli: DeliverySli };

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

/** What several targets would have meant, side by side. */
export const CompareTargetsInput = z.strictObject({
  service: Slug,
  environment: Slug,
  definition: SloDefinition,
  targets: z.array(TargetPercent).min(1, "Name at least one target.").max(6, "Compare at most six targets."),
});

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
  /** Null for what is made of other levels. */
  good: z.string().nullable(),
  total: z.string().nullable(),
  /** Null where no minutes are counted. */
  unknownMinutes: z.number().nullable(),
  /** Up to when the source has told. */
  watermark: at.nullable(),
  /** The source has told nothing lately: nothing here is better than it was at the watermark. */
  isDark: z.boolean(),
  /** Where events were sampled: the share that is estimated, and the 95 % bound that the range above takes in. Null when all were counted. */
  sampled: z
    .object({
      estimatePercent: z.string(),
      lowPercent: z.string(),
      highPercent: z.string(),
      /** Half the width of the bound, in percentage points, rounded up. */
      boundPoints: z.string(),
      /** Events that were looked at, in effect. */
      seen: z.number(),
    })
    .nullable(),
});
export type LevelView = z.infer<typeof LevelView>;

export const AdjustedLevel = z.object({
  level: LevelView,
  /** W-12. */
  waivers: z.array(z.string()),
  /** Names of the maintenance windows. */
  windows: z.array(z.string()),
});
export type AdjustedLevel = z.infer<typeof AdjustedLevel>;

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
  heldBy: z.enum(["too_young", "too_few_events", "within_bound"]).nullable(),
});
export type BurnAlertView = z.infer<typeof BurnAlertView>;

/** Healthy to exhausted by the budget that is left at worst; `dark` when nothing is known. */
export const BudgetBand = z.enum(["exhausted", "unhealthy", "uncertain", "attention", "observe", "healthy", "dark"]);
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
  /** The level without planned maintenance and the time that waivers forgive, beside the raw one; null when there is none in the period. */
  adjusted: AdjustedLevel.nullable(),
  band: BudgetBand,
  alerts: z.array(BurnAlertView),
  blind: z.object({ cause: z.string(), detail: z.string(), since: at.nullable() }).nullable(),
  retiredAt: at.nullable(),
  revision: z.number(),
});
export type ObjectiveView = z.infer<typeof ObjectiveView>;
export const ObjectiveList = z.object({
  items: z.array(ObjectiveView),
  /** There are more than are listed. */
  isCut: z.boolean(),
});
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
  /** Of a composite objective; null for others. */
  parts: z.array(CompositePartView).nullable(),
  /** Of a delivery objective; null for others. */
  delivery: DeliveryFacts.nullable(),
  /** Whether what it stands on lets it keep its promise; null when it names nothing. */
  promise: PromiseView.nullable(),
  /** By which steps its target moves; null without a plan. */
  stepPlan: StepPlanView.nullable(),
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

/** A quarter under a target. */
export const TargetQuarter = z.object({
  from: at,
  to: at,
  level: LevelView,
  /** Of the error budget, in percent, in the best and in the worst case; above 100 when it would have been overspent. Null without data. */
  budgetUsedBestPercent: z.string().nullable(),
  budgetUsedWorstPercent: z.string().nullable(),
  pages: z.number(),
  tickets: z.number(),
});

const Expected = z.object({ expected: z.number(), low: z.number(), high: z.number() });

/** What the weeks to come are expected to bring, whatever is promised. */
export const TargetOutlook = z.object({
  from: at,
  to: at,
  /** What is counted: events, or minutes where the method judges those. */
  unit: z.enum(["events", "minutes"]),
  /** Whole known weeks that it rests on. */
  weeks: z.number(),
  /** Units expected in all. */
  total: z.number(),
  /** Bad units as the past goes on, those that planned releases add, and both. Intervals hold four of five. */
  trend: Expected,
  added: Expected,
  bad: Expected,
  /** How often the interval of a week held what came, 0 to 1; null with too few weeks to say. */
  coverage: z.number().nullable(),
  launches: z.object({
    /** Release trains that bring the service here, soonest first. */
    planned: z.array(z.object({ id: z.string(), name: z.string(), at })),
    /** Deployments that as many weeks usually have; the trend holds their cost already. */
    usual: z.number(),
    /** Bad units of the day after a deployment beyond those of a quiet one; null with fewer than five deployments. */
    cost: Expected.extend({ launches: z.number() }).nullable(),
  }),
});
export type TargetOutlook = z.infer<typeof TargetOutlook>;

export const TargetComparison = z.object({
  /** Since when the service was counted here; null: never. */
  knownSince: at.nullable(),
  /** The next 13 weeks; null with fewer than 12 known weeks before now. */
  outlook: TargetOutlook.nullable(),
  targets: z.array(
    z.object({
      targetPercent: z.string(),
      /** How much of the error budget of the next 13 weeks is expected to be used, in percent; null without an outlook. */
      aheadUsedPercent: Expected.nullable(),
      /** Why an objective with this target could not be saved; null when it could. */
      obstacle: z.string().nullable(),
      /** The last two whole quarters, the older one first. */
      quarters: z.array(TargetQuarter),
    }),
  ),
});
export type TargetComparison = z.infer<typeof TargetComparison>;

export const ObjectivePreview = z.object({
  level: LevelView,
  band: BudgetBand,
  /** Since when the service was counted here; null: never. */
  knownSince: at.nullable(),
  /** How often the alerts would have fired over the last 30 days, or the period where that is longer; null where they are not replayed. */
  pages: z.number().nullable(),
  tickets: z.number().nullable(),
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
