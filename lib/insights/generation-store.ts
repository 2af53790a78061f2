import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

export interface OpenGeneration {
  readonly id: number;
  readonly state: "building" | "current";
}

/** The generations that a changed lane must be written to: the one that figures are made from, and the one that is being filled. */
export async function openGenerations(db: SqlExecutor): Promise<OpenGeneration[]> {
  return db.query<OpenGeneration>(
    sql`select id, state from insight_generation where state in ('current', 'building') order by id`,
  );
}

/** Begin to fill the next generation with every lane there is; null when one is being filled already. Answers its number. */
export async function beginGeneration(
  db: SqlExecutor,
  { builderVersion, reason, requestedBy }: { builderVersion: number; reason: string; requestedBy: string },
): Promise<number | null> {
  await db.query(sql`select pg_advisory_xact_lock(hashtextextended('insight_generation', 11))::text`);
  const [row] = await db.query<{ id: number }>(sql`
    insert into insight_generation (id, state, builder_version, reason, requested_by)
    select max(id) + 1, 'building', ${builderVersion}::int, ${reason}, ${requestedBy} from insight_generation
    having count(*) filter (where state = 'building') = 0
    returning id`);
  if (!row) return null;
  await db.query(sql`
    insert into delivery_lane (generation, service_id, environment_id)
    select ${row.id}::int, service_id, environment_id from deployment group by service_id, environment_id
    union select ${row.id}::int, l.service_id, l.environment_id from delivery_lane l
      join insight_generation g on g.id = l.generation and g.state = 'current'`);
  return row.id;
}

/** Lanes of this generation that were not made yet. */
export async function listUnbuilt(
  db: SqlExecutor,
  generation: number,
  limit: number,
): Promise<{ serviceId: string; environmentId: string }[]> {
  const rows = await db.query<{ service_id: string; environment_id: string }>(sql`
    select service_id, environment_id from delivery_lane where generation = ${generation} and built_at is null
    order by service_id, environment_id limit ${limit}`);
  return rows.map((row) => ({ serviceId: row.service_id, environmentId: row.environment_id }));
}

/** Is this lane waiting to be made in this generation? */
export async function isUnbuilt(
  db: SqlExecutor,
  generation: number,
  lane: { readonly serviceId: string; readonly environmentId: string },
): Promise<boolean> {
  const rows = await db.query(sql`
    select 1 from delivery_lane where generation = ${generation} and service_id = ${lane.serviceId}
      and environment_id = ${lane.environmentId} and built_at is null`);
  return rows.length > 0;
}

/** Take over into a new generation what the current one believes and believed of a lane, so that the past stays as it was. */
export async function carryOver(
  db: SqlExecutor,
  generation: number,
  lane: { readonly serviceId: string; readonly environmentId: string },
): Promise<void> {
  await db.query(sql`
    insert into delivery_record (generation, known_from, known_until, service_id, environment_id, deployment_id, team_id, tier,
      version, previous_version, kind, origin, outcome, started_at, finished_at, is_emergency, is_rework, ticket_key,
      is_authorized, strategy, failures, rollback_ms, changes, changes_gap)
    select ${generation}::int, r.known_from, r.known_until, r.service_id, r.environment_id, r.deployment_id, r.team_id, r.tier,
      r.version, r.previous_version, r.kind, r.origin, r.outcome, r.started_at, r.finished_at, r.is_emergency, r.is_rework,
      r.ticket_key, r.is_authorized, r.strategy, r.failures, r.rollback_ms, r.changes, r.changes_gap
    from delivery_record r join insight_generation g on g.id = r.generation and g.state = 'current'
    where r.service_id = ${lane.serviceId} and r.environment_id = ${lane.environmentId}`);
}

/** Let figures be made from this generation from now on; false when it still waits for lanes. */
export async function switchTo(db: SqlExecutor, generation: number): Promise<boolean> {
  await db.query(sql`select pg_advisory_xact_lock(hashtextextended('insight_generation', 11))::text`);
  const waiting = await db.query(
    sql`select 1 from delivery_lane where generation = ${generation} and built_at is null limit 1`,
  );
  if (waiting.length > 0) return false;
  await db.query(sql`update insight_generation set state = 'retired' where state = 'current'`);
  const switched = await db.query(sql`
    update insight_generation set state = 'current', switched_at = clock_timestamp()
    where id = ${generation} and state = 'building' returning id`);
  if (switched.length === 0) throw new Error(`generation ${generation} is not being filled`);
  return true;
}

/**
 * Delete some records of generations that figures left a minute ago or more: a page that was being made from one when it was left must
 * still find it. Answers whether there may be more.
 */
export async function emptyRetired(db: SqlExecutor, limit: number): Promise<boolean> {
  const [generation] = await db.query<{ id: number }>(sql`
    select g.id from insight_generation g where g.state = 'retired' and g.emptied_at is null
      and (select max(switched_at) from insight_generation) < clock_timestamp() - interval '1 minute' order by g.id limit 1`);
  if (!generation) return false;
  const deleted = await db.query(sql`
    delete from delivery_record where ctid in
      (select ctid from delivery_record where generation = ${generation.id} limit ${limit}) returning 1 as one`);
  if (deleted.length === limit) return true;
  await db.query(sql`delete from delivery_lane where generation = ${generation.id}`);
  await db.query(sql`update insight_generation set emptied_at = clock_timestamp() where id = ${generation.id}`);
  return true;
}
