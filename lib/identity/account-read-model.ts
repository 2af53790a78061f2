import type { Db, Tx } from "@/lib/platform/db/prisma";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { SessionView, TokenView } from "./contract";
import { sessionIdleMinutes } from "./domain/limits";

interface SessionRow {
  readonly id: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly sourceAddress: string | null;
  readonly userAgent: string | null;
}

/** The live sessions of a person, most recently used first. */
export async function listSessionViews(db: Db | Tx, userId: string, currentId: string): Promise<SessionView[]> {
  const rows = await db.$queryRaw<SessionRow[]>`
    select id, created_at as "createdAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt",
           source_address as "sourceAddress", user_agent as "userAgent"
      from session
     where user_id = ${userId} and revoked_at is null and expires_at > now()
       and last_seen_at > now() - make_interval(mins => ${sessionIdleMinutes}::int)
     order by last_seen_at desc, id desc limit 100`;
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    isCurrent: row.id === currentId,
  }));
}

interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly scopes: string[];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly state: TokenView["state"];
}

/** API tokens, newest first; of one owner, or of everybody when `ownerId` is null. Never the tokens themselves. */
export async function listTokenViews(
  db: Db | Tx,
  filter: { readonly ownerId: string | null; readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<TokenView>> {
  const before = decodeCursor(filter.cursor) ?? null;
  const rows = await db.$queryRaw<TokenRow[]>`
    select t.id, t.name, t.fingerprint, t.owner_id as "ownerId", u.name as "ownerName", t.scopes,
           t.created_at as "createdAt", t.expires_at as "expiresAt", t.last_used_at as "lastUsedAt",
           case when t.revoked_at is not null then 'revoked'
                when t.expires_at <= now() then 'expired' else 'active' end as state
      from api_token t join app_user u on u.id = t.owner_id
     where (${filter.ownerId}::text is null or t.owner_id = ${filter.ownerId}::text)
       and (${before}::text is null or t.id < ${before}::text)
     order by t.id desc limit ${filter.limit + 1}`;
  const views = rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }));
  return toPage(views, filter.limit, (token) => token.id);
}

/** Owner and name of a token; null when there is none. */
export async function findToken(db: Db | Tx, id: string): Promise<{ ownerId: string; name: string } | null> {
  return db.apiToken.findUnique({ where: { id }, select: { ownerId: true, name: true } });
}

/** What the account page shows about its person beyond the session. */
export async function findAccount(
  db: Db | Tx,
  userId: string,
): Promise<{ hasPassword: boolean; preferences: Record<string, string | boolean> }> {
  const row = await db.user.findUnique({ where: { id: userId }, select: { passwordHash: true, preferences: true } });
  return { hasPassword: (row?.passwordHash ?? null) !== null, preferences: preferencesOf(row?.preferences) };
}

/** Stored preferences; what is not a word or a switch is left out. */
export function preferencesOf(stored: unknown): Record<string, string | boolean> {
  if (typeof stored !== "object" || stored === null) return {};
  return Object.fromEntries(
    Object.entries(stored).filter(([, value]) => typeof value === "string" || typeof value === "boolean"),
  );
}
