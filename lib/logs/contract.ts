import { z } from "zod";

/** Shapes of error counts around a deployment as browsers and machines see them. Client-safe. */

export const DeploymentLogsInput = z.strictObject({ id: z.string().min(1).max(64) });

const Window = z.object({
  from: z.string(),
  to: z.string(),
  /** Null: unknown. */
  errors: z.number().nullable(),
  errorsPerMinute: z.number().nullable(),
});
export type LogWindow = z.infer<typeof Window>;

export const LogSourceCounts = z.object({
  source: z.object({ slug: z.string(), name: z.string(), kind: z.enum(["elasticsearch", "splunk"]) }),
  /** Why nothing is known; null when the counts are. Silence is never 0. */
  unknown: z.string().nullable(),
  /** Error lines of each minute around the deployment. */
  perMinute: z.array(z.object({ at: z.string(), errors: z.number() })),
  before: Window,
  after: Window,
  dayBefore: Window,
  weekBefore: Window,
  /** Errors per minute after, over those before; with its interval of 95 %. Null: it cannot be said. */
  ratio: z.object({ value: z.number(), low: z.number(), high: z.number().nullable() }).nullable(),
  /** Where to look at the lines; null when the connection names no address for people. */
  url: z.string().nullable(),
});
export type LogSourceCounts = z.infer<typeof LogSourceCounts>;

export const DeploymentLogs = z.object({
  deploymentId: z.string(),
  sources: z.array(LogSourceCounts),
  rule: z.string(),
});
export type DeploymentLogs = z.infer<typeof DeploymentLogs>;
