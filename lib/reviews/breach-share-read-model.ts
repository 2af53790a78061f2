import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { BreachDetail } from "./contract";
import type { CauseKind } from "./domain/breach";
import type { BreachPartner } from "./share-contract";

const iso = (at: Instant | number) => new Date(at).toISOString();

/** A cause of a breach of an objective whose parts are not kept yet. */
export interface UnsharedCause {
  readonly objectiveId: string;
  readonly cause: CauseKind;
  /** From the beginning of the period up to when the cause was seen. */
  readonly period: Period;
  readonly at: Instant;
}

/** Causes of a breach of which no parts are kept. */
export async function listUnshared(db: SqlExecutor, breachId: string): Promise<UnsharedCause[]> {
  const rows = await db.query<{
    objective_id: string;
    kind: CauseKind;
    period_from: Date;
    period_to: Date;
    at: Date;
  }>(sql`
    select b.objective_id, c.kind, b.period_from, b.period_to, c.at
    from breach b join breach_cause c on c.breach_id = b.id
    where b.id = ${breachId} and b.objective_id is not null
      and not exists (select from breach_share s where s.breach_id = b.id and s.cause = c.kind)
    order by c.kind`);
  return rows.map(({ objective_id, kind, period_from, period_to, at }) => ({
    objectiveId: objective_id,
    cause: kind,
    period: { from: instant(period_from.getTime()), to: instant(Math.min(period_to.getTime(), at.getTime())) },
    at: instant(at.getTime()),
  }));
}

/** The parts of a breach by cause, largest first as they were kept. */
export async function loadShares(db: SqlExecutor, breachId: string): Promise<BreachDetail["shares"]> {
  return db.query<BreachDetail["shares"][number]>(sql`
    select s.cause, s.kind, s.objective, s.name, s.share_percent::text as "sharePercent", s.evidence,
      case when v.id is null then null else jsonb_build_object('slug', v.slug, 'name', v.name) end as service,
      case when t.id is null then null else jsonb_build_object('slug', t.slug, 'name', t.name) end as team
    from breach_share s left join service v on v.id = s.service_id left join team t on t.id = s.team_id
    where s.breach_id = ${breachId} order by s.cause, s.position`);
}

/** How many of a partner's breaches are listed with it. */
const newestShown = 5;

/**
 * Who had a part in breaches that were opened since `since`, by team, or by service where it has none: those with most first. A breach
 * counts once for each, with its largest part.
 */
export async function listPartners(db: SqlExecutor, since: Instant): Promise<BreachPartner[]> {
  return db.query<BreachPartner>(sql`
    with parts as (
      select s.team_id, case when s.team_id is null then s.service_id end as service_id, s.breach_id, max(s.share_percent) as share,
        bool_or(s.kind = 'own') as is_own
      from breach_share s join breach b on b.id = s.breach_id
      where b.opened_at >= ${iso(since)}::timestamptz and s.share_percent > 0 and (s.team_id is not null or s.service_id is not null)
      group by 1, 2, 3),
    numbered as (
      select p.*, b.number, b.subject_name, x.breach_id is null as is_open,
        row_number() over (partition by p.team_id, p.service_id order by b.number desc) as place
      from parts p join breach b on b.id = p.breach_id left join breach_closing x on x.breach_id = b.id)
    select case when t.id is null then null else jsonb_build_object('slug', t.slug, 'name', t.name) end as team,
      case when v.id is null then null else jsonb_build_object('slug', v.slug, 'name', v.name) end as service,
      count(*)::int as breaches, count(*) filter (where n.is_open)::int as open, count(*) filter (where not n.is_own)::int as "ofOthers",
      jsonb_agg(jsonb_build_object('id', n.breach_id, 'reference', 'B-' || n.number, 'name', n.subject_name,
        'sharePercent', n.share::text) order by n.number desc) filter (where n.place <= ${newestShown}) as newest
    from numbered n left join team t on t.id = n.team_id left join service v on v.id = n.service_id
    group by t.id, v.id order by count(*) desc, coalesce(t.name, v.name) limit 100`);
}
