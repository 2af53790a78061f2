import { z } from "zod";
import { Revision, Slug, Timestamp, title } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";
import { seriesMeasures } from "./domain/series-measure";

/** What browsers and machines send and get about anomalies. Client-safe. */

export const findingStates = ["open", "recovered", "acknowledged", "settled"] as const;

const FindingId = z.string().min(1).max(64);

export const ListFindingsInput = z.strictObject({
  ...PageInput,
  service: Slug.optional(),
  measure: z.enum(seriesMeasures).optional(),
  state: z.enum(findingStates).optional(),
});

export const FindingInput = z.strictObject({ id: FindingId });

/** The point in whose time `at` lies; where the anomaly began when it is left out. */
export const AnomalyRowsInput = z.strictObject({ id: FindingId, at: Timestamp.optional() });

export const AcknowledgeFindingInput = z.strictObject({ id: FindingId, revision: Revision, reason: title(500) });

const maybe = z.number().nullable();
const at = z.string();
const Place = z.object({ slug: z.string(), name: z.string() });

export const CauseView = z.object({
  deploymentId: z.string(),
  label: z.string(),
  pointsBefore: z.number(),
  others: z.array(z.string()),
  chance: z.number(),
  isNamed: z.boolean(),
});

export const FindingView = z.object({
  id: z.string(),
  series: z.object({
    id: z.string(),
    measure: z.enum(seriesMeasures),
    title: z.string(),
    rhythm: z.enum(["hourly", "daily"]),
    service: Place.nullable(),
    environment: Place.nullable(),
  }),
  kind: z.enum(["step", "spike"]),
  direction: z.enum(["up", "down"]),
  isBad: z.boolean(),
  onsetAt: at,
  foundAt: at,
  before: z.number(),
  after: z.number(),
  sizeSigma: z.number(),
  cause: CauseView.nullable(),
  /** `settled`: four weeks passed and the level stayed: it is what is usual now. */
  state: z.enum(findingStates),
  recoveredAt: at.nullable(),
  acknowledged: z.object({ at, by: z.string(), reason: z.string() }).nullable(),
  revision: z.number(),
});
export type FindingView = z.infer<typeof FindingView>;
export const FindingPage = pageOf(FindingView);
export type FindingPage = z.infer<typeof FindingPage>;

export const SeriesPointView = z.object({
  at,
  value: maybe,
  trials: maybe,
  verdict: z.enum(["learning", "unknown", "excused", "normal", "alarm", "recovered"]),
  excuse: z.string().nullable(),
  expected: maybe,
  low: maybe,
  high: maybe,
});
export type SeriesPointView = z.infer<typeof SeriesPointView>;

/** A finding with the series around it. */
export const FindingDetail = z.object({
  finding: FindingView,
  rule: z.string(),
  scale: z.enum(["count", "share", "duration", "plain"]),
  points: z.array(SeriesPointView),
});
export type FindingDetail = z.infer<typeof FindingDetail>;

/** What a point of a series is made of. */
export const AnomalyRows = z.object({
  measure: z.enum(seriesMeasures),
  rule: z.string(),
  zone: z.string(),
  from: at,
  to: at,
  /** What the point came to when it was looked at; null when it was unknown or not looked at. */
  said: maybe,
  /** What its rows come to now: another number when something was told later. Median minutes, a share, or a count. */
  value: maybe,
  n: z.number(),
  total: z.number(),
  /** Newest first, at most 200. */
  items: z.array(
    z.object({
      kind: z.enum(["deployment", "incident", "run"]),
      id: z.string(),
      name: z.string(),
      at,
      hasFailed: z.boolean().nullable(),
      durationMs: maybe,
    }),
  ),
});
export type AnomalyRows = z.infer<typeof AnomalyRows>;

export const WatchState = z.object({
  series: z.number(),
  learning: z.number(),
  /** The newest point of any series; null before the first. */
  lastPointAt: at.nullable(),
  openFindings: z.number(),
});
export type WatchState = z.infer<typeof WatchState>;
export const WatchStateInput = z.strictObject({});
