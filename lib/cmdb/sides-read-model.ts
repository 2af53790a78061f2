import { instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { type CmdbSide, type ObservedSide, type PipelineSide, plainName } from "./domain/reconcile";

/** Everything that a comparison looks at. */
export interface LoadedSides {
  readonly cmdb: readonly CmdbSide[];
  readonly pipeline: readonly PipelineSide[];
  readonly observed: readonly ObservedSide[];
  readonly owners: ReadonlyMap<string, readonly string[]>;
}

interface PlaceRow {
  readonly service_id: string | null;
  readonly environment_id: string | null;
  readonly service: string;
  readonly environment: string;
}

function place(row: PlaceRow): Pick<CmdbSide, "serviceId" | "environmentId" | "service" | "environment"> {
  const { service_id: serviceId, environment_id: environmentId, service, environment } = row;
  return { serviceId, environmentId, service, environment };
}

/** What the CMDBs in use say, what was deployed last, what runs, and who owns what. */
export async function loadSides(db: SqlExecutor): Promise<LoadedSides> {
  const cmdb = await db.query<PlaceRow & { version: string | null; owner: string | null; changed_at: Date | null }>(sql`
    select i.service_id, i.environment_id, i.service_name as service, i.environment_name as environment,
      i.version, i.owner, i.changed_at
    from configuration_item i join connection c on c.id = i.connection_id
    where i.removed_at is null and c.disabled_at is null order by i.id limit 200000`);
  const pipeline = await db.query<PlaceRow & { version: string; deployed_at: Date }>(sql`
    select distinct on (d.service_id, d.environment_id) d.service_id, d.environment_id, s.name as service,
      e.name as environment, v.name as version, coalesce(d.finished_at, d.started_at) as deployed_at
    from deployment d join service s on s.id = d.service_id join environment e on e.id = d.environment_id
      join version v on v.id = d.version_id
    where d.state = 'succeeded' and s.archived_at is null
    order by d.service_id, d.environment_id, d.started_at desc, d.id desc`);
  const observed = await db.query<PlaceRow & { versions: string[] }>(sql`
    select service_id, environment_id, s.name as service, e.name as environment, array_agg(distinct seen.version) as versions
    from (
      select t.service_id, t.environment_id, v.name as version
      from target t join target_slot l on l.target_id = t.id and l.is_live join version v on v.id = l.version_id
      union
      select m.service_id, m.environment_id, m.version from version_minute m
      where m.minute > clock_timestamp() - interval '15 minutes' and m.requests > 0
    ) as seen join service s on s.id = seen.service_id join environment e on e.id = seen.environment_id
    group by service_id, environment_id, s.name, e.name`);
  const teams = await db.query<{ id: string; name: string; slug: string }>(sql`
    select s.id, t.name, t.slug from service s join team t on t.id = s.owner_team_id`);
  return {
    cmdb: cmdb.map((row) => ({
      ...place(row),
      version: row.version,
      owner: row.owner,
      changedAt: row.changed_at === null ? null : instant(row.changed_at.getTime()),
    })),
    pipeline: pipeline.map((row) => ({
      ...place(row),
      version: row.version,
      deployedAt: instant(row.deployed_at.getTime()),
    })),
    observed: observed.map((row) => ({ ...place(row), versions: row.versions })),
    owners: new Map(teams.map(({ id, name, slug }) => [id, [name, slug]])),
  };
}

/** Ids of our services and environments by every name that means them. */
export async function loadPlaceNames(
  db: SqlExecutor,
): Promise<{ readonly service: ReadonlyMap<string, string>; readonly environment: ReadonlyMap<string, string> }> {
  const services = await db.query<{ id: string; slug: string; name: string }>(
    sql`select id, slug, name from service where archived_at is null order by id`,
  );
  const environments = await db.query<{ id: string; slug: string; name: string }>(
    sql`select id, slug, name from environment order by id`,
  );
  const named = (rows: typeof services): Map<string, string> =>
    // Slugs win over names: they are set last.
    new Map([
      ...rows.map(({ id, name }) => [plainName(name), id] as const),
      ...rows.map(({ id, slug }) => [plainName(slug), id] as const),
    ]);
  return { service: named(services), environment: named(environments) };
}

/** Whether the CMDB can be believed: every one in use was read completely, and not too long ago. */
export async function cmdbTrust(
  db: SqlExecutor,
): Promise<{ readonly unknown: string | null; readonly readAt: string | null }> {
  const rows = await db.query<{ name: string; complete_at: Date | null; is_stale: boolean; kind: string }>(sql`
    select c.name, c.kind, r.complete_at,
      c.kind = 'servicenow_cmdb' and (c.config ->> 'everyHours')::int > 0 and coalesce(r.complete_at, 'epoch')
        < clock_timestamp() - 2 * make_interval(hours => (c.config ->> 'everyHours')::int) as is_stale
    from connection c left join lateral (
      select max(finished_at) as complete_at from cmdb_read where connection_id = c.id and state = 'complete') r on true
    where c.kind in ('servicenow_cmdb', 'csv_cmdb') and c.disabled_at is null order by c.name`);
  const oldest = rows
    .map((row) => row.complete_at)
    .sort((left, right) => (left?.getTime() ?? 0) - (right?.getTime() ?? 0))[0];
  const readAt = oldest?.toISOString() ?? null;
  if (rows.length === 0) return { unknown: "No CMDB is connected.", readAt: null };
  const never = rows.find((row) => row.complete_at === null);
  if (never) return { unknown: `“${never.name}” was never read completely.`, readAt };
  const stale = rows.find((row) => row.is_stale);
  return { unknown: stale ? `“${stale.name}” was not read for more than twice its interval.` : null, readAt };
}
