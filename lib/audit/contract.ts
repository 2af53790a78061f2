import { z } from "zod";
import { SearchText, Timestamp } from "@/lib/platform/fields";
import { PageInput, pageOf } from "@/lib/platform/paging";

/** What browsers and machines send and get about the audit log. Client-safe. */

export const AuditOutcome = z.enum(["accepted", "refused", "failed"]);
export type AuditOutcome = z.infer<typeof AuditOutcome>;

export const ListAuditInput = z.strictObject({
  ...PageInput,
  /** Id of the actor, or part of the name. */
  actor: SearchText.optional(),
  /** `noun.verb`, or only the noun for everything that was done to such things. */
  action: z
    .string()
    .max(100)
    .regex(/^[a-z_]+(\.[a-z_-]+)?$/, "Write it as service.edit, or service for all of them.")
    .optional(),
  /** Kind of thing, for example `service`. */
  subjectKind: z
    .string()
    .max(60)
    .regex(/^[a-z_]+$/, "Write the kind in lower-case letters, for example service.")
    .optional(),
  subjectId: z.string().max(200).optional(),
  outcome: AuditOutcome.optional(),
  since: Timestamp.optional(),
  until: Timestamp.optional(),
  /** Part of the subject's name, the reason, the actor's name or the request id. */
  text: SearchText.optional(),
});
export type ListAuditInput = z.infer<typeof ListAuditInput>;

export const AuditEventView = z.object({
  /** Decimal digits; grows with each record. */
  id: z.string(),
  at: z.string(),
  actorKind: z.enum(["user", "token", "system"]),
  actorId: z.string().nullable(),
  actorName: z.string(),
  action: z.string(),
  outcome: AuditOutcome,
  subjectKind: z.string(),
  subjectId: z.string().nullable(),
  subjectName: z.string().nullable(),
  reason: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  detail: z.unknown(),
  requestId: z.string().nullable(),
  sourceAddress: z.string().nullable(),
});
export type AuditEventView = z.infer<typeof AuditEventView>;
export const AuditPage = pageOf(AuditEventView);
export type AuditPage = z.infer<typeof AuditPage>;
