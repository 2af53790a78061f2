import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { storable } from "@/lib/platform/storable";
import type { ReadItem } from "./cmdb-item";

export interface PlacedItem extends ReadItem {
  readonly id: string;
  readonly serviceId: string | null;
  readonly environmentId: string | null;
}

/** Begin a read of a CMDB. */
export async function insertRead(
  db: SqlExecutor,
  read: { readonly id: string; readonly connectionId: string; readonly requestedBy: string },
): Promise<void> {
  await db.query(sql`
    insert into cmdb_read (id, connection_id, started_at, state, requested_by)
    values (${read.id}, ${read.connectionId}, clock_timestamp(), 'reading', ${read.requestedBy})`);
}

/** A read failed; what was read before stays, and counts as old. */
export async function failRead(db: SqlExecutor, id: string, failure: string): Promise<void> {
  await db.query(sql`
    update cmdb_read set state = 'failed', finished_at = clock_timestamp(), failure = ${storable(failure)}
    where id = ${id}`);
}

/** Keep every item of a complete read, and note which are gone, in the caller's transaction. */
export async function completeRead(
  db: SqlExecutor,
  read: { readonly id: string; readonly connectionId: string },
  items: readonly PlacedItem[],
): Promise<void> {
  const rows = items.map((item) => ({
    id: item.id,
    external_id: storable(item.externalId),
    name: storable(item.name),
    class_name: item.className === null ? null : storable(item.className),
    service_name: storable(item.service),
    environment_name: storable(item.environment),
    service_id: item.serviceId,
    environment_id: item.environmentId,
    version: item.version === null ? null : storable(item.version),
    owner: item.owner === null ? null : storable(item.owner),
    url: item.url,
    changed_at: item.changedAt,
  }));
  await db.query(sql`
    insert into configuration_item as c (id, connection_id, external_id, name, class_name, service_name, environment_name,
      service_id, environment_id, version, owner, url, changed_at, first_seen_at, last_seen_at)
    select id, ${read.connectionId}, external_id, name, class_name, service_name, environment_name, service_id,
      environment_id, version, owner, url, to_timestamp(changed_at / 1000), clock_timestamp(), clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(id text, external_id text, name text, class_name text,
      service_name text, environment_name text, service_id text, environment_id text, version text, owner text, url text,
      changed_at double precision)
    order by external_id
    on conflict (connection_id, external_id) do update set name = excluded.name, class_name = excluded.class_name,
      service_name = excluded.service_name, environment_name = excluded.environment_name,
      service_id = excluded.service_id, environment_id = excluded.environment_id, version = excluded.version,
      owner = excluded.owner, url = excluded.url, changed_at = excluded.changed_at,
      last_seen_at = excluded.last_seen_at, removed_at = null`);
  const seen = JSON.stringify(rows.map((row) => row.external_id));
  await db.query(sql`
    update configuration_item set removed_at = clock_timestamp()
    where connection_id = ${read.connectionId} and removed_at is null
      and external_id not in (select jsonb_array_elements_text(${seen}::jsonb))`);
  await db.query(sql`
    update cmdb_read set state = 'complete', finished_at = clock_timestamp(), item_count = ${items.length}
    where id = ${read.id}`);
}

/** One read of a CMDB at a time: false when another is under way. Held until the transaction ends. */
export async function lockReads(db: SqlExecutor, connectionId: string): Promise<void> {
  await db.query(sql`select pg_advisory_xact_lock(hashtextextended(${`cmdb ${connectionId}`}, 11))::text as held`);
}

/** Connections whose CMDB is due, with the hours after which it is read again. */
export async function dueConnections(db: SqlExecutor): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`
    select c.id from connection c
    where c.kind = 'servicenow_cmdb' and c.disabled_at is null and (c.config ->> 'everyHours')::int > 0
      and not exists (
        select from cmdb_read r where r.connection_id = c.id
          and r.started_at > clock_timestamp() - make_interval(hours => (c.config ->> 'everyHours')::int))
    order by c.id limit 20`);
  return rows.map(({ id }) => id);
}

/** Has anything that a comparison looks at changed since the last one? */
export async function hasNews(db: SqlExecutor): Promise<boolean> {
  const [row] = await db.query<{ news: boolean }>(sql`
    with last as (select coalesce(max(at), 'epoch'::timestamptz) as at from reconciliation_run)
    select exists (select from deployment d, last
                   where d.created_at > last.at or d.started_at > last.at or d.finished_at > last.at)
        or exists (select from cmdb_read r, last where r.finished_at > last.at)
        or exists (select from last where at > 'epoch' and at < clock_timestamp() - interval '1 hour') as news`);
  return row?.news ?? false;
}
