import { z } from "zod";
import { VersionName } from "@/lib/catalog/contract";
import { EmergencyGiven } from "@/lib/emergencies/contract";
import { Revision, wholeNumber } from "@/lib/platform/fields";
import { ConcurrencyPolicy, PlanOverrides, RollbackCause, RolloutPhase, RolloutPlan, Strategy } from "./contract";

/** What browsers and machines send and get about rollouts and templates. Client-safe. */

const slug = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "Use lower-case letters, digits and hyphens");
const rolloutId = z.string().min(1).max(64);
const reason = z.string().trim().min(1, "Say why").max(1_000);

export const StartRolloutInput = z.strictObject({
  service: slug,
  environment: slug,
  version: VersionName,
  commitSha: z
    .string()
    .regex(/^[0-9a-f]{7,64}$/, "Give the commit's hexadecimal hash")
    .optional(),
  artifactDigest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, "Write it as sha256: and 64 hexadecimal digits")
    .optional(),
  template: slug.optional(),
  overrides: PlanOverrides.optional(),
  /** What to do when the service has a rollout in this environment already. */
  policy: ConcurrencyPolicy.default("queue"),
  reason: z.string().trim().max(1_000).optional(),
  /** Pass windows and policies now, by a right of its own; it is reviewed afterwards. */
  emergency: EmergencyGiven.optional(),
});
export type StartRolloutInput = z.infer<typeof StartRolloutInput>;

/** A command names the revision it was given on, so that a stale page cannot act. */
export const RolloutCommandInput = z.strictObject({
  id: rolloutId,
  revision: Revision,
  reason,
});

/** Taking a version out works whatever happened since the person looked: the revision may be left out. */
export const AbortRolloutInput = z.strictObject({
  id: rolloutId,
  revision: Revision.optional(),
  reason,
});

/** Go back to the version before, by service: aborts the rollout that is under way, or returns from a completed one. */
export const RollbackServiceInput = z.strictObject({ service: slug, environment: slug, reason });

export const RolloutIdInput = z.strictObject({ id: rolloutId });

export const ListRolloutsInput = z.strictObject({
  service: slug.optional(),
  environment: slug.optional(),
  phase: RolloutPhase.optional(),
  open: z.enum(["true", "false"]).optional(),
  /** Only those that wait for a person. */
  attention: z.literal("true").optional(),
  limit: wholeNumber(1, 200).default(50),
  cursor: z.string().max(200).optional(),
});

const place = z.object({ id: z.string(), slug: z.string(), name: z.string() });

export const EvidenceView = z.object({
  checkId: z.string(),
  kind: z.enum(["error_rate", "latency", "burn_rate", "health", "metric"]),
  source: z.string(),
  verdict: z.enum(["pass", "fail", "inconclusive", "blind"]),
  blindCause: z.string().nullable(),
  sentence: z.string(),
  numbers: z.record(z.string(), z.number().nullable()),
  at: z.number(),
});
export type EvidenceView = z.infer<typeof EvidenceView>;

export const RolloutSummary = z.object({
  id: z.string(),
  number: z.number(),
  service: place,
  environment: place,
  strategy: Strategy,
  purpose: z.enum(["release", "return"]),
  stableVersion: z.string(),
  canaryVersion: z.string(),
  phase: RolloutPhase,
  pauseReasons: z.array(z.string()),
  rollbackCause: z.string().nullable(),
  stepIndex: z.number().nullable(),
  stepCount: z.number(),
  desiredSharePercent: z.number(),
  observedSharePercent: z.number().nullable(),
  /** Where it stands, in words. */
  sentence: z.string(),
  /** Somebody has to do something before it goes on. */
  needsAttention: z.boolean(),
  startedBy: z.string(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  revision: z.number(),
});
export type RolloutSummary = z.infer<typeof RolloutSummary>;

export const SnapshotView = z.object({
  revision: z.number(),
  at: z.string(),
  phase: RolloutPhase,
  sentence: z.string(),
  eventKinds: z.array(z.string()),
  actorKind: z.enum(["user", "token", "system"]),
  actorName: z.string(),
  reason: z.string().nullable(),
  evidence: z.array(EvidenceView),
});
export type SnapshotView = z.infer<typeof SnapshotView>;

export const RolloutDetail = RolloutSummary.extend({
  targetId: z.string(),
  /** Somebody started it past windows and policies. */
  emergency: z.object({ reference: z.string(), endsAt: z.string() }).nullable(),
  template: z.object({ slug: z.string(), name: z.string() }).nullable(),
  reason: z.string().nullable(),
  plan: RolloutPlan,
  stableSlot: z.enum(["a", "b"]).nullable(),
  canarySlot: z.enum(["a", "b"]).nullable(),
  enteredAt: z.string(),
  stepShownAt: z.string().nullable(),
  deadlineAt: z.string().nullable(),
  approvedStepIndex: z.number().nullable(),
  /** How much of the bake or warm time counts as looked at. While it counts, `runsSince` is the moment of its zero. */
  look: z.object({ wantedMs: z.number(), lookedMs: z.number(), runsSince: z.string().nullable() }).nullable(),
  observedAt: z.string().nullable(),
  evidence: z.array(EvidenceView),
  rollback: z
    .object({
      cause: RollbackCause,
      why: z.string(),
      startedAt: z.string(),
      fromSharePercent: z.number(),
      stepIndex: z.number().nullable(),
      /** Who asked for it; null when a trigger or a deadline did. */
      actorName: z.string().nullable(),
      /** From the decision to the data plane showing nothing for the canary; null until it does. */
      tookMs: z.number().nullable(),
      /** What the decision rested on. */
      evidence: z.array(EvidenceView),
    })
    .nullable(),
  /** Whoever asks started it, and may therefore not approve its steps. */
  isOwn: z.boolean(),
  /** Which commands make sense now, before permissions are asked. */
  commands: z.array(z.enum(["promote", "approve", "pause", "resume", "abort", "cancel", "rollback"])),
  snapshots: z.array(SnapshotView),
});
export type RolloutDetail = z.infer<typeof RolloutDetail>;

export const SampleView = z.object({
  at: z.string(),
  source: z.string(),
  stepIndex: z.number(),
  desiredSharePercent: z.number(),
  observedSharePercent: z.number().nullable(),
  canary: z.object({ requests: z.number(), errors: z.number(), p95Ms: z.number().nullable() }),
  baseline: z.object({ requests: z.number(), errors: z.number(), p95Ms: z.number().nullable() }),
});
export type SampleView = z.infer<typeof SampleView>;

export const CreateTemplateInput = z.strictObject({
  slug,
  name: z.string().trim().min(1).max(100),
  description: z.string().trim().max(2_000).default(""),
  ownerTeam: slug.nullable().default(null),
  plan: RolloutPlan,
});

export const EditTemplateInput = z.strictObject({
  slug,
  revision: Revision,
  name: z.string().trim().min(1).max(100).optional(),
  description: z.string().trim().max(2_000).optional(),
  ownerTeam: slug.nullable().optional(),
  plan: RolloutPlan.optional(),
});

export const TemplateSlugInput = z.strictObject({ slug });

export const TemplateView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  ownerTeam: z.object({ slug: z.string(), name: z.string() }).nullable(),
  plan: RolloutPlan,
  services: z.array(z.object({ slug: z.string(), name: z.string(), overrideCount: z.number() })),
  revision: z.number(),
  updatedAt: z.string(),
});
export type TemplateView = z.infer<typeof TemplateView>;

export const SetPolicyInput = z.strictObject({
  /** The service. */
  slug,
  template: slug,
  overrides: PlanOverrides.default({}),
  /** 0 when the service has no policy yet. */
  revision: wholeNumber(0, 2_147_483_647),
});

export const ServiceSlugInput = z.strictObject({ slug });

export const PolicyView = z.object({
  service: z.string(),
  template: z.object({ slug: z.string(), name: z.string() }).nullable(),
  overrides: PlanOverrides,
  /** The plan that a rollout started now would follow. */
  plan: RolloutPlan,
  /** Per field of the plan: where its value comes from. */
  origin: z.record(z.string(), z.enum(["template", "service", "request", "default"])),
  revision: z.number(),
});
export type PolicyView = z.infer<typeof PolicyView>;

export const RolloutOverviewInput = z.strictObject({});

/** One rollback as it is told afterwards. */
export const RollbackStory = z.object({
  rollout: RolloutSummary,
  cause: RollbackCause,
  why: z.string(),
  /** Who asked for it; null when a trigger or a deadline did. */
  actorName: z.string().nullable(),
  decidedAt: z.string(),
  fromSharePercent: z.number(),
  /** From the decision to the data plane showing nothing for the canary; null until it does. */
  tookMs: z.number().nullable(),
});
export type RollbackStory = z.infer<typeof RollbackStory>;

/** The figures of one period. Ratios are the reader's to form; every count has its rows behind it. */
export const RolloutFigures = z.object({
  from: z.string(),
  to: z.string(),
  started: z.number(),
  completed: z.number(),
  rolledBack: z.number(),
  /** Of those rolled back: decided by a trigger or a deadline, not by a person. */
  rolledBackByItself: z.number(),
  cancelled: z.number(),
  /** Median time from decision to no traffic, over the rollbacks that had users on the new version. */
  medianRollbackMs: z.number().nullable(),
  slowestRollbackMs: z.number().nullable(),
  rollbacksMeasured: z.number(),
  /** Decisions kept with actor, reason and evidence. */
  decisions: z.number(),
});
export type RolloutFigures = z.infer<typeof RolloutFigures>;

export const RolloutOverview = z.object({
  at: z.string(),
  /** Rollouts under way, those that need a person first; at most 50. */
  active: z.array(RolloutSummary),
  queued: z.array(RolloutSummary),
  recentRollbacks: z.array(RollbackStory),
  lastDay: RolloutFigures,
  last30Days: RolloutFigures,
  /** One entry a UTC day, oldest first. */
  days: z.array(z.object({ day: z.string(), completed: z.number(), rolledBack: z.number() })),
});
export type RolloutOverview = z.infer<typeof RolloutOverview>;

export const WorkerView = z.object({
  id: z.string(),
  hostName: z.string(),
  state: z.enum(["alive", "lost", "stopped"]),
  /** Shards of targets that it owns now. */
  shards: z.array(z.number()),
  /** Since when it owns the first of them. */
  ownsSince: z.string().nullable(),
  startedAt: z.string(),
  lastSeenAt: z.string(),
  lastTickMs: z.number().nullable(),
});
export type WorkerView = z.infer<typeof WorkerView>;

/** A target, the worker that owns it, and what its rollout wants and shows. */
export const LoopTargetView = z.object({
  id: z.string(),
  service: z.string(),
  environment: z.string(),
  shard: z.number(),
  ownerId: z.string().nullable(),
  ownedSince: z.string().nullable(),
  rollout: z
    .object({
      id: z.string(),
      phase: RolloutPhase,
      wantedSharePercent: z.number(),
      observedSharePercent: z.number().nullable(),
      observedAt: z.string().nullable(),
      /** The data plane shows another share than wanted. */
      isDrifting: z.boolean(),
    })
    .nullable(),
});
export type LoopTargetView = z.infer<typeof LoopTargetView>;

export const LoopStatus = z.object({
  at: z.string(),
  shardCount: z.number(),
  /** Shards without a worker: what belongs to them stands still. */
  freeShards: z.array(z.number()),
  /** After a restore nothing is raised until a person has looked. */
  isSafeMode: z.boolean(),
  /** Which faults may take away what the database has acknowledged, by its settings now. */
  commitSafety: z.enum(["kept", "lost_in_a_failover", "lost_in_a_crash"]),
  workers: z.array(WorkerView),
  targetCount: z.number(),
  /** At most 200, those with a rollout first. */
  targets: z.array(LoopTargetView),
});
export type LoopStatus = z.infer<typeof LoopStatus>;
