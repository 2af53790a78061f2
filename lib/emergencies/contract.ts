import { z } from "zod";
import { Slug, Timestamp, title } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";
import { TargetPercent } from "@/lib/slos/target-percent-contract";

/** What browsers and machines send and get about emergency releases. Client-safe. */

/** What somebody says who starts a rollout past windows and policies. */
export const EmergencyGiven = z.strictObject({
  /** What harms users, and why it cannot wait. */
  reason: title(1_000),
  /** The incident that it is for, when there is one already. */
  incidentId: z.string().min(1).max(64).optional(),
  /** Until when windows and policies are passed, at most a day from now. */
  endsAt: Timestamp,
});
export type EmergencyGiven = z.infer<typeof EmergencyGiven>;

const EmergencyId = z.string().min(1).max(64);
export const EmergencyOutcome = z.enum(
  ["justified", "avoidable", "caused_harm"],
  "Choose whether it was justified, avoidable or caused harm.",
);
export type EmergencyOutcome = z.infer<typeof EmergencyOutcome>;

export const ReviewEmergencyInput = z.strictObject({
  id: EmergencyId,
  outcome: EmergencyOutcome,
  findings: title(2_000),
  isObjectiveToChange: z.boolean("Write true or false.").default(false),
  /** Another target of one of its objectives, as a draft that somebody else signs or declines. */
  proposal: z.strictObject({ objective: Slug, targetPercent: TargetPercent }).optional(),
});

export const DecideProposalInput = z.strictObject({
  id: EmergencyId,
  decision: z.enum(["signed", "declined"], "Choose signed or declined."),
  note: title(1_000),
});

export const ListEmergenciesInput = z.strictObject({
  ...PageInput,
  service: Slug.optional(),
  environment: Slug.optional(),
  /** `owed`: over and not reviewed. */
  state: z.enum(["in_force", "owed", "reviewed"], "Choose in_force, owed or reviewed.").optional(),
});
export const EmergencyIdInput = z.strictObject({ id: EmergencyId });

const at = z.string();
const Place = z.object({ id: z.string(), slug: z.string(), name: z.string() });

export const EmergencyView = z.object({
  id: z.string(),
  reference: z.string(),
  /** in_force: it passes windows and policies now; owed: over, and nobody has looked at it. */
  state: z.enum(["in_force", "owed", "reviewed"]),
  service: Place,
  environment: Place,
  /** What was released; null where it is for a flag. */
  rollout: z.object({ id: z.string(), number: z.number(), version: z.string(), phase: z.string() }).nullable(),
  /** The flag that may be flipped until its end, with how often it was; null where it is for a rollout. */
  flag: z.object({ key: z.string(), flips: z.number() }).nullable(),
  deploymentId: z.string().nullable(),
  incident: z.object({ id: z.string(), title: z.string(), key: z.string() }).nullable(),
  reason: z.string(),
  passed: z.array(z.object({ code: z.string(), message: z.string() })),
  startedBy: z.string(),
  startedAt: at,
  endsAt: at,
  /** When it stopped passing anything: its end, or that of its rollout. Null while it is in force. */
  overAt: at.nullable(),
  reviewDueAt: at.nullable(),
  review: z
    .object({
      outcome: EmergencyOutcome,
      findings: z.string(),
      isObjectiveToChange: z.boolean(),
      reviewedBy: z.string(),
      at,
    })
    .nullable(),
  /** What the review proposes; null when it proposes nothing. */
  proposal: z
    .object({
      objective: z.object({ slug: z.string(), name: z.string() }),
      fromPercent: z.string(),
      toPercent: z.string(),
      /** overtaken: the objective was changed since, so the draft changes what is not there any more. */
      state: z.enum(["open", "overtaken", "signed", "declined"]),
      decision: z.object({ by: z.string(), note: z.string(), at, version: z.number().nullable() }).nullable(),
    })
    .nullable(),
  /** Why the caller may not decide the proposal; null when they may, or there is none. */
  mayDecide: z.string().nullable(),
  /** Why the caller may not review it; null when they may. */
  mayReview: z.string().nullable(),
});
export type EmergencyView = z.infer<typeof EmergencyView>;
export const EmergencyPage = pageOf(EmergencyView);
export type EmergencyPage = z.infer<typeof EmergencyPage>;
