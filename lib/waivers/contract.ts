import { z } from "zod";
import { Revision, Slug, Timestamp, title } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";
import { waiverStates } from "./domain/waiver";
import { waiverKinds } from "./port";

/** What browsers and machines send and get about waivers. Client-safe. */

export const WaiverKindField = z.enum(
  waiverKinds,
  "Choose budget_policy, change_ticket, freeze, gate, objective or promise.",
);
const WaiverId = z.string().min(1).max(64);
const text = title(2_000);
const comment = title(1_000);

/** Slug of a policy or objective, id of a window, or `*` for every rule of the kind. */
const Subject = z
  .string()
  .max(64, "Use at most 64 characters.")
  .regex(/^(\*|[A-Za-z0-9][A-Za-z0-9_-]*)$/, "Give the slug or id of the rule, or * for every rule of the kind.");

const fields = {
  kind: WaiverKindField,
  subject: Subject,
  service: Slug,
  environment: Slug,
  justification: text,
  risk: text,
  mitigation: text,
  sunset: title(2_000).nullable().default(null),
  startsAt: Timestamp,
  endsAt: Timestamp,
};

export const RequestWaiverInput = z.strictObject({
  ...fields,
  /** Keep it without asking anybody yet. */
  isDraft: z.boolean("Write true or false.").default(false),
});
export type RequestWaiverInput = z.input<typeof RequestWaiverInput>;

export const EditWaiverInput = z.strictObject({
  id: WaiverId,
  revision: Revision,
  subject: Subject.optional(),
  justification: text.optional(),
  risk: text.optional(),
  mitigation: text.optional(),
  sunset: title(2_000).nullable().optional(),
  startsAt: Timestamp.optional(),
  endsAt: Timestamp.optional(),
  reason: comment,
});

/** The hash is that of the content that the person looked at. */
export const ApproveWaiverInput = z.strictObject({
  id: WaiverId,
  contentHash: z.string().regex(/^[0-9a-f]{64}$/, "Give the hash of the content that you looked at."),
  comment,
});

export const WaiverCommandInput = z.strictObject({ id: WaiverId, revision: Revision, reason: comment });
export const SubmitWaiverInput = z.strictObject({ id: WaiverId, revision: Revision });
export const RenewWaiverInput = z.strictObject({ id: WaiverId, endsAt: Timestamp, reason: comment });

export const WaiverOutcome = z.enum(
  ["kept", "not_needed", "caused_harm"],
  "Choose whether it was kept, not needed or caused harm.",
);
export type WaiverOutcome = z.infer<typeof WaiverOutcome>;

export const ReviewWaiverInput = z.strictObject({
  id: WaiverId,
  outcome: WaiverOutcome,
  findings: text,
  isRuleToChange: z.boolean("Write true or false.").default(false),
});

export const PreviewWaiverInput = z.strictObject({
  kind: fields.kind,
  subject: Subject.default("*"),
  service: Slug,
  environment: Slug,
  startsAt: Timestamp,
  endsAt: Timestamp,
});

export const waiverLists = ["all", "in_force", "waiting", "mine", "draft", "ended", "debt"] as const;
export const ListWaiversInput = z.strictObject({
  ...PageInput,
  /** `mine`: those that wait for the caller's approval. */
  list: z.enum(waiverLists).default("all"),
  service: Slug.optional(),
  environment: Slug.optional(),
  kind: WaiverKindField.optional(),
  team: Slug.optional(),
});
export const WaiverIdInput = z.strictObject({ id: WaiverId });
export const UsageInput = z.strictObject({
  by: z.enum(["service", "team"], "Write service or team.").default("service"),
});

const at = z.string();
const Place = z.object({ id: z.string(), slug: z.string(), name: z.string() });
export const WaiverStateField = z.enum(waiverStates);
export const RiskLevelField = z.enum(["low", "medium", "high"]);

const Need = z.object({ approvals: z.number(), oneOf: z.array(z.string()) });
export const AssessmentView = z.object({
  score: z.number(),
  maxScore: z.number(),
  level: RiskLevelField,
  parts: z.array(z.object({ code: z.string(), points: z.number(), sentence: z.string() })),
  need: Need,
});
export type AssessmentView = z.infer<typeof AssessmentView>;

export const WaiverPreview = z.object({
  assessment: AssessmentView,
  renewals: z.number(),
  /** Why it would be refused as it is; empty when it would not. */
  refusals: z.array(z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable() })),
});
export type WaiverPreview = z.infer<typeof WaiverPreview>;

const Review = z.object({
  duty: z.enum(["none", "owed", "done"]),
  since: at.nullable(),
  dueAt: at.nullable(),
});

export const WaiverView = z.object({
  id: z.string(),
  reference: z.string(),
  state: WaiverStateField,
  kind: WaiverKindField,
  subject: z.string(),
  /** Name of the rule, where it is one. */
  subjectName: z.string().nullable(),
  service: Place,
  environment: Place,
  team: Place.nullable(),
  justification: z.string(),
  startsAt: at,
  endsAt: at,
  /** When it bends its rule; null when it never did and, as it stands, will not. */
  bends: z.object({ from: at, to: at }).nullable(),
  requestedBy: z.string(),
  requestedAt: at.nullable(),
  validApprovals: z.number(),
  need: Need,
  riskScore: z.number(),
  riskLevel: RiskLevelField,
  renewals: z.number(),
  review: Review,
  revision: z.number(),
  contentHash: z.string(),
});
export type WaiverView = z.infer<typeof WaiverView>;
export const WaiverPage = pageOf(WaiverView);
export type WaiverPage = z.infer<typeof WaiverPage>;

export const WaiverDetail = WaiverView.extend({
  risk: z.string(),
  mitigation: z.string(),
  sunset: z.string().nullable(),
  assessment: AssessmentView,
  renewalOf: z.object({ id: z.string(), reference: z.string() }).nullable(),
  closing: z.object({ kind: z.string(), at, by: z.string(), reason: z.string().nullable() }).nullable(),
  approvals: z.array(
    z.object({ revision: z.number(), approvedBy: z.string(), comment: z.string(), at, isValid: z.boolean() }),
  ),
  revisions: z.array(
    z.object({
      revision: z.number(),
      contentHash: z.string(),
      savedBy: z.string(),
      savedAt: at,
      reason: z.string().nullable(),
      content: z.record(z.string(), z.unknown()),
    }),
  ),
  outcome: z
    .object({
      outcome: WaiverOutcome,
      findings: z.string(),
      isRuleToChange: z.boolean(),
      reviewedBy: z.string(),
      at,
    })
    .nullable(),
  /** What the caller may do now; for the rest, why not. */
  may: z.object({
    approve: z.string().nullable(),
    reject: z.string().nullable(),
    withdraw: z.string().nullable(),
    revoke: z.string().nullable(),
    edit: z.string().nullable(),
    submit: z.string().nullable(),
    renew: z.string().nullable(),
    review: z.string().nullable(),
  }),
});
export type WaiverDetail = z.infer<typeof WaiverDetail>;

/** How much exceptions are used. Time is in milliseconds, of the 90 days before `at`. */
export const WaiverUsage = z.object({
  at,
  from: at,
  items: z.array(
    z.object({
      slug: z.string().nullable(),
      name: z.string(),
      requested: z.number(),
      granted: z.number(),
      inForce: z.number(),
      renewals: z.number(),
      owed: z.number(),
      bentMs: z.number(),
      emergencies: z.number(),
    }),
  ),
});
export type WaiverUsage = z.infer<typeof WaiverUsage>;
