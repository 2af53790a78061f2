import { z } from "zod";
import { Revision, Slug, title } from "@/lib/platform/fields";

/** What browsers and machines send and get about error-budget policies. Client-safe. */

export const EnvironmentKind = z.enum(["development", "testing", "staging", "production"]);

export const Exemption = z.enum(["incident_fix", "emergency"]);
export type Exemption = z.infer<typeof Exemption>;

/** What happens to releases at and below a threshold. Rollbacks are never concerned. */
export const Effect = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("slow_down"),
    /** Releases of the service to the environment that may begin within 24 hours; null: as many as you like. */
    maxStartsPerDay: z.int("Give a whole number.").min(1, "Give at least 1.").max(100, "Give at most 100.").nullable(),
    /** How many times as long each step bakes. */
    bakeFactor: z.int("Give a whole number.").min(1, "Give at least 1.").max(10, "Give at most 10."),
  }),
  /** A person who may approve, and did not start it, must let it go on. */
  z.strictObject({ kind: z.literal("approval") }),
  /** Nothing goes on, except what is listed. */
  z.strictObject({ kind: z.literal("freeze"), exemptions: z.array(Exemption).max(2) }),
]);
export type Effect = z.infer<typeof Effect>;

export const Threshold = z.strictObject({
  /** Of the error budget, in whole percent: in force when this much or less is left. */
  leftPercent: z.int("Give a whole percentage.").min(0, "Give 0 % or more.").max(99, "Give at most 99 %."),
  effect: Effect,
  /** Who is to be told: names of alert routes, which are told by them when the threshold is reached. Others are named with every reason only. */
  tell: z.array(title(80)).max(5, "Name at most five.").default([]),
});
export type Threshold = z.infer<typeof Threshold>;

export const BudgetPolicyDefinition = z.strictObject({
  scope: z.strictObject({
    tier: z.int("Give a tier from 0 to 3.").min(0, "Give a tier from 0 to 3.").max(3, "Give a tier from 0 to 3."),
    environmentKinds: z.array(EnvironmentKind).min(1, "Choose at least one kind of environment.").max(4),
  }),
  /** False: it tells, and holds nothing. */
  isActing: z.boolean().default(true),
  thresholds: z.array(Threshold).min(1, "Give at least one threshold.").max(5, "Give at most five thresholds."),
  /** While an alert that pages burns: hold forward moves, or leave that to the rollout's own triggers. */
  onBurning: z.enum(["ignore", "hold"]).default("ignore"),
  /** Whether the objectives of the environment before this one must be met. */
  previousStage: z.enum(["ignore", "met"]).default("ignore"),
  /** What happens to a service that promises nothing here. */
  withoutObjective: z.enum(["allow", "refuse"]).default("allow"),
});
export type BudgetPolicyDefinition = z.infer<typeof BudgetPolicyDefinition>;

const reason = z.string().trim().max(1_000, "Use at most 1000 characters.");

export const CreateBudgetPolicyInput = z.strictObject({
  slug: Slug,
  name: title(80),
  definition: BudgetPolicyDefinition,
  reason: reason.optional(),
});

export const EditBudgetPolicyInput = z.strictObject({
  slug: Slug,
  revision: Revision,
  name: title(80).optional(),
  definition: BudgetPolicyDefinition.optional(),
  reason: title(1_000),
});

export const RetireBudgetPolicyInput = z.strictObject({ slug: Slug, revision: Revision, reason: title(1_000) });
export const BudgetPolicySlugInput = z.strictObject({ slug: Slug });
export const ListBudgetPoliciesInput = z.strictObject({});
export const PreviewBudgetPolicyInput = z.strictObject({ definition: BudgetPolicyDefinition });
export const BudgetGateInput = z.strictObject({ service: Slug, environment: Slug });

const RolloutId = z.string().min(1).max(64);

export const RolloutGateInput = z.strictObject({ id: RolloutId });
export const ApproveHeldInput = z.strictObject({ id: RolloutId, reason: title(1_000) });
export const IncidentFixInput = z.strictObject({
  id: RolloutId,
  /** Id of the open incident of the same service that it fixes. */
  incidentId: z.string().min(1, "Name the incident.").max(64),
  reason: title(1_000),
});

const at = z.string();

export const BudgetPolicyView = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  definition: BudgetPolicyDefinition,
  version: z.number(),
  createdBy: z.string(),
  createdAt: at,
  retiredAt: at.nullable(),
  revision: z.number(),
  /** Services with an objective where it applies. */
  serviceCount: z.number(),
});
export type BudgetPolicyView = z.infer<typeof BudgetPolicyView>;
export const BudgetPolicyList = z.object({ items: z.array(BudgetPolicyView) });
export type BudgetPolicyList = z.infer<typeof BudgetPolicyList>;

export const BudgetPolicyDetail = BudgetPolicyView.extend({
  versions: z.array(
    z.object({
      version: z.number(),
      savedBy: z.string(),
      reason: z.string().nullable(),
      savedAt: at,
      definition: BudgetPolicyDefinition,
    }),
  ),
});
export type BudgetPolicyDetail = z.infer<typeof BudgetPolicyDetail>;

/** From nothing to the gravest. */
export const Consequence = z.enum(["none", "slow_down", "approval", "undetermined", "freeze"]);
export type Consequence = z.infer<typeof Consequence>;

export const GateReason = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
  /** Who can change it. */
  owner: z.string(),
  /** Slug of the policy that says so. */
  policy: z.string(),
  /** Slug of the objective that it is about. */
  objective: z.string().nullable(),
  /** False: it is told, and holds nothing. */
  isHolding: z.boolean(),
  /** The waiver, approval or exemption by which it does not hold. */
  bentBy: z.string().nullable(),
  /** When it ends by itself; null when that is not known. */
  until: at.nullable(),
});
export type GateReason = z.infer<typeof GateReason>;

export const BudgetGate = z.object({
  verdict: z.enum(["go", "held", "undetermined"]),
  consequence: Consequence,
  /** How many times as long steps bake. */
  bakeFactor: z.number(),
  /** All of them, also those that hold nothing. */
  reasons: z.array(GateReason),
  policies: z.array(z.object({ slug: z.string(), name: z.string(), version: z.number(), isActing: z.boolean() })),
  objectives: z.array(
    z.object({
      slug: z.string(),
      name: z.string(),
      consequence: Consequence,
      budgetLeftWorstPercent: z.string().nullable(),
      isDark: z.boolean(),
    }),
  ),
  answeredAt: at,
});
export type BudgetGate = z.infer<typeof BudgetGate>;

export const ReleasedRollout = z.object({
  id: z.string(),
  kind: z.enum(["approval", "incident_fix"]),
  by: z.string(),
});
export type ReleasedRollout = z.infer<typeof ReleasedRollout>;

/** What a policy would have done over the last quarter. */
export const BudgetPolicyPreview = z.object({
  from: at,
  to: at,
  /** How it was worked out, in a sentence. */
  rule: z.string(),
  deployments: z.number(),
  /** Deployments that were left out because there were more than can be looked at. */
  leftOut: z.number(),
  free: z.number(),
  slowed: z.number(),
  askedForApproval: z.number(),
  frozen: z.number(),
  undetermined: z.number(),
  /** Hours that the frozen and undetermined ones would have waited, together. */
  heldHours: z.number(),
  /** The newest that would not have gone freely. */
  held: z.array(
    z.object({
      deploymentId: z.string(),
      at,
      service: z.object({ slug: z.string(), name: z.string() }),
      environment: z.object({ slug: z.string(), name: z.string() }),
      version: z.string(),
      consequence: Consequence,
      sentence: z.string(),
      /** Null: it would still be held; or a person would have decided. */
      heldHours: z.number().nullable(),
    }),
  ),
});
export type BudgetPolicyPreview = z.infer<typeof BudgetPolicyPreview>;
