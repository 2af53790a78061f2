import { z } from "zod";
import { Slug, Timestamp, title } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";

/** What browsers and machines send and get about incidents. Client-safe. */

export const IncidentState = z.enum(["open", "acknowledged", "resolved", "merged", "unknown"]);
export type IncidentState = z.infer<typeof IncidentState>;
export const AttributionOutcome = z.enum(["deployment", "flag_change", "unattributed", "duplicate", "person"]);
export type AttributionOutcome = z.infer<typeof AttributionOutcome>;

export const ListIncidentsInput = z.strictObject({
  ...PageInput,
  service: Slug.optional(),
  environment: Slug.optional(),
  state: IncidentState.exclude(["unknown"]).optional(),
  severity: z.enum(["critical", "high", "medium", "low"]).optional(),
  outcome: AttributionOutcome.optional(),
  /** Only incidents that were detected at this time or later. */
  since: Timestamp.optional(),
});

const Id = z.string().min(1).max(64);
export const IncidentIdInput = z.strictObject({ id: Id });

export const LinkVerdict = z.enum(["caused", "not_caused", "undecided"]);
export type LinkVerdict = z.infer<typeof LinkVerdict>;

export const LinkIncidentInput = z.strictObject({
  id: Id,
  deploymentId: Id,
  /** `undecided` takes back what a person said, so that the rule decides again. */
  verdict: LinkVerdict,
  reason: title(1_000),
});

export const MarkDuplicateInput = z.strictObject({
  id: Id,
  /** Id of the original; null: it is none, whatever its system says. */
  originalId: Id.nullable(),
  reason: title(1_000),
});

const at = z.string();
const Place = z.object({ id: z.string(), slug: z.string(), name: z.string() });

export const IncidentView = z.object({
  id: z.string(),
  externalKey: z.string(),
  title: z.string(),
  severity: z.string().nullable(),
  state: IncidentState,
  origin: z.enum(["incident", "alert"]),
  service: Place.nullable(),
  environment: Place.nullable(),
  detectedAt: at,
  acknowledgedAt: at.nullable(),
  resolvedAt: at.nullable(),
  lastHeardAt: at.nullable(),
  url: z.string().nullable(),
  /** What it was put down to; null while nobody has looked. */
  outcome: AttributionOutcome.nullable(),
  /** Deployments that are believed to have caused it. */
  causes: z.array(
    z.object({
      deploymentId: z.string(),
      service: z.string(),
      version: z.string(),
      score: z.number(),
      byPerson: z.boolean(),
    }),
  ),
});
export type IncidentView = z.infer<typeof IncidentView>;
export const IncidentPage = pageOf(IncidentView);
export type IncidentPage = z.infer<typeof IncidentPage>;

export const EvidenceView = z.object({ code: z.string(), sentence: z.string(), weight: z.number() });
export type EvidenceView = z.infer<typeof EvidenceView>;

export const CandidateView = z.object({
  id: z.string(),
  kind: z.enum(["deployment", "flag_change"]),
  /** What to call it: service and version, or the flag. */
  name: z.string(),
  startedAt: at.nullable(),
  score: z.number(),
  evidence: z.array(EvidenceView),
  /** What holds for it now: the rule's or a person's word. */
  verdict: z.enum(["caused", "not_caused"]).nullable(),
  byPerson: z.boolean(),
});
export type CandidateView = z.infer<typeof CandidateView>;

export const LinkView = z.object({
  id: z.string(),
  deploymentId: z.string(),
  name: z.string(),
  verdict: z.enum(["caused", "not_caused"]),
  score: z.number(),
  decidedBy: z.string(),
  byPerson: z.boolean(),
  reason: z.string().nullable(),
  ruleVersion: z.number(),
  decidedAt: at,
  supersededAt: at.nullable(),
});
export type LinkView = z.infer<typeof LinkView>;

export const IncidentDetail = IncidentView.extend({
  attribution: z
    .object({
      outcome: AttributionOutcome,
      reason: z.string(),
      ruleVersion: z.number(),
      windowMs: z.number(),
      threshold: z.number(),
      decidedAt: at,
    })
    .nullable(),
  candidates: z.array(CandidateView),
  links: z.array(LinkView),
  events: z.array(
    z.object({ factId: z.string(), at, what: z.string(), by: z.string().nullable(), detail: z.string().nullable() }),
  ),
  original: z.object({ id: z.string(), title: z.string() }).nullable(),
  duplicates: z.array(z.object({ id: z.string(), title: z.string() })),
  isDuplicateByPerson: z.boolean(),
});
export type IncidentDetail = z.infer<typeof IncidentDetail>;
