import { z } from "zod";
import { isTimeZone } from "@/lib/kernel/zoned-time";
import { Revision, Slug, Timestamp, title, wholeNumber } from "@/lib/platform/fields";
import { PageInput } from "@/lib/platform/paging";
import { exclusionReasons } from "./domain/counting";
import type { InsightRules } from "./domain/insight-rules";
import { measures } from "./domain/measures";

/** What browsers and machines send and get about delivery figures. Client-safe. */

export const MeasureName = z.enum(measures);

/** An IANA time zone. */
export const ZoneName = z
  .string()
  .max(64)
  .refine(isTimeZone, "Give a time zone by its IANA name, such as Europe/Berlin.");

/** A day of the calendar. */
export const LocalDay = z.iso
  .date("Give a day as 2026-11-20.")
  .refine((day) => day >= "2000-01-01" && day < "2100-01-01", "Give a day between the years 2000 and 2099.");

export const periodNames = ["7d", "30d", "90d", "6m", "12m", "24m"] as const;
export const granularities = ["day", "week", "month", "quarter"] as const;
export const groupings = ["none", "service", "team", "tier", "environment"] as const;

/** Which deployments, of when, under which rules. */
const Selection = {
  service: Slug.optional(),
  /** `none`: services without a team. */
  team: Slug.optional(),
  tier: wholeNumber(0, 3).optional(),
  /** An environment, or `all`; what counts as production when left out. */
  environment: Slug.optional(),
  period: z.enum(periodNames).default("6m"),
  /** First and last day, both in full; instead of `period`. */
  from: LocalDay.optional(),
  to: LocalDay.optional(),
  /** The organisation's own when left out. */
  zone: ZoneName.optional(),
  /** What was known at this time, under the rules that were in force; now when left out. */
  asOf: Timestamp.optional(),
  /** A version of the rules; the one in force when left out. */
  rules: Revision.optional(),
};

export const FiguresInput = z.strictObject({
  ...Selection,
  granularity: z.enum(granularities).default("week"),
  by: z.enum(groupings).default("none"),
  compare: z.enum(["none", "previous"]).default("none"),
});
export type FiguresInput = z.infer<typeof FiguresInput>;

export const rowChoices = ["counted", "events", "excluded", ...exclusionReasons] as const;

export const RowsInput = z.strictObject({
  ...PageInput,
  ...Selection,
  measure: MeasureName,
  /** Those that make the figure, those of them that are counted (failures, for one), or those left out: all, or for one reason. */
  show: z.enum(rowChoices).default("counted"),
});
export type RowsInput = z.infer<typeof RowsInput>;

const { limit: _limit, cursor: _cursor, ...exportedRows } = RowsInput.shape;
export const ExportRowsInput = z.strictObject(exportedRows);

const at = z.string();
const maybe = z.number().nullable();
const ExclusionCounts = z.partialRecord(z.enum(exclusionReasons), z.number());

export const FigureView = z.object({
  measure: MeasureName,
  /** `no_data`: nothing is on record. `not_enough_data`: fewer than the rules' minimum. Then the value is null, never 0. */
  status: z.enum(["no_data", "not_enough_data", "ok"]),
  /** By the measure: deployments a day, milliseconds (median), or a share from 0 to 1. */
  value: maybe,
  p90: maybe,
  /** 95 % interval. */
  low: maybe,
  high: maybe,
  n: z.number(),
  events: maybe,
  excluded: ExclusionCounts,
});
export type FigureView = z.infer<typeof FigureView>;

const PlaceView = z.object({ id: z.string(), slug: z.string(), name: z.string() });

export const FiguresAnswer = z.object({
  rulesVersion: z.number(),
  zone: z.string(),
  asOf: at.nullable(),
  /** When this was computed. */
  computedAt: at,
  window: z.object({ from: z.string(), to: z.string(), start: at, end: at, isPartial: z.boolean() }),
  environments: z.array(PlaceView),
  /** From when on the selection is on record; null when nothing is. */
  onRecordFrom: at.nullable(),
  deploymentCount: z.number(),
  /** Lanes that wait to be made again, or could not be: what the figures may lack. */
  freshness: z.object({ waitingLanes: z.number(), failedLanes: z.number() }),
  figures: z.array(FigureView),
  previous: z.object({ from: z.string(), to: z.string(), figures: z.array(FigureView) }).nullable(),
  series: z.array(
    z.object({ key: z.string(), start: at, end: at, isPartial: z.boolean(), figures: z.array(FigureView) }),
  ),
  groups: z.array(z.object({ key: z.string(), name: z.string(), figures: z.array(FigureView) })),
  stages: z.object({
    n: z.number(),
    totalMs: z.number(),
    unexplainedMs: z.number(),
    stages: z.array(z.object({ stage: z.string(), sumMs: z.number(), n: z.number() })),
  }),
  distributions: z.array(
    z.object({
      measure: MeasureName,
      classes: z.array(z.object({ fromMs: z.number(), toMs: maybe, count: z.number() })),
    }),
  ),
});
export type FiguresAnswer = z.infer<typeof FiguresAnswer>;

export const RowView = z.object({
  deploymentId: z.string(),
  change: z.object({ id: z.string(), name: z.string() }).nullable(),
  service: PlaceView,
  environment: PlaceView,
  version: z.string(),
  previousVersion: z.string().nullable(),
  kind: z.string(),
  outcome: z.string(),
  at,
  value: maybe,
  excludedBecause: z.enum(exclusionReasons).nullable(),
  signals: z.array(z.object({ kind: z.string(), id: z.string(), detectedAt: at, restoredAt: at.nullable() })),
});
export type RowView = z.infer<typeof RowView>;

export const RowsAnswer = z.object({
  rulesVersion: z.number(),
  zone: z.string(),
  asOf: at.nullable(),
  window: z.object({ from: z.string(), to: z.string() }),
  /** The figure that the counted rows make. */
  figure: FigureView,
  /** Rows that were asked for, on all pages. */
  total: z.number(),
  items: z.array(RowView),
  nextCursor: z.string().nullable(),
});
export type RowsAnswer = z.infer<typeof RowsAnswer>;

export const InsightRulesFields = z.strictObject({
  timeZone: ZoneName,
  productionKinds: z.array(z.enum(["development", "testing", "staging", "production"])).max(4),
  productionEnvironments: z.array(Slug).max(50, "Name at most 50 environments."),
  tiers: z.array(wholeNumber(0, 3)).min(1, "Choose at least one tier.").max(4),
  countFlaggedChanges: z.boolean(),
  countEmergencies: z.boolean(),
  countUnauthorized: z.boolean(),
  countRedeploys: z.boolean(),
  countRollbacks: z.boolean(),
  countImports: z.boolean(),
  leaveOutDataPreparation: z.boolean(),
  failureWindowHours: wholeNumber(1, 8_760),
  failBy: z.strictObject({ incident: z.boolean(), rolledBack: z.boolean(), followedByRollback: z.boolean() }),
  reworkCountsRollbacks: z.boolean(),
  minimumN: wholeNumber(5, 100),
}) satisfies z.ZodType<InsightRules>;

export const SaveRulesInput = z.strictObject({
  /** The newest version that the sender saw. */
  version: Revision,
  rules: InsightRulesFields,
  reason: title(500),
});

export const RulesVersionView = z.object({
  version: z.number(),
  rules: InsightRulesFields,
  reason: z.string(),
  savedBy: z.string(),
  inForceFrom: at,
});
export type RulesVersionView = z.infer<typeof RulesVersionView>;
export const RulesVersions = z.object({ items: z.array(RulesVersionView) });
export type RulesVersions = z.infer<typeof RulesVersions>;

export const RebuildInput = z.strictObject({ reason: title(500) });
export const RebuildResult = z.object({ generation: z.number() });

export const BuildState = z.object({
  waitingLanes: z.number(),
  /** The longest that a changed lane has been waiting, in milliseconds. */
  longestWaitMs: maybe,
  generations: z.array(
    z.object({
      id: z.number(),
      state: z.enum(["building", "current", "retired"]),
      reason: z.string(),
      requestedBy: z.string(),
      startedAt: at,
      switchedAt: at.nullable(),
      lanes: z.number(),
      builtLanes: z.number(),
    }),
  ),
  failures: z.array(z.object({ service: PlaceView, environment: PlaceView, failure: z.string() })),
});
export type BuildState = z.infer<typeof BuildState>;
