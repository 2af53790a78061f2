import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { type Instant, instant } from "@/lib/kernel/instant";
import { ConcurrencyPolicy, PauseReason, RollbackCause, RolloutPlan } from "./contract";
import type { RolloutState } from "./domain/rollout-state";

/**
 * The stored form of a rollout's state. Strict: a row written by a newer version of the product is not read half, it is
 * reported as unreadable so that the rollout is held instead of rewritten.
 */
const moment = z
  .number()
  .int()
  .transform((value): Instant => instant(value));
const slot = z.enum(["a", "b"]);
const share = z.number().min(0).max(100);
const actor = z.strictObject({ id: z.string(), name: z.string() });

const evidence = z.strictObject({
  checkId: z.string(),
  kind: z.enum(["error_rate", "latency", "burn_rate", "health", "metric"]),
  source: z.string(),
  verdict: z.enum(["pass", "fail", "inconclusive", "blind"]),
  blindCause: z
    .enum([
      "unreachable",
      "timeout",
      "query_error",
      "no_series",
      "not_a_number",
      "stale",
      "several_series",
      "wrong_shape",
      "target_down",
    ])
    .nullable(),
  sentence: z.string(),
  numbers: z.record(z.string(), z.number().nullable()),
  at: moment,
});

const base = {
  rolloutId: z.string().min(1),
  purpose: z.enum(["release", "return"]),
  plan: RolloutPlan,
  policy: ConcurrencyPolicy,
  canaryVersion: z.string().min(1),
  revision: z.number().int().min(1),
  createdAt: moment,
  enteredAt: moment,
};
const placement = {
  stableSlot: slot,
  canarySlot: slot,
  stableVersion: z.string().min(1),
  epochBase: z.number().int().min(0),
};
const going = {
  pauseReasons: z.array(PauseReason),
  pausedSince: moment.nullable(),
  deadlineAt: moment,
};
const stepping = {
  stepIndex: z.number().int().min(0),
  approvedStepIndex: z.number().int().min(0).nullable(),
  incarnation: z.string(),
  baselineRef: z.string().nullable(),
};
const watch = {
  ...stepping,
  stepShownAt: moment,
  healthyAt: moment.nullable(),
  isSkipped: z.boolean(),
  blindSince: moment.nullable(),
  blindMs: z.number().min(0),
  inconclusiveSince: moment.nullable(),
  unshownSince: moment.nullable(),
  // Rows of earlier versions do not have these.
  unshownEpoch: z.number().int().min(0).nullable().default(null),
  unshownSharePercent: share.nullable().default(null),
  handSharePercent: share.nullable(),
  isRestoring: z.boolean(),
  runningSince: moment,
  lastEvidence: z.array(evidence),
};
const rollback = z.strictObject({
  cause: RollbackCause,
  why: z.string(),
  evidence: z.array(evidence),
  actor: actor.nullable(),
  fromPhase: z.enum(["preparing", "shifting", "baking", "watching"]),
  fromSharePercent: share,
  stepIndex: z.number().int().min(0).nullable(),
  startedAt: moment,
});
const hold = z.strictObject({
  code: z.enum(["active_rollout", "ahead_in_queue", "window", "budget", "gate", "slots_unknown", "paused"]),
  id: z.string(),
  message: z.string(),
});

/** The schema of every phase. Its output is a `RolloutState`. */
export const RolloutRecord = z
  .discriminatedUnion("phase", [
    z.strictObject({ phase: z.literal("queued"), ...base, ...going, heldBy: z.array(hold) }),
    z.strictObject({ phase: z.literal("preparing"), ...base, ...placement, ...going, runningSince: moment }),
    z.strictObject({
      phase: z.literal("shifting"),
      ...base,
      ...placement,
      ...going,
      ...stepping,
      fromSharePercent: share,
      sentEpoch: z.number().int().min(0).nullable().default(null),
    }),
    z.strictObject({ phase: z.literal("baking"), ...base, ...placement, ...going, ...watch }),
    z.strictObject({ phase: z.literal("watching"), ...base, ...placement, ...going, ...watch }),
    z.strictObject({
      phase: z.literal("rolling_back"),
      ...base,
      ...placement,
      rollback,
      overdueCount: z.number().int().min(0),
      deadlineAt: moment,
    }),
    z.strictObject({ phase: z.literal("rolled_back"), ...base, ...placement, rollback, isVerified: z.boolean() }),
    z.strictObject({ phase: z.literal("completed"), ...base, ...placement, isWatchedToTheEnd: z.boolean() }),
    z.strictObject({
      phase: z.literal("cancelled"),
      ...base,
      cause: z.enum(["manual", "superseded", "queue_deadline", "already_live"]),
      why: z.string(),
      actor: actor.nullable(),
    }),
  ])
  .superRefine((state, context) => {
    for (const message of inconsistencies(state)) context.addIssue({ code: "custom", message });
  });

/** What the shapes alone cannot say. */
function inconsistencies(state: RolloutState): string[] {
  const found: string[] = [];
  if ("stableSlot" in state && state.stableSlot === state.canarySlot) found.push("both versions have the same slot");
  if ("stepIndex" in state && state.stepIndex >= state.plan.steps.length) found.push("the step is not in the plan");
  if ("pauseReasons" in state) {
    const isSet = new Set(state.pauseReasons).size === state.pauseReasons.length;
    if (!isSet) found.push("a pause reason stands twice");
    if ((state.pausedSince === null) !== (state.pauseReasons.length === 0))
      found.push("pausedSince and the pause reasons disagree");
  }
  return found;
}

export type RolloutReading =
  | { readonly status: "read"; readonly state: RolloutState }
  /** Hold the rollout: do not raise, do not rewrite. */
  | { readonly status: "unreadable"; readonly detail: string };

/** Read a stored state. Never throws: what cannot be read must be held, not crash the loop of all the others. */
export function readRolloutRecord(json: unknown): RolloutReading {
  const parsed = RolloutRecord.safeParse(json);
  if (parsed.success) return { status: "read", state: parsed.data };
  return { status: "unreadable", detail: z.prettifyError(parsed.error) };
}

/** Read a stored state where a rollout that cannot be read stops only the caller. Throws `internal` with what is wrong. */
export function parseRolloutState(json: unknown): RolloutState {
  const reading = readRolloutRecord(json);
  if (reading.status === "read") return reading.state;
  throw new AppError("internal", { detail: `A stored rollout cannot be read: ${reading.detail}` });
}

/** The JSON to store. Numbers that JSON does not know (a burn rate without end) become null in evidence. */
export function toRolloutRecord(state: RolloutState): unknown {
  return JSON.parse(JSON.stringify(state));
}
