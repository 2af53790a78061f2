import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { OwnershipFields } from "./contract";
import type { KnownParties, Ownership } from "./domain/ownership";

export interface StoredOwnership {
  readonly revision: number;
  readonly content: Ownership;
  readonly savedBy: string;
  readonly savedAt: Date;
  readonly reason: string;
}

interface Row {
  objective_id: string;
  revision: number;
  content: unknown;
  saved_by: string;
  saved_at: Date;
  reason: string;
}

/** Who answers for these objectives now, by objective; those about whom nobody said anything are left out. */
export async function loadOwnerships(
  db: SqlExecutor,
  objectiveIds: readonly string[],
): Promise<ReadonlyMap<string, StoredOwnership>> {
  const rows = await db.query<Row>(sql`
    select distinct on (objective_id) objective_id, revision, content, saved_by, saved_at, reason
    from objective_ownership where objective_id = any(${[...objectiveIds]}::text[])
    order by objective_id, revision desc`);
  return new Map(
    rows.map(({ objective_id, saved_by, saved_at, content, ...row }) => [
      objective_id,
      { ...row, content: OwnershipFields.parse(content), savedBy: saved_by, savedAt: saved_at },
    ]),
  );
}

/** Persons and teams as ownerships name them. */
export async function loadParties(db: SqlExecutor): Promise<KnownParties> {
  const persons = await db.query<{ id: string; name: string; is_active: boolean }>(
    sql`select id, name, state = 'active' as is_active from app_user order by id limit 20000`,
  );
  const teams = await db.query<{ id: string; name: string; members: string[] | null }>(sql`
    select t.id, t.name, (select array_agg(m.user_id order by m.user_id) from team_member m where m.team_id = t.id) as members
    from team t order by t.id limit 5000`);
  return {
    persons: new Map(persons.map(({ id, name, is_active }) => [id, { name, isActive: is_active }])),
    teams: new Map(teams.map(({ id, name, members }) => [id, { name, memberIds: members ?? [] }])),
  };
}

/** Mail addresses of persons who are still there, by id. */
export async function loadAddresses(
  db: SqlExecutor,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ id: string; email: string }>(
    sql`select id, email from app_user where state = 'active' and id = any(${[...personIds]}::text[])`,
  );
  return new Map(rows.map(({ id, email }) => [id, email]));
}
