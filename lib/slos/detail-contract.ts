import { z } from "zod";

/** What the page of an objective shows of where its level comes from. Client-safe. */

const at = z.string();

/** Maintenance of the objective's place that touches the period. */
export const ObjectiveMaintenance = z.object({
  windowId: z.string(),
  name: z.string(),
  from: at,
  to: at,
  announcedAt: at,
  /** How much of it was announced before it began; 0 when none was, and then nothing is left out. */
  plannedMs: z.number(),
});
export type ObjectiveMaintenance = z.infer<typeof ObjectiveMaintenance>;

/** A part of a composite objective over the composite's period, and what it adds to it. */
export const CompositePartView = z.object({
  slug: z.string(),
  name: z.string(),
  weight: z.number(),
  /** Why nothing is known of it; null when something is. */
  gap: z.string().nullable(),
  worstPercent: z.string().nullable(),
  bestPercent: z.string().nullable(),
  isDark: z.boolean(),
  /** Percentage points of the composite's level that this part takes away, at best and at worst; null where parts stand in for each other. */
  takesBestPoints: z.string().nullable(),
  takesWorstPoints: z.string().nullable(),
});
export type CompositePartView = z.infer<typeof CompositePartView>;

/** What a delivery objective was counted from. */
export const DeliveryFacts = z.object({
  measure: z.string(),
  /** How the number is made, in a sentence. */
  rule: z.string(),
  /** What one event is: business day, change, deployment, failed deployment, rollback. */
  eventName: z.string(),
  good: z.number(),
  bad: z.number(),
  /** Events that cannot be judged yet, or of which the record says too little. */
  unknown: z.number(),
  /** 95 % interval (Wilson) of the good share; null where every event of the period is counted and none is a sample. */
  lowPercent: z.string().nullable(),
  highPercent: z.string().nullable(),
  /** Rows of the period that do not count, by reason. */
  excluded: z.record(z.string(), z.number()),
  /** When a source of deployments was silent, so that days without one are open; still so when `to` is null. */
  silences: z.array(z.object({ source: z.string(), from: at, to: at.nullable() })),
  rulesVersion: z.number(),
  /** First moment of which anything is on record; null: nothing is. */
  onRecordFrom: at.nullable(),
});
export type DeliveryFacts = z.infer<typeof DeliveryFacts>;

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
  maintenance: z.array(ObjectiveMaintenance),
  waivers: z.array(z.string()),
});
export type TimeAccountView = z.infer<typeof TimeAccountView>;
