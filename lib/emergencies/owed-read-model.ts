import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** Reviews that are owed for exceptions: of waivers that bent a rule and are over, and of emergency releases that are over. */
export interface OwedReview {
  /** W-12 or E-3. */
  readonly reference: string;
  readonly id: string;
  readonly kind: "waiver" | "emergency";
  readonly serviceId: string;
}

/**
 * A waiver is over when it was closed or its end has passed, an emergency release when its rollout or its time has ended. The time is
 * given: nothing has to have run for a review to be owed.
 */
function owed(now: Instant) {
  const at = new Date(now).toISOString();
  return sql`
    select 'W-' || w.number as reference, w.id, 'waiver' as kind, w.service_id
    from waiver w where (w.closing is not null or w.ends_at <= ${at}::timestamptz)
      and exists (select from waiver_grant g where g.waiver_id = w.id and greatest(g.starts_at, g.granted_at)
        < least(g.ends_at, coalesce(g.ended_early_at, g.ends_at), ${at}::timestamptz))
      and not exists (select from waiver_review v where v.waiver_id = w.id)
    union all
    select 'E-' || m.number, m.id, 'emergency', m.service_id
    from emergency_release m left join rollout r on r.id = m.rollout_id
    where least(m.ends_at, coalesce(r.finished_at, m.ends_at)) <= ${at}::timestamptz
      and not exists (select from emergency_review v where v.emergency_id = m.id)`;
}

interface Row {
  reference: string;
  id: string;
  kind: OwedReview["kind"];
  service_id: string;
}

/** What is owed for a service at `now`, at most 50. */
export async function listOwedOfService(db: SqlExecutor, serviceId: string, now: Instant): Promise<OwedReview[]> {
  const rows = await db.query<Row>(sql`
    select * from (${owed(now)}) as o where o.service_id = ${serviceId} order by o.reference limit 50`);
  return rows.map(({ service_id, ...row }) => ({ ...row, serviceId: service_id }));
}

/** How many reviews the team of a service owes at `now`, for all its services; those of the service alone when it has no team. */
export async function countOwedByTeam(db: SqlExecutor, serviceId: string, now: Instant): Promise<number> {
  const rows = await db.query<{ count: number }>(sql`
    select count(*)::int as count from (${owed(now)}) as o
    where o.service_id = ${serviceId} or o.service_id in (
      select other.id from service other join service own on own.owner_team_id = other.owner_team_id
      where own.id = ${serviceId})`);
  return rows[0]?.count ?? 0;
}

/** How many reviews are owed at `now` by service. */
export async function countOwedByService(db: SqlExecutor, now: Instant): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ service_id: string; count: number }>(sql`
    select o.service_id, count(*)::int as count from (${owed(now)}) as o group by o.service_id`);
  return new Map(rows.map((row) => [row.service_id, row.count]));
}
