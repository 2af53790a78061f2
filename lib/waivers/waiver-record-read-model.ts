import { createHash } from "node:crypto";
import { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type Sql, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { AssessmentView } from "./contract";
import type { Span, WaiverContent, WaiverRecord } from "./domain/waiver";
import { waiverKinds } from "./port";

const moment = z
  .number()
  .int()
  .transform((value): Instant => instant(value));

/** The kept bytes as content. Strict: what was kept by another version of the product is not read half. */
const StoredContent = z.strictObject({
  waiverId: z.string(),
  revision: z.int(),
  kind: z.enum(waiverKinds),
  subject: z.string(),
  serviceId: z.string(),
  environmentId: z.string(),
  justification: z.string(),
  risk: z.string(),
  mitigation: z.string(),
  sunset: z.string().nullable(),
  startsAt: moment,
  endsAt: moment,
  need: z.strictObject({ approvals: z.int().min(1), oneOf: z.array(z.string()) }),
});

interface Row {
  id: string;
  number: number;
  revision: number;
  requested_at: Date | null;
  requested_by: string;
  renewal_of: string | null;
  closing: "rejected" | "withdrawn" | "revoked" | null;
  closed_at: Date | null;
  canonical: string;
  assessment: unknown;
  authors: string[];
  approvals: { revision: number; hash: string; person: string; roles: string[]; at: number }[] | null;
  grants: { revision: number; from: number; to: number }[] | null;
  reviewed_at: Date | null;
}

/** A waiver with what is needed to decide about it. */
export interface StoredWaiver {
  readonly id: string;
  readonly reference: string;
  readonly requestedBy: string;
  readonly renewalOf: string | null;
  readonly assessment: AssessmentView;
  readonly record: WaiverRecord;
}

/** W-12. */
export function waiverReference(number: number): string {
  return `W-${number}`;
}

/** SHA-256 of a content's canonical text, hexadecimal. */
export function hashOf(canonical: string): string {
  return createHash("sha256").update(canonical, "utf8").digest("hex");
}

const epochMs = (column: Sql) => sql`(extract(epoch from ${column}) * 1000)::bigint`;

/** Waivers that fit a condition on `w`, newest first. `limit` bounds them. */
export async function loadWaivers(db: SqlExecutor, where: Sql, limit = 200): Promise<StoredWaiver[]> {
  const rows = await db.query<Row>(sql`
    select w.id, w.number, w.revision, w.requested_at, w.requested_by, w.renewal_of, w.closing, w.closed_at,
      r.canonical, r.assessment,
      (select array_agg(distinct saved_by_person) from waiver_revision where waiver_id = w.id) as authors,
      (select jsonb_agg(jsonb_build_object('revision', a.revision, 'hash', a.content_hash, 'person', a.person,
                'roles', a.roles, 'at', ${epochMs(sql`a.at`)}))
         from waiver_approval a where a.waiver_id = w.id) as approvals,
      (select jsonb_agg(jsonb_build_object('revision', g.revision,
                'from', ${epochMs(sql`greatest(g.starts_at, g.granted_at)`)},
                'to', ${epochMs(sql`least(g.ends_at, coalesce(g.ended_early_at, g.ends_at))`)}))
         from waiver_grant g where g.waiver_id = w.id) as grants,
      (select v.at from waiver_review v where v.waiver_id = w.id) as reviewed_at
    from waiver w join waiver_revision r on r.waiver_id = w.id and r.revision = w.revision
    where ${where} order by w.number desc limit ${limit}`);
  return rows.map(storedOf);
}

function storedOf(row: Row): StoredWaiver {
  return {
    id: row.id,
    reference: waiverReference(row.number),
    requestedBy: row.requested_by,
    renewalOf: row.renewal_of,
    assessment: AssessmentView.parse(row.assessment),
    record: {
      content: contentOf(row),
      contentHash: hashOf(row.canonical),
      revision: row.revision,
      authors: row.authors,
      requestedAt: momentOf(row.requested_at),
      approvals: (row.approvals ?? []).map(({ hash, at, ...rest }) => ({
        ...rest,
        contentHash: hash,
        at: instant(Number(at)),
      })),
      closing:
        row.closing !== null && row.closed_at !== null
          ? { kind: row.closing, at: instant(row.closed_at.getTime()) }
          : null,
      earlierSpans: (row.grants ?? [])
        .filter((grant) => grant.revision < row.revision)
        .map((grant): Span => ({ from: instant(Number(grant.from)), to: instant(Number(grant.to)) }))
        .filter((span) => span.from < span.to),
      reviewedAt: momentOf(row.reviewed_at),
    },
  };
}

function momentOf(date: Date | null): Instant | null {
  return date === null ? null : instant(date.getTime());
}

/** The content in the kept bytes. Throws `internal` when they are not of this waiver and revision. */
function contentOf(row: Pick<Row, "id" | "revision" | "canonical">): WaiverContent {
  const { waiverId, revision, ...content } = StoredContent.parse(JSON.parse(row.canonical));
  if (waiverId === row.id && revision === row.revision) return content;
  throw new AppError("internal", { detail: `The stored text of waiver ${row.id} belongs to another one.` });
}

/** One waiver; null when there is none. */
export async function findWaiver(db: SqlExecutor, id: string): Promise<StoredWaiver | null> {
  const [found] = await loadWaivers(db, sql`w.id = ${id}`, 1);
  return found ?? null;
}

export interface Rule {
  readonly kind: string;
  readonly subject: string;
  readonly serviceId: string;
  readonly environmentId: string;
}

/** When the same rule was bent here, at any time, by other waivers than `exceptId`; the newest 50. */
export async function earlierSpans(db: SqlExecutor, rule: Rule, exceptId: string): Promise<Span[]> {
  const rows = await db.query<{ from_at: Date; to_at: Date }>(sql`
    select greatest(g.starts_at, g.granted_at) as from_at, least(g.ends_at, coalesce(g.ended_early_at, g.ends_at)) as to_at
    from waiver_grant g join waiver w on w.id = g.waiver_id
    where w.service_id = ${rule.serviceId} and w.environment_id = ${rule.environmentId} and w.kind = ${rule.kind}
      and w.subject = ${rule.subject} and w.id <> ${exceptId}
      and greatest(g.starts_at, g.granted_at) < least(g.ends_at, coalesce(g.ended_early_at, g.ends_at))
    order by g.ends_at desc limit 50`);
  return rows.map((row) => ({ from: instant(row.from_at.getTime()), to: instant(row.to_at.getTime()) }));
}
