import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** Since when services are known to be needed by others. */
export interface KnownDependents {
  /** When the first relation of any two services became known; null: none is. */
  readonly knownFrom: Instant | null;
  /** By id of the needed service, since when each of those that need it is known to. */
  readonly since: ReadonlyMap<string, readonly Instant[]>;
}

/** Who is needed by how many others directly, in any environment, by whatever was declared, tested or seen. */
export async function loadDependents(db: SqlExecutor): Promise<KnownDependents> {
  const rows = await db.query<{ provider_id: string; since: Date }>(sql`
    select provider_id, min(at) as since from (
      select n.provider_id, d.service_id as consumer_id, d.said_at as at from dependency_need n
      join dependency_declaration d on d.id = n.declaration_id
      union all select provider_id, consumer_id, at from contract_result
      union all select provider_id, consumer_id, first_seen_at from observed_call) known
    group by provider_id, consumer_id order by since`);
  const since = new Map<string, Instant[]>();
  for (const row of rows) {
    const known = since.get(row.provider_id) ?? [];
    since.set(row.provider_id, [...known, instant(row.since.getTime())]);
  }
  const first = rows[0]?.since;
  return { knownFrom: first ? instant(first.getTime()) : null, since };
}
