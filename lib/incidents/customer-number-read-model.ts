import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { CustomerNumbers } from "./domain/customer-numbers";

interface NumberRow {
  readonly id: string;
  readonly metric: string;
  readonly better: CustomerNumbers["better"];
  readonly since: readonly number[];
  readonly weeks: readonly (readonly number[] | null)[];
}

/** So long that a day is compared with a day, and so short that numbers told every minute are read at once. */
const spanMs = 2 * 86_400_000;

/**
 * Numbers of user analytics while each deployment was live, and in the same hours of the four weeks before it began, by deployment. Of its
 * service, in its environment (none named: production), over the newest two days until another version succeeded there, a week at most. A
 * number that names another version is left out of its time.
 */
export async function listCustomerNumbers(
  db: SqlExecutor,
  deploymentIds: readonly string[],
  now: Instant,
): Promise<Map<string, CustomerNumbers[]>> {
  const rows = await db.query<NumberRow>(sql`
    with own as (
      select d.id, d.service_id, d.environment_id, d.started_at, v.name as version, e.kind = 'production' as is_production,
        least(${new Date(now)}::timestamptz, d.started_at + interval '7 days', (
          select min(n.started_at) from deployment n where n.service_id = d.service_id and n.environment_id = d.environment_id
            and n.state = 'succeeded' and n.started_at > d.started_at and n.version_id <> d.version_id)) as until
      from deployment d join version v on v.id = d.version_id join environment e on e.id = d.environment_id
      where d.id = any(${[...deploymentIds]}::text[])
    ), told as (
      select own.id, w.week, c.metric, c.better, c.at, c.value
      from own
      cross join generate_series(0, 4) as w(week)
      join customer_signal c on c.service_id = own.service_id and c.what = 'analytics' and c.value is not null
        and c.at >= greatest(own.started_at, own.until - make_interval(secs => ${spanMs / 1_000})) - w.week * interval '7 days'
        and c.at < own.until - w.week * interval '7 days'
      where c.metric is not null and (c.environment_id = own.environment_id or (c.environment_id is null and own.is_production))
        and (w.week > 0 or c.version is null or c.version = own.version)
    )
    select id, metric, (array_agg(better order by at desc) filter (where better is not null))[1] as better,
      coalesce(json_agg(value) filter (where week = 0), '[]') as since,
      json_build_array(json_agg(value) filter (where week = 1), json_agg(value) filter (where week = 2),
        json_agg(value) filter (where week = 3), json_agg(value) filter (where week = 4)) as weeks
    from told group by id, metric order by id, metric`);
  const numbers = rows.map((row) => ({ ...row, weeks: row.weeks.map((week) => week ?? []) }));
  return Map.groupBy(numbers, (row) => row.id);
}
