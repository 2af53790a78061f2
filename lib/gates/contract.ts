import { z } from "zod";
import { Revision, Slug, title } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";
import { parties } from "@/lib/slos/domain/parties";
import { requiredKinds } from "./domain/gate-kinds";
import { boardOutcomes } from "./domain/release-request";

/** What browsers and machines send and get about gates, release requests and the change advisory board. Client-safe. */

const whole = (min: number, max: number) => {
  const message = `Give a whole number from ${min} to ${max}.`;
  return z.int(message).min(min, message).max(max, message);
};
const Percent = z.number("Give a number from 0 to 100.").min(0, "Give 0 or more.").max(100, "Give at most 100.");
const Name = title(100);
export const VersionName = z.string().trim().min(1, "Name the version.").max(100, "Use at most 100 characters.");

/** What is asked of a version before it may go on. */
export const RequirementRule = z.discriminatedUnion(
  "kind",
  [
    /** Every suite that was reported ran and passed; those named here must have been reported. */
    z.strictObject({ kind: z.literal("tests"), suites: z.array(Name).max(20).default([]) }),
    z.strictObject({ kind: z.literal("coverage"), minPercent: Percent }),
    /** Every benchmark that was reported keeps its limit; those named here must have been reported. */
    z.strictObject({ kind: z.literal("benchmark"), names: z.array(Name).max(20).default([]) }),
    /** A ticket allows it. That of the release train that carries the version counts only where this says so. */
    z.strictObject({ kind: z.literal("change_ticket"), acceptsTrainTicket: z.boolean().optional() }),
    z.strictObject({ kind: z.literal("drill") }),
    /** The version ran in the environment before this one, for so long; its objectives there are met. */
    z.strictObject({
      kind: z.literal("stage"),
      minHours: whole(0, 720).default(0),
      objectives: z.boolean().default(true),
    }),
    z.strictObject({
      kind: z.literal("approval"),
      approvals: whole(1, 5).default(1),
      /** How long an approval counts, in hours. */
      validHours: whole(1, 720).default(72),
    }),
    z.strictObject({
      kind: z.literal("board"),
      /** Chance to fail from which on the board decides; null: the risk does not matter. */
      riskPercent: Percent.nullable().default(null),
      always: z.boolean().default(false),
    }),
    /** What it needs of other services is kept there, and so is what others need of it. */
    z.strictObject({ kind: z.literal("dependencies") }),
    /** What the objectives of the place say now is signed by these parties. */
    z.strictObject({
      kind: z.literal("sign_offs"),
      parties: z
        .array(z.enum(parties))
        .min(1, "Choose at least one party.")
        .max(3)
        .default([...parties]),
    }),
    /** No open SLA clock of the service is overdue, or has less than this left. Without definitions: of every one. */
    z.strictObject({
      kind: z.literal("clocks"),
      definitions: z.array(Slug).max(20, "Name at most 20 definitions.").default([]),
      leftMinutes: whole(0, 43_200).default(0),
    }),
    /** The release of the version to the environment before was closed by its journeys. */
    z.strictObject({ kind: z.literal("journeys") }),
    /** A release train carries the version, and what its checklist asks before departure is done. */
    z.strictObject({ kind: z.literal("release_checklist") }),
  ],
  { error: () => `Use a kind of ${requiredKinds.join(", ")}.` },
);
export type RequirementRule = z.infer<typeof RequirementRule>;

const Mode = z.enum(["required", "advisory"], "Write required or advisory.");
const Reason = title(1_000);
const Id = z.string().min(1, "Give the id.").max(64);

export const SetRequirementInput = z.strictObject({
  rule: RequirementRule,
  mode: Mode.default("required"),
  tier: whole(0, 3).nullable().default(null),
  environment: Slug.nullable().default(null),
  /** The revision of the requirement of this kind and scope that is replaced; left out for a new one. */
  revision: Revision.optional(),
  reason: Reason,
});
export const RemoveRequirementInput = z.strictObject({ id: Id, revision: Revision, reason: Reason });
export const ListRequirementsInput = z.strictObject({});

const at = z.string();
const Place = z.object({ slug: z.string(), name: z.string() });

export const RequirementView = z.object({
  id: z.string(),
  kind: z.string(),
  tier: z.number().nullable(),
  environment: Place.nullable(),
  mode: Mode,
  rule: RequirementRule,
  createdBy: z.string(),
  createdAt: at,
  revision: z.number(),
});
export type RequirementView = z.infer<typeof RequirementView>;
export const RequirementList = z.object({ items: z.array(RequirementView) });
export type RequirementList = z.infer<typeof RequirementList>;
export const RemovedRequirement = z.object({ id: z.string() });

export const GateReasonView = z.object({
  kind: z.string(),
  state: z.enum(["pass", "blocked", "unknown", "waived", "advisory"]),
  sentence: z.string(),
  owner: z.string().nullable(),
  nextAction: z.string().nullable(),
  href: z.string().nullable(),
});

export const GetGateInput = z.strictObject({
  service: Slug,
  environment: Slug,
  version: VersionName.optional(),
  /** A rollback is never held. */
  purpose: z.enum(["release", "rollback"], "Write release or rollback.").default("release"),
});

export const GateView = z.object({
  service: Place,
  environment: Place,
  version: z.string().nullable(),
  answer: z.enum(["open", "closed", "unknown"]),
  /** The answer in one sentence. */
  sentence: z.string(),
  nextAction: z.string().nullable(),
  reasons: z.array(GateReasonView),
  requirements: z.array(z.object({ mode: Mode, rule: RequirementRule })),
  /** The request for this release; null when nobody asked for it. */
  request: z.object({ id: z.string(), reference: z.string() }).nullable(),
  /** The whole verdict as plain text, as mails and announcements have it. */
  words: z.string(),
  answeredAt: at,
});
export type GateView = z.infer<typeof GateView>;

export const ListGatesInput = z.strictObject({
  service: Slug.optional(),
  environment: Slug.optional(),
  /** `mine`: services of the teams that one is in. */
  list: z.enum(["mine"], "Write mine, or leave it out.").optional(),
  limit: PageInput.limit.default(15),
  cursor: PageInput.cursor,
});

export const GateRow = z.object({
  service: Place,
  environment: Place,
  /** The newest version of the service: what would go next. Null: it has none. */
  version: z.string().nullable(),
  /** What has the traffic there now. */
  live: z.string().nullable(),
  answer: GateView.shape.answer,
  sentence: z.string(),
  holding: z.number(),
  first: GateReasonView.nullable(),
});
export type GateRow = z.infer<typeof GateRow>;
export const GateList = pageOf(GateRow);
export type GateList = z.infer<typeof GateList>;

const count = whole(0, 10_000_000);
export const PushQualityInput = z
  .strictObject({
    slug: Slug,
    version: VersionName,
    suite: Name,
    tests: z.strictObject({ passed: count, failed: count, skipped: count.optional() }).optional(),
    coveragePercent: Percent.optional(),
    benchmarks: z
      .array(
        z.strictObject({
          name: Name,
          value: z.number("Give a number."),
          limit: z.number("Give a number."),
          unit: z.string().trim().max(20, "Use at most 20 characters.").default(""),
          better: z.enum(["lower", "higher"], "Write lower or higher.").default("lower"),
        }),
      )
      .max(50, "Send at most 50 benchmarks.")
      .default([]),
    url: z
      .url({ protocol: /^https?$/, error: "Give an address that begins with https://." })
      .max(500)
      .optional(),
  })
  .refine(
    ({ tests, coveragePercent, benchmarks }) =>
      tests !== undefined || coveragePercent !== undefined || benchmarks.length > 0,
    { path: ["tests"], message: "Send tests, coveragePercent or benchmarks." },
  );
export const PushedQuality = z.object({ id: z.string(), version: z.string(), suite: z.string(), at });
export type PushedQuality = z.infer<typeof PushedQuality>;

const Note = title(2_000);
const Ticket = z.string().trim().min(1, "Name the ticket.").max(200, "Use at most 200 characters.");

export const RequestReleaseInput = z.strictObject({
  service: Slug,
  environment: Slug,
  version: VersionName,
  note: Note,
  isFlagged: z.boolean().default(false),
  ticket: Ticket.optional(),
});
export const EditReleaseInput = z.strictObject({
  id: Id,
  revision: Revision,
  note: Note.optional(),
  isFlagged: z.boolean().optional(),
  ticket: Ticket.nullable().optional(),
});
export const ReleaseIdInput = z.strictObject({ id: Id });
const ContentHash = z.string().regex(/^[0-9a-f]{64}$/, "Give the contentHash of what you looked at.");
export const ApproveReleaseInput = z.strictObject({ id: Id, contentHash: ContentHash, comment: Reason });
export const DecideReleaseInput = z.strictObject({
  id: Id,
  contentHash: ContentHash,
  outcome: z.enum(boardOutcomes, "Write approve, reject or ask."),
  reason: Reason,
});
export const ListReleaseRequestsInput = z.strictObject({
  /** `board`: those that wait for the board. */
  list: z.enum(["board", "decided"], "Write board or decided, or leave it out.").optional(),
  service: Slug.optional(),
  ...PageInput,
});

export const ReleaseRequestView = z.object({
  id: z.string(),
  reference: z.string(),
  service: Place.extend({ tier: z.number() }),
  environment: Place,
  version: z.string(),
  note: z.string(),
  isFlagged: z.boolean(),
  ticket: z.string().nullable(),
  requestedBy: z.string(),
  requestedAt: at,
  revision: z.number(),
  contentHash: z.string(),
  /** Why the board has to decide; empty when it has not. */
  boardCauses: z.array(z.string()),
  /** Chance to fail in percent; null when too little is known, or where no rule asks for it. */
  riskPercent: z.number().nullable(),
  board: z.object({ outcome: z.enum(boardOutcomes), reason: z.string(), decidedBy: z.string(), at }).nullable(),
  approvals: z.object({
    needed: z.number(),
    valid: z.array(z.object({ by: z.string(), comment: z.string(), at, expiresAt: at })),
    /** Given to another content, or expired. */
    lapsed: z.number(),
  }),
  gate: GateView,
});
export type ReleaseRequestView = z.infer<typeof ReleaseRequestView>;

export const ReleaseRequestDetail = ReleaseRequestView.extend({
  decisions: z.array(
    z.object({
      outcome: z.enum(boardOutcomes),
      reason: z.string(),
      decidedBy: z.string(),
      at,
      /** About the content as it is now. */
      isCurrent: z.boolean(),
    }),
  ),
  /** The text whose hash is approved. */
  content: z.string(),
  /** Why the reader may not; null when they may. */
  may: z.object({ approve: z.string().nullable(), decide: z.string().nullable(), edit: z.string().nullable() }),
});
export type ReleaseRequestDetail = z.infer<typeof ReleaseRequestDetail>;
export const ReleaseRequestPage = pageOf(ReleaseRequestView);
export type ReleaseRequestPage = z.infer<typeof ReleaseRequestPage>;
