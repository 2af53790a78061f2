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
