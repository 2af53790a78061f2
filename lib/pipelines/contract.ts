import { z } from "zod";
import { Slug, Timestamp } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";

/** What browsers and machines ask and get about pipeline runs. Client-safe. */

export const RunState = z.enum(
  ["queued", "running", "succeeded", "failed", "cancelled"],
  "Use queued, running, succeeded, failed or cancelled.",
);
export type RunState = z.infer<typeof RunState>;

export const ListRunsInput = z.strictObject({
  ...PageInput,
  service: Slug.optional(),
  state: RunState.optional(),
  /** A whole branch name. */
  branch: z.string().min(1).max(200).optional(),
  /** Only runs that started at this time or later. */
  since: Timestamp.optional(),
});

export const RunIdInput = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,900}$/, "Use the id of a run as a list gives it."),
});

const at = z.string().nullable();
const Place = z.object({ id: z.string(), slug: z.string(), name: z.string() });

export const StageView = z.object({
  key: z.string(),
  name: z.string(),
  /** build, test, review, approve, deploy, data_preparation, other. */
  kind: z.string(),
  state: z.string(),
  startedAt: at,
  finishedAt: at,
  /** Null while it runs, or when its sender named no times. */
  durationMs: z.number().nullable(),
  url: z.string().nullable(),
});
export type StageView = z.infer<typeof StageView>;

/** A deployment that the run did. */
export const RunDeployment = z.object({
  id: z.string(),
  version: z.string(),
  state: z.string(),
  service: Place,
  environment: Place,
});
export type RunDeployment = z.infer<typeof RunDeployment>;

export const RunView = z.object({
  id: z.string(),
  name: z.string(),
  /** Null when its sender's name of the service means nothing here. */
  service: Place.nullable(),
  repository: z.string().nullable(),
  version: z.string().nullable(),
  commitSha: z.string().nullable(),
  branch: z.string().nullable(),
  state: z.string(),
  queuedAt: at,
  startedAt: at,
  finishedAt: at,
  durationMs: z.number().nullable(),
  url: z.string().nullable(),
  /** In order of their start; at most 100. */
  stages: z.array(StageView),
  /** The stage that took longest of those that have ended, and its share of the run (0 to 1); null when none has. */
  slowest: z.object({ name: z.string(), durationMs: z.number(), ratio: z.number().nullable() }).nullable(),
  deployments: z.array(RunDeployment),
});
export type RunView = z.infer<typeof RunView>;

export const RunPage = pageOf(RunView);
export type RunPage = z.infer<typeof RunPage>;

export const RunDetail = RunView.extend({
  source: z.object({ slug: z.string(), name: z.string() }).nullable(),
  /** Its stages and the waits between them; null when no stage has a time. Moments are epoch milliseconds. */
  waterfall: z
    .object({
      bars: z.array(
        z.object({
          key: z.string(),
          name: z.string(),
          kind: z.string(),
          state: z.string(),
          from: z.number(),
          to: z.number().nullable(),
          durationMs: z.number().nullable(),
          url: z.string().nullable(),
        }),
      ),
      from: z.number(),
      to: z.number(),
      bottleneck: z.string().nullable(),
      withoutTimes: z.array(z.string()),
    })
    .nullable(),
});
export type RunDetail = z.infer<typeof RunDetail>;
