import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { NameRow } from "./name-contract";

interface StoredRow {
  readonly id: string;
  readonly kind: NameRow["kind"];
  readonly external_name: string;
  readonly target_slug: string | null;
  readonly target_name: string | null;
  readonly is_ignored: boolean;
  readonly first_seen_at: Date;
  readonly mapped_by: string | null;
  readonly revision: number;
}

/** Names that a source uses and that are no slugs of ours: those that nobody has explained first. At most 1 000. */
export async function listNameRows(db: SqlExecutor, sourceId: string): Promise<NameRow[]> {
  const rows = await db.query<StoredRow>(sql`
    select m.id, m.kind, m.external_name, m.is_ignored, m.first_seen_at, m.mapped_by, m.revision,
      coalesce(s.slug, e.slug) as target_slug, coalesce(s.name, e.name) as target_name
    from name_mapping m
    left join service s on m.kind = 'service' and s.id = m.target_id
    left join environment e on m.kind = 'environment' and e.id = m.target_id
    where m.source_id = ${sourceId}
    order by (m.target_id is null and not m.is_ignored) desc, m.kind, m.external_name limit 1000`);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    externalName: row.external_name,
    target: row.target_slug === null ? null : { slug: row.target_slug, name: row.target_name ?? row.target_slug },
    isIgnored: row.is_ignored,
    firstSeenAt: row.first_seen_at.toISOString(),
    mappedBy: row.mapped_by,
    revision: row.revision,
  }));
}

/** The id of our service or environment of this slug; null when there is none. */
export async function findNamed(db: SqlExecutor, kind: NameRow["kind"], slug: string): Promise<string | null> {
  const [row] =
    kind === "service"
      ? await db.query<{ id: string }>(sql`select id from service where slug = ${slug}`)
      : await db.query<{ id: string }>(sql`select id from environment where slug = ${slug}`);
  return row?.id ?? null;
}
