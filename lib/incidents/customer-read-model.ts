import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** A support ticket, or a number of user analytics, that came while a version was live. */
export interface CustomerSignalRow {
  readonly id: string;
  readonly what: "support_ticket" | "analytics";
  readonly title: string | null;
  readonly metric: string | null;
  readonly value: number | null;
  readonly url: string | null;
  readonly at: Date;
  /** The sender named this version; else it only came in its time. */
  readonly isNamed: boolean;
}

export interface CustomerSignals {
  /** Newest first, at most 50. */
  readonly items: readonly CustomerSignalRow[];
  readonly tickets: number;
  readonly analytics: number;
  /** Until when they are looked for: the next version that succeeded there, or seven days. */
  readonly until: Date;
}

const shown = 50;

/**
 * What customers said and did while a deployment was live: of its service, in its environment (none named: production), from its start until
 * another version succeeded there, at most seven days. One that names another version is left out.
 */
export async function listCustomerSignals(db: SqlExecutor, deploymentId: string): Promise<CustomerSignals | null> {
  const [row] = await db.query<{
    items: readonly (Omit<CustomerSignalRow, "at"> & { readonly at: string })[];
    tickets: number;
    analytics: number;
    until: Date;
  }>(sql`
    with own as (
      select d.id, d.service_id, d.environment_id, d.started_at, v.name as version, e.kind = 'production' as is_production,
        least(d.started_at + interval '7 days', (
          select min(n.started_at) from deployment n where n.service_id = d.service_id and n.environment_id = d.environment_id
            and n.state = 'succeeded' and n.started_at > d.started_at and n.version_id <> d.version_id)) as until
      from deployment d join version v on v.id = d.version_id join environment e on e.id = d.environment_id
      where d.id = ${deploymentId}
    ), told as (
      select c.*, c.version is not null as is_named from customer_signal c join own on own.service_id = c.service_id
      where (c.environment_id = own.environment_id or (c.environment_id is null and own.is_production))
        and c.at >= own.started_at and c.at < own.until and (c.version is null or c.version = own.version)
    )
    select own.until, (select count(*)::int from told where what = 'support_ticket') as tickets,
      (select count(*)::int from told where what = 'analytics') as analytics,
      coalesce((select json_agg(json_build_object('id', t.fact_id, 'what', t.what, 'title', t.title, 'metric', t.metric,
        'value', t.value, 'url', t.url, 'at', t.at, 'isNamed', t.is_named) order by t.at desc, t.fact_id)
        from (select * from told order by at desc, fact_id limit ${shown}) t), '[]') as items
    from own`);
  return row ? { ...row, items: row.items.map((item) => ({ ...item, at: new Date(item.at) })) } : null;
}
