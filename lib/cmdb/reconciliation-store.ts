import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Coverage, DifferenceKind, DifferenceState } from "./contract";
import type { Difference } from "./domain/reconcile";
import type { Changes, KnownDifference } from "./domain/work-items";

/** Only one comparison at a time, until the transaction ends. */
export async function lockReconciliation(db: SqlExecutor): Promise<void> {
  await db.query(sql`select pg_advisory_xact_lock(hashtextextended('reconciliation', 11))::text as held`);
}

/** Every difference that was ever found. */
export async function loadKnown(db: SqlExecutor): Promise<KnownDifference[]> {
  return db.query<KnownDifference>(
    sql`select key, kind, state, cmdb, pipeline, observed from reconciliation_difference`,
  );
}

async function upsert(db: SqlExecutor, found: readonly Difference[], nextId: () => string): Promise<void> {
  if (found.length === 0) return;
  const rows = found.map((one) => ({
    id: nextId(),
    key: one.key,
    kind: one.kind,
    service_id: one.serviceId,
    environment_id: one.environmentId,
    service_name: one.service,
    environment_name: one.environment,
    cmdb: one.cmdb,
    pipeline: one.pipeline,
    observed: one.observed,
    sentence: one.sentence,
  }));
  await db.query(sql`
    insert into reconciliation_difference as d (id, key, kind, service_id, environment_id, service_name, environment_name,
      cmdb, pipeline, observed, sentence, state, first_seen_at, last_seen_at)
    select id, key, kind, service_id, environment_id, service_name, environment_name, cmdb, pipeline, observed, sentence,
      'open', clock_timestamp(), clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(id text, key text, kind text, service_id text,
      environment_id text, service_name text, environment_name text, cmdb text, pipeline text, observed text, sentence text)
    on conflict (key) do update set state = 'open', cmdb = excluded.cmdb, pipeline = excluded.pipeline,
      observed = excluded.observed, sentence = excluded.sentence, service_name = excluded.service_name,
      environment_name = excluded.environment_name, last_seen_at = excluded.last_seen_at, fixed_at = null,
      reason = null, decided_by = null, decided_at = null, revision = d.revision + 1`);
}

/** Keep what a comparison came to. */
export async function applyChanges(db: SqlExecutor, changes: Changes, nextId: () => string): Promise<void> {
  await upsert(db, [...changes.added, ...changes.reopened], nextId);
  const seen = JSON.stringify(changes.seen.map(({ key }) => key));
  await db.query(sql`
    update reconciliation_difference set last_seen_at = clock_timestamp()
    where key in (select jsonb_array_elements_text(${seen}::jsonb))`);
  await db.query(sql`
    update reconciliation_difference set state = 'fixed', fixed_at = clock_timestamp(), revision = revision + 1
    where key in (select jsonb_array_elements_text(${JSON.stringify(changes.fixed)}::jsonb))`);
}

export async function insertRun(
  db: SqlExecutor,
  run: { readonly id: string; readonly cause: string; readonly coverage: Coverage },
): Promise<void> {
  await db.query(sql`
    insert into reconciliation_run (id, at, cause, coverage, open_count)
    select ${run.id}, clock_timestamp(), ${run.cause}, ${JSON.stringify(run.coverage)}::jsonb, count(*)
    from reconciliation_difference where state = 'open'`);
  await db.query(sql`delete from reconciliation_run where at < clock_timestamp() - interval '400 days'`);
}

export interface LockedDifference {
  readonly id: string;
  readonly kind: DifferenceKind;
  readonly state: DifferenceState;
  readonly service_name: string;
  readonly environment_name: string;
  readonly revision: number;
}

/** A difference, locked until the transaction ends; null when there is none. */
export async function lockDifference(db: SqlExecutor, id: string): Promise<LockedDifference | null> {
  const [row] = await db.query<LockedDifference>(sql`
    select id, kind, state, service_name, environment_name, revision from reconciliation_difference
    where id = ${id} for update`);
  return row ?? null;
}

/** A person's word about a difference. */
export async function decideDifference(
  db: SqlExecutor,
  id: string,
  decision: { readonly state: "open" | "accepted"; readonly reason: string; readonly by: string },
): Promise<void> {
  await db.query(sql`
    update reconciliation_difference set state = ${decision.state}, reason = ${decision.reason},
      decided_by = ${decision.by}, decided_at = clock_timestamp(), revision = revision + 1
    where id = ${id}`);
}
