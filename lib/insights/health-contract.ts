import { z } from "zod";
import { Slug, wholeNumber } from "@/lib/platform/fields";

/** The board of release health. Client-safe. */

export const HealthInput = z.strictObject({
  environment: Slug.optional(),
  /** Releases that started within so many hours. */
  hours: wholeNumber(1, 720).default(168),
});

const at = z.string();
const Place = z.object({ id: z.string(), slug: z.string(), name: z.string() });

export const HealthState = z.enum(["hurting", "watched", "quiet", "ended_badly", "unknown"]);
export type HealthState = z.infer<typeof HealthState>;

export const ReleaseHealth = z.object({
  deploymentId: z.string(),
  service: Place,
  environment: Place,
  tier: z.number(),
  version: z.string(),
  state: z.string(),
  rolloutId: z.string().nullable(),
  startedAt: at,
  finishedAt: at.nullable(),
  health: HealthState,
  /** Where this is known from, in words; for `unknown`, why it is not. */
  because: z.string(),
  /** When that was last heard of; null when nothing is. */
  heardAt: at.nullable(),
  /** Support tickets about the service since it began, a week at most; null where no source tells of any. */
  supportTickets: z.number().nullable(),
  openIncidents: z.array(z.object({ id: z.string(), title: z.string(), detectedAt: at })),
});
export type ReleaseHealth = z.infer<typeof ReleaseHealth>;

export const HealthBoard = z.object({
  computedAt: at,
  hours: z.number(),
  /** Releases on the board, and those of them whose health is known. */
  releases: z.number(),
  known: z.number(),
  /** 0 to 1; null without a release. */
  coverage: z.number().nullable(),
  /** What coverage should reach. */
  goal: z.number(),
  counts: z.record(HealthState, z.number()),
  /** At most 200; the newest release of each service in each environment. */
  items: z.array(ReleaseHealth),
});
export type HealthBoard = z.infer<typeof HealthBoard>;
