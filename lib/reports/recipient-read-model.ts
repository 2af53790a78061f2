import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Recipient } from "./contract";
import type { KnownRecipients } from "./domain/recipients";

/** The persons and teams that recipients name, with the teams' members. */
export async function loadRecipients(db: SqlExecutor, recipients: readonly Recipient[]): Promise<KnownRecipients> {
  const named = (kind: Recipient["kind"]): string[] =>
    recipients.filter((one) => one.kind === kind).map(({ address }) => address);
  const slugs = named("team");
  const teams =
    slugs.length === 0
      ? []
      : await db.query<{ slug: string; name: string; members: string[] | null }>(sql`
          select t.slug, t.name, (select array_agg(m.user_id order by m.user_id) from team_member m where m.team_id = t.id) as members
          from team t where t.slug = any(${slugs}::text[])`);
  const ids = [...named("person"), ...teams.flatMap(({ members }) => members ?? [])];
  const persons =
    ids.length === 0
      ? []
      : await db.query<{ id: string; name: string; mail: string }>(sql`
          select id, name, email as mail from app_user where state = 'active' and id = any(${ids}::text[])`);
  return {
    persons: new Map(persons.map(({ id, ...person }) => [id, person])),
    teams: new Map(teams.map(({ slug, name, members }) => [slug, { name, memberIds: members ?? [] }])),
  };
}
