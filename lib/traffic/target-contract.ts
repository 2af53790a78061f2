import { z } from "zod";
import { VersionName } from "@/lib/catalog/contract";
import { TargetConfig } from "./contract";

/** Shapes of targets as browsers and machines see them. Client-safe. */

const labelName = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "Use a Prometheus label name");
const labels = z
  .record(labelName, z.string().min(1).max(200))
  .refine((value) => Object.keys(value).length <= 10, "Give at most 10 labels");

/** A source of numbers for a target: a metric source by its slug, or `target` for the data plane's own counters. */
export const TelemetryBinding = z.strictObject({
  source: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  /** Label values that tell the two slots apart in this source; empty for the data plane's own counters. */
  selectors: z.strictObject({ a: labels, b: labels }).default({ a: {}, b: {} }),
});
export type TelemetryBinding = z.infer<typeof TelemetryBinding>;

const healthUrls = z.array(z.url({ protocol: /^https?$/ }).max(500)).max(50);

export const HealthConfig = z.strictObject({
  /** Addresses that are asked, one per server of the slot. */
  urls: z.strictObject({ a: healthUrls.min(1), b: healthUrls.min(1) }),
  expectStatus: z.number().int().min(100).max(599).default(200),
  timeoutMs: z.number().int().min(50).max(5_000).default(1_000),
  intervalMs: z.number().int().min(250).max(10_000).default(1_000),
});
export type HealthConfig = z.infer<typeof HealthConfig>;

const revision = z.number().int().min(1);
const slug = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
const secret = z.string().min(16, "Give at least 16 characters").max(4_000);

export const CreateTargetInput = z.strictObject({
  service: slug,
  environment: slug,
  config: TargetConfig,
  /** Admin token, signing secret or fence token of the data plane; stored encrypted and never shown again. */
  secret: secret.optional(),
  health: HealthConfig.nullable().default(null),
  telemetry: z.array(TelemetryBinding).max(5).default([]),
  /** Which slot has the traffic today, and which version runs in it. */
  live: z.strictObject({ slot: z.enum(["a", "b"]), version: VersionName }),
});
export type CreateTargetInput = z.infer<typeof CreateTargetInput>;

export const EditTargetInput = z.strictObject({
  id: z.string().max(64),
  revision,
  config: TargetConfig.optional(),
  /** Null forgets a fence token: HAProxy is then steered without a fence. */
  secret: secret.nullable().optional(),
  health: HealthConfig.nullable().optional(),
  telemetry: z.array(TelemetryBinding).max(5).optional(),
});

export const TargetIdInput = z.strictObject({ id: z.string().min(1).max(64) });

export const ListTargetsInput = z.strictObject({
  service: slug.optional(),
  environment: slug.optional(),
});

/** One line of a connection test: what was tried and what came of it. One that is ok and has a remedy is a warning. */
export const TestFinding = z.object({
  subject: z.string(),
  ok: z.boolean(),
  message: z.string(),
  remedy: z.string().nullable(),
});
export type TestFinding = z.infer<typeof TestFinding>;

/** What the data plane said about refusing older writes, and about the hold that was set at that moment. */
export const TestedFence = z.object({
  kind: z.enum(["native", "none"]),
  hold: z.object({ remainingMs: z.number(), fired: z.boolean() }).nullable(),
  /** False where the data plane fences but has no dead-man switch. */
  canHold: z.boolean().optional(),
});
export type TestedFence = z.infer<typeof TestedFence>;

export const TestResult = z.object({
  ok: z.boolean(),
  tookMs: z.number(),
  findings: z.array(TestFinding),
  /** Null when the data plane did not answer, and in tests from before this was asked. */
  fence: TestedFence.nullable().default(null),
});
export type TestResult = z.infer<typeof TestResult>;

export const SlotView = z.object({
  slot: z.enum(["a", "b"]),
  version: z.string().nullable(),
  isLive: z.boolean(),
  since: z.string(),
});

export const TargetView = z.object({
  id: z.string(),
  service: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  environment: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
  config: TargetConfig,
  hasSecret: z.boolean(),
  health: HealthConfig.nullable(),
  telemetry: z.array(TelemetryBinding),
  slots: z.array(SlotView),
  lastTestedAt: z.string().nullable(),
  lastTest: TestResult.nullable(),
  testPending: z.boolean(),
  revision,
});
export type TargetView = z.infer<typeof TargetView>;
