import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { NameMeaning, NameTable, UnknownName } from "./domain/name-resolver";

/** Everything that names of these sources can be resolved with. */
export async function loadNames(db: SqlExecutor, sourceIds: readonly string[]): Promise<NameTable> {
  const services = await db.query<{ id: string; slug: string; repository_url: string | null }>(
    sql`select id, slug, repository_url from service order by id`,
  );
  const environments = await db.query<{ id: string; slug: string }>(sql`select id, slug from environment`);
  const mappings = await db.query<{
    source_id: string;
    kind: NameMeaning["kind"];
    external_name: string;
    target_id: string | null;
    is_ignored: boolean;
  }>(sql`
    select source_id, kind, external_name, target_id, is_ignored from name_mapping
    where source_id in (select jsonb_array_elements_text(${JSON.stringify(sourceIds)}::jsonb))`);
  return {
    services: services.map(({ id, slug, repository_url }) => ({ id, slug, repositoryUrl: repository_url })),
    environments,
    mappings: mappings.map((row) => ({
      sourceId: row.source_id,
      kind: row.kind,
      externalName: row.external_name,
      targetId: row.target_id,
      isIgnored: row.is_ignored,
    })),
  };
}

/** Keep names that nobody has explained, so that somebody can. */
export async function noteUnknownNames(
  db: SqlExecutor,
  names: readonly UnknownName[],
  nextId: () => string,
): Promise<void> {
  if (names.length === 0) return;
  const rows = names.map(({ sourceId, kind, externalName }) => ({
    id: nextId(),
    source_id: sourceId,
    kind,
    external_name: externalName,
  }));
  await db.query(sql`
    insert into name_mapping (id, source_id, kind, external_name)
    select id, source_id, kind, external_name
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g(id text, source_id text, kind text, external_name text)
    order by source_id, kind, external_name
    on conflict (source_id, kind, external_name) do nothing`);
}

/** A name as somebody left it. */
export interface StoredName {
  readonly id: string;
  readonly targetId: string | null;
  readonly isIgnored: boolean;
  readonly revision: number;
}

/** Lock the row of this name for a change; null when it was never noted. */
export async function lockName(db: SqlExecutor, name: UnknownName): Promise<StoredName | null> {
  const [row] = await db.query<{ id: string; target_id: string | null; is_ignored: boolean; revision: number }>(sql`
    select id, target_id, is_ignored, revision from name_mapping
    where source_id = ${name.sourceId} and kind = ${name.kind} and external_name = ${name.externalName} for update`);
  return row ? { id: row.id, targetId: row.target_id, isIgnored: row.is_ignored, revision: row.revision } : null;
}

/** Say what a name means. */
export async function saveName(
  db: SqlExecutor,
  name: UnknownName,
  meaning: { readonly id: string; readonly targetId: string | null; readonly isIgnored: boolean; readonly by: string },
): Promise<void> {
  await db.query(sql`
    insert into name_mapping (id, source_id, kind, external_name, target_id, is_ignored, mapped_by)
    values (${meaning.id}, ${name.sourceId}, ${name.kind}, ${name.externalName}, ${meaning.targetId}, ${meaning.isIgnored}, ${meaning.by})
    on conflict (source_id, kind, external_name) do update set target_id = excluded.target_id,
      is_ignored = excluded.is_ignored, mapped_by = excluded.mapped_by, revision = name_mapping.revision + 1`);
}

/** Mark every subject of a source that uses this name, so that its history is made again. Answers how many. */
export async function markSubjectsNaming(db: SqlExecutor, name: UnknownName): Promise<number> {
  const uses =
    name.kind === "environment"
      ? sql`f.body ->> 'environment' = ${name.externalName}`
      : sql`(f.body ->> 'service' = ${name.externalName} or f.body ->> 'repository' = ${name.externalName})`;
  const [row] = await db.query<{ count: number }>(sql`
    with naming as materialized (
      select f.subject_key, min(f.kind) as kind from signal_fact f
      where ${uses} and exists (select from fact_mention m where m.fact_id = f.id and m.source_id = ${name.sourceId})
      group by f.subject_key order by f.subject_key
    ), marked as (
      insert into dirty_subject (subject_key, kind) select subject_key, kind from naming
      on conflict (subject_key) do update
        set marked_at = clock_timestamp(), retry_at = clock_timestamp(), attempts = 0, failure = null
    )
    select count(*)::int as count from naming`);
  return row?.count ?? 0;
}

/** Names that nobody has explained, of every source. */
export async function listUnknownNames(db: SqlExecutor): Promise<readonly UnknownName[]> {
  const rows = await db.query<{ source_id: string; kind: UnknownName["kind"]; external_name: string }>(sql`
    select source_id, kind, external_name from name_mapping where target_id is null and not is_ignored
    order by id limit 2000`);
  return rows.map((row) => ({ sourceId: row.source_id, kind: row.kind, externalName: row.external_name }));
}

/** Forget a name that needs no explanation any more. */
export async function forgetName(db: SqlExecutor, name: UnknownName): Promise<void> {
  await db.query(sql`
    delete from name_mapping where source_id = ${name.sourceId} and kind = ${name.kind}
      and external_name = ${name.externalName} and target_id is null and not is_ignored`);
}
