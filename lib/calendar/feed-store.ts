import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { FeedScopeName } from "./feed-contract";

export interface NewFeed {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly scope: FeedScopeName;
  readonly teamId: string | null;
  readonly environmentIds: readonly string[];
  readonly kinds: readonly string[];
  readonly tokenHash: string;
  readonly fingerprint: string;
}

/** Keep a new feed; of its secret only the hash, and what to recognise it by. */
export async function insertFeed(db: SqlExecutor, feed: NewFeed, now: Instant): Promise<void> {
  await db.query(sql`
    insert into calendar_feed (id, name, owner_id, scope, team_id, environment_ids, kinds, token_hash, fingerprint, created_at)
    values (${feed.id}, ${feed.name}, ${feed.ownerId}, ${feed.scope}, ${feed.teamId}, ${[...feed.environmentIds]}::text[],
      ${[...feed.kinds]}::text[], ${feed.tokenHash}, ${feed.fingerprint}, ${new Date(now)})`);
}

/** How many feeds of a person have not been revoked; holds the person's row, so that two of them cannot both be the last. */
export async function countFeeds(db: SqlExecutor, ownerId: string): Promise<number> {
  await db.query(sql`select id from app_user where id = ${ownerId} for update`);
  const [row] = await db.query<{ count: number }>(sql`
    select count(*)::int as count from calendar_feed where owner_id = ${ownerId} and revoked_at is null`);
  return row?.count ?? 0;
}

/** Call a feed something else. */
export async function renameFeedRow(db: SqlExecutor, id: string, name: string): Promise<void> {
  await db.query(sql`update calendar_feed set name = ${name} where id = ${id}`);
}

/** End a feed for good. */
export async function revokeFeedRow(db: SqlExecutor, id: string, now: Instant): Promise<void> {
  await db.query(sql`update calendar_feed set revoked_at = ${new Date(now)} where id = ${id} and revoked_at is null`);
}

/** Note that a feed was read, at most once a minute. */
export async function touchFeed(db: SqlExecutor, id: string, now: Instant): Promise<void> {
  await db.query(sql`
    update calendar_feed set last_read_at = ${new Date(now)}
    where id = ${id} and (last_read_at is null or last_read_at < ${new Date(now - 60_000)})`);
}

/** End feeds whose people were shut out or left the team. They answer nobody from that moment on; this keeps it so. */
export async function endLostFeeds(db: SqlExecutor, now: Instant): Promise<void> {
  await db.query(sql`
    update calendar_feed f set revoked_at = ${new Date(now)}
    where f.revoked_at is null and (
      exists (select 1 from app_user u where u.id = f.owner_id and u.state <> 'active')
      or f.scope = 'team' and not exists (
        select 1 from team_member m where m.team_id = f.team_id and m.user_id = f.owner_id))`);
}
