import type { Role } from "@/lib/platform/auth/permissions";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { FeedScopeName, FeedView } from "./feed-contract";

/** A feed that works now, with what its owner is now. */
export interface LiveFeed {
  readonly id: string;
  readonly name: string;
  readonly scope: FeedScopeName;
  readonly teamName: string | null;
  readonly environmentIds: readonly string[];
  readonly kinds: readonly string[];
  readonly ownerRoles: readonly Role[];
  /** Services of the owner's teams, or of the one team. */
  readonly serviceIds: readonly string[];
}

/** The feed with this hash; null when it was revoked, its owner is shut out, or has left its team. */
export async function findLiveFeed(db: SqlExecutor, tokenHash: string): Promise<LiveFeed | null> {
  const rows = await db.query<LiveFeed>(sql`
    select f.id, f.name, f.scope, t.name as "teamName", f.environment_ids as "environmentIds", f.kinds,
      u.roles::text[] as "ownerRoles",
      array(select s.id from service s join team_member m on m.team_id = s.owner_team_id
            where m.user_id = f.owner_id and (f.team_id is null or m.team_id = f.team_id)) as "serviceIds"
    from calendar_feed f join app_user u on u.id = f.owner_id left join team t on t.id = f.team_id
    where f.token_hash = ${tokenHash} and f.revoked_at is null and u.state = 'active'
      and (f.scope <> 'team' or exists (
        select 1 from team_member m where m.team_id = f.team_id and m.user_id = f.owner_id))`);
  return rows[0] ?? null;
}

interface FeedRow extends Omit<FeedView, "createdAt" | "lastReadAt" | "team" | "environments"> {
  readonly ownerId: string;
  readonly teamSlug: string | null;
  readonly teamName: string | null;
  readonly environments: readonly { readonly slug: string; readonly name: string }[];
  readonly createdAt: Date;
  readonly lastReadAt: Date | null;
}

async function feedRows(
  db: SqlExecutor,
  { ownerId, id }: { readonly ownerId: string | null; readonly id: string | null },
): Promise<FeedRow[]> {
  return db.query<FeedRow>(sql`
    select f.id, f.name, f.owner_id as "ownerId", u.name as owner, f.scope, t.slug as "teamSlug", t.name as "teamName",
      f.kinds, f.fingerprint, f.created_at as "createdAt", f.last_read_at as "lastReadAt",
      coalesce((select json_agg(json_build_object('slug', e.slug, 'name', e.name) order by e.rank, e.slug)
        from environment e where e.id = any(f.environment_ids)), '[]') as environments,
      case when u.state <> 'active' or f.scope = 'team' and not exists (
        select 1 from team_member m where m.team_id = f.team_id and m.user_id = f.owner_id) then 'lost' else 'active' end as state
    from calendar_feed f join app_user u on u.id = f.owner_id left join team t on t.id = f.team_id
    where f.revoked_at is null and (${ownerId}::text is null or f.owner_id = ${ownerId}::text)
      and (${id}::text is null or f.id = ${id}::text)
    order by f.id desc limit 500`);
}

function view({ ownerId: _, teamSlug, teamName, ...row }: FeedRow): FeedView {
  return {
    ...row,
    team: teamSlug === null || teamName === null ? null : { slug: teamSlug, name: teamName },
    environments: [...row.environments],
    createdAt: row.createdAt.toISOString(),
    lastReadAt: row.lastReadAt?.toISOString() ?? null,
  };
}

/** Feeds that were not revoked, newest first; of one owner, or of everybody when it is null. Never their secrets. */
export async function listFeedViews(db: SqlExecutor, ownerId: string | null): Promise<FeedView[]> {
  return (await feedRows(db, { ownerId, id: null })).map(view);
}

/** One feed that was not revoked, with whose it is; null when there is none. */
export async function findFeed(
  db: SqlExecutor,
  id: string,
): Promise<{ readonly view: FeedView; readonly ownerId: string } | null> {
  const [row] = await feedRows(db, { ownerId: null, id });
  return row ? { view: view(row), ownerId: row.ownerId } : null;
}

/** The teams that a person is in, by name. */
export async function ownTeams(db: SqlExecutor, userId: string): Promise<{ slug: string; name: string }[]> {
  return db.query(sql`
    select t.slug, t.name from team t join team_member m on m.team_id = t.id where m.user_id = ${userId}
    order by t.name, t.id limit 500`);
}

/** The id of a team that this person is in; null for others and for none. */
export async function ownTeamId(db: SqlExecutor, userId: string, slug: string): Promise<string | null> {
  const [row] = await db.query<{ id: string }>(sql`
    select t.id from team t join team_member m on m.team_id = t.id where m.user_id = ${userId} and t.slug = ${slug}`);
  return row?.id ?? null;
}
