import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** Where something is released to. */
interface LaunchPlace {
  readonly serviceId: string;
  readonly environmentId: string;
}

/** A release train that is planned to bring the service there. */
export interface PlannedLaunch {
  readonly id: string;
  readonly name: string;
  readonly at: Instant;
}

/** As many as are read; a service that is released more often is known well enough by these. */
const maxLaunches = 2_000;

/** When the service was deployed there, by whatever way, newest first. */
export async function listLaunches(db: SqlExecutor, place: LaunchPlace, range: Period): Promise<Instant[]> {
  const rows = await db.query<{ started_at: Date }>(sql`
    select started_at from deployment
    where service_id = ${place.serviceId} and environment_id = ${place.environmentId}
      and started_at >= ${iso(range.from)}::timestamptz and started_at < ${iso(range.to)}::timestamptz
    order by started_at desc limit ${maxLaunches}::int`);
  return rows.map(({ started_at }) => instant(started_at.getTime()));
}

/** Trains that have not departed and are planned to bring the service there, soonest first. */
export async function listPlannedLaunches(
  db: SqlExecutor,
  place: LaunchPlace,
  range: Period,
): Promise<PlannedLaunch[]> {
  const rows = await db.query<{ id: string; name: string; planned_at: Date }>(sql`
    select t.id, t.name, t.planned_at from train t
    where t.departed_at is null and t.ended_at is null and t.phase <> 'cancelled'
      and t.planned_at >= ${iso(range.from)}::timestamptz and t.planned_at < ${iso(range.to)}::timestamptz
      and exists (select from train_car c where c.train_id = t.id and c.service_id = ${place.serviceId})
      and exists (select from train_stop p where p.train_id = t.id and p.environment_id = ${place.environmentId})
    order by t.planned_at, t.id limit ${maxLaunches}::int`);
  return rows.map(({ id, name, planned_at }) => ({ id, name, at: instant(planned_at.getTime()) }));
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
