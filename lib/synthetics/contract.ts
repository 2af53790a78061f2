import { z } from "zod";
import { Revision, Slug, title, wholeNumber } from "@/lib/platform/fields";
import { journeyLimits } from "./domain/limits";

/** What browsers and machines send and get about synthetic checks. Client-safe. */

export const VariableName = z
  .string()
  .max(40, "Use at most 40 characters.")
  .regex(/^[a-z][A-Za-z0-9_]*$/, "Begin with a small letter; then letters, digits and _.");

const HeaderName = z
  .string()
  .max(80, "Use at most 80 characters.")
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, "Write the name of a header.")
  .refine(
    (name) =>
      !/^(host|content-length|transfer-encoding|connection|upgrade|te|trailer|expect|accept-encoding)$/i.test(name),
    "This header is set by us.",
  );

const Pattern = z.string().min(1, "Write a pattern.").max(500, "Use at most 500 characters.");
const JsonPath = z
  .string()
  .max(300, "Use at most 300 characters.")
  .regex(
    /^\$(\.[A-Za-z_][A-Za-z0-9_-]*|\[\d{1,6}\]|\["[^"\\\]]{1,100}"\])*$/,
    'Write a path such as $.items[0].id or $["odd name"].',
  );

/** A value that later steps use as `{{name}}`. One that is not there fails the step. */
export const Taking = z.discriminatedUnion("from", [
  z.strictObject({ from: z.literal("json"), variable: VariableName, path: JsonPath }),
  z.strictObject({ from: z.literal("header"), variable: VariableName, name: HeaderName }),
  /** The first group, or the whole match without one. */
  z.strictObject({ from: z.literal("body"), variable: VariableName, pattern: Pattern }),
]);
export type Taking = z.infer<typeof Taking>;

const expected = z.string().min(1, "Write what is expected.").max(500, "Use at most 500 characters.");
const Comparison = z.enum(["equals", "contains", "matches"]);

/** What must be true of an answer. Nothing is true of what is not there. */
export const Assertion = z.discriminatedUnion("of", [
  z.strictObject({ of: z.literal("status"), isOneOf: z.array(wholeNumber(100, 599)).min(1).max(20) }),
  z.strictObject({ of: z.literal("header"), name: HeaderName, is: Comparison, value: expected }),
  z.strictObject({ of: z.literal("body"), is: z.enum(["contains", "matches", "lacks"]), value: expected }),
  z.strictObject({ of: z.literal("json"), path: JsonPath, is: Comparison, value: expected }),
  z.strictObject({ of: z.literal("time"), atMostMs: wholeNumber(1, 30_000) }),
]);
export type Assertion = z.infer<typeof Assertion>;

/** An origin as it stands, and after it a path and a query that may hold `{{variables}}`. */
const UrlTemplate = z
  .string()
  .max(2_000, "Use at most 2000 characters.")
  .regex(
    /^https?:\/\/[^\s/?#@{}\\]+([/?][^\s#\\]*)?$/i,
    "Write an address such as https://shop.example/cart/{{cart}}; scheme, host and port hold no variable.",
  );

export const JourneyStep = z.strictObject({
  name: title(80),
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]).default("GET"),
  url: UrlTemplate,
  headers: z
    .array(z.strictObject({ name: HeaderName, value: z.string().max(2_000, "Use at most 2000 characters.") }))
    .max(20, "Give at most 20 headers.")
    .default([]),
  /** How it is written decides how values are put in: JSON strings, percent-encoded, or as they are. */
  body: z
    .strictObject({
      as: z.enum(["json", "form", "text"]),
      text: z.string().max(20_000, "Use at most 20,000 characters."),
    })
    .nullable()
    .default(null),
  take: z.array(Taking).max(10, "Take at most 10 values.").default([]),
  /** Without one about the status, the answer must be a success (200 to 299). */
  assertions: z.array(Assertion).max(20, "Give at most 20 assertions.").default([]),
  deadlineMs: wholeNumber(100, journeyLimits.stepDeadlineMs).default(10_000),
});
export type JourneyStep = z.infer<typeof JourneyStep>;

export const Journey = z.strictObject({
  steps: z
    .array(JourneyStep)
    .min(1, "Give at least one step.")
    .max(journeyLimits.steps, `Give at most ${journeyLimits.steps} steps.`),
});
export type Journey = z.infer<typeof Journey>;

export const IntervalMs = wholeNumber(journeyLimits.minIntervalMs, journeyLimits.maxIntervalMs);

const SecretValue = z.string().min(1, "Write the secret.").max(4_000, "Use at most 4000 characters.");

/** Secrets by name, used as `{{secret.name}}` in headers and bodies. Stored encrypted, never shown again. */
const Secrets = z.array(z.strictObject({ name: VariableName, value: SecretValue })).max(10, "Give at most 10 secrets.");

export const CreateCheckInput = z.strictObject({
  slug: Slug,
  name: title(80),
  service: Slug,
  environment: Slug,
  journey: Journey,
  intervalMs: IntervalMs.default(60_000),
  isAroundRollouts: z.boolean().default(true),
  secrets: Secrets.default([]),
});

export const EditCheckInput = z.strictObject({
  slug: Slug,
  revision: Revision,
  name: title(80).optional(),
  journey: Journey.optional(),
  intervalMs: IntervalMs.optional(),
  isAroundRollouts: z.boolean().optional(),
  /** Replace all that are stored; left out, they stay. */
  secrets: Secrets.optional(),
  isEnabled: z.boolean().optional(),
});

export const CheckSlugInput = z.strictObject({ slug: Slug });
export const ListChecksInput = z.strictObject({ service: Slug.optional(), environment: Slug.optional() });
export const DeploymentRunsInput = z.strictObject({ id: z.string().min(1).max(64) });
export const RolloutRunsInput = z.strictObject({ id: z.string().min(1).max(64) });

const at = z.string();

/** Why a run was made. `before`: at the start of a rollout. `step`: when a step shows its share. `end`: at 100 %. */
export const runCauses = ["schedule", "person", "before", "step", "end", "rolled_back"] as const;
export const RunCause = z.enum(runCauses);
export type RunCause = z.infer<typeof RunCause>;

/** `not_run`: nobody tried, or we could not; it says nothing of the service. */
export const RunOutcome = z.enum(["passed", "failed", "not_run"]);
export type RunOutcome = z.infer<typeof RunOutcome>;

export const RunView = z.object({
  id: z.string(),
  cause: RunCause,
  /** Null while it waits or runs. */
  outcome: RunOutcome.nullable(),
  wantedAt: at,
  startedAt: at.nullable(),
  durationMs: z.number().nullable(),
  /** Of each step that was made, in order. */
  stepMs: z.array(z.number()),
  /** Position of the step that failed, from 0. */
  failedStep: z.number().nullable(),
  reason: z.string().nullable(),
  /** Beginning of the answer that failed, secrets taken out. */
  excerpt: z.string().nullable(),
  status: z.number().nullable(),
  rolloutId: z.string().nullable(),
  /** The deployment that a pipeline reported and around which it was made; null otherwise. */
  deploymentId: z.string().nullable(),
  stepIndex: z.number().nullable(),
  /** What the new version had of the traffic when it ran; null outside rollouts. */
  sharePercent: z.number().nullable(),
  askedBy: z.string().nullable(),
});
export type RunView = z.infer<typeof RunView>;

export const CheckBand = z.enum(["passing", "unsteady", "failing", "unknown", "paused"]);
export type CheckBand = z.infer<typeof CheckBand>;

const Place = z.object({ id: z.string(), slug: z.string(), name: z.string() });

export const CheckView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  service: Place,
  environment: Place,
  journey: Journey,
  intervalMs: z.number(),
  isAroundRollouts: z.boolean(),
  secretNames: z.array(z.string()),
  isEnabled: z.boolean(),
  band: CheckBand,
  /** The newest scheduled and asked-for runs that ended, newest first. */
  strip: z.array(
    z.object({
      id: z.string(),
      outcome: RunOutcome,
      at,
      durationMs: z.number().nullable(),
      reason: z.string().nullable(),
    }),
  ),
  isRunning: z.boolean(),
  nextDueAt: at.nullable(),
  revision: z.number(),
  updatedAt: at,
});
export type CheckView = z.infer<typeof CheckView>;
export const CheckList = z.object({ items: z.array(CheckView) });

export const CheckDetail = CheckView.extend({
  runs: z.array(RunView),
  failures: z.array(RunView),
  /** Of passed runs among the newest; null without any. */
  stepTimes: z.array(
    z.object({ name: z.string(), n: z.number(), medianMs: z.number().nullable(), maxMs: z.number().nullable() }),
  ),
  objectives: z.array(z.object({ slug: z.string(), name: z.string() })),
});
export type CheckDetail = z.infer<typeof CheckDetail>;

/** Whether journeys say that a release is over well. */
export const Closing = z.enum(["not_yet", "waiting", "closed", "open", "unknown", "none"]);
export type Closing = z.infer<typeof Closing>;

export const RolloutRuns = z.object({
  items: z.array(
    RunView.extend({ check: z.object({ slug: z.string(), name: z.string(), stepNames: z.array(z.string()) }) }),
  ),
  closing: Closing,
  /** The same in a sentence. */
  sentence: z.string(),
});
export type RolloutRuns = z.infer<typeof RolloutRuns>;
