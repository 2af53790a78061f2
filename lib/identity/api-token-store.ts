import type { Role } from "@/lib/platform/auth/permissions";
import type { Db, Tx } from "@/lib/platform/db/prisma";

/** A token that works now, with its owner's roles as they are now. */
export interface LiveToken {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly scopes: string[];
  readonly ownerRoles: Role[];
  readonly isTouchDue: boolean;
}

export interface NewToken {
  readonly id: string;
  readonly name: string;
  readonly tokenHash: string;
  readonly fingerprint: string;
  readonly ownerId: string;
  readonly scopes: readonly string[];
  readonly expiresInDays: number;
}

/** Store a new token; only its hash, and what to recognise it by. Answers when it stops working. */
export async function insertToken(tx: Tx, token: NewToken): Promise<Date> {
  const rows = await tx.$queryRaw<{ expiresAt: Date }[]>`
    insert into api_token (id, name, token_hash, fingerprint, owner_id, scopes, expires_at)
    values (${token.id}, ${token.name}, ${token.tokenHash}, ${token.fingerprint}, ${token.ownerId},
            ${[...token.scopes]}::text[], now() + make_interval(days => ${token.expiresInDays}::int))
    returning expires_at as "expiresAt"`;
  const [row] = rows;
  if (!row) throw new Error("a token was inserted without answering when it expires");
  return row.expiresAt;
}

/** The live token with this hash; null when it expired, was revoked, or its owner is disabled. */
export async function findLiveToken(db: Db | Tx, tokenHash: string): Promise<LiveToken | null> {
  const rows = await db.$queryRaw<LiveToken[]>`
    select t.id, t.name, t.owner_id as "ownerId", t.scopes, u.roles::text[] as "ownerRoles",
           (t.last_used_at is null or t.last_used_at < now() - interval '1 minute') as "isTouchDue"
      from api_token t join app_user u on u.id = t.owner_id
     where t.token_hash = ${tokenHash}
       and t.revoked_at is null and t.expires_at > now() and u.state = 'active'`;
  return rows[0] ?? null;
}

/** The live token with this id; null when it expired, was revoked, or its owner is disabled. */
export async function findLiveTokenById(db: Db | Tx, id: string): Promise<Omit<LiveToken, "isTouchDue"> | null> {
  const rows = await db.$queryRaw<Omit<LiveToken, "isTouchDue">[]>`
    select t.id, t.name, t.owner_id as "ownerId", t.scopes, u.roles::text[] as "ownerRoles"
      from api_token t join app_user u on u.id = t.owner_id
     where t.id = ${id} and t.revoked_at is null and t.expires_at > now() and u.state = 'active'`;
  return rows[0] ?? null;
}

/** Which of these tokens work now. */
export async function findAliveTokens(db: Db | Tx, tokenIds: readonly string[]): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select t.id from api_token t join app_user u on u.id = t.owner_id
     where t.id = any(${[...tokenIds]}::text[])
       and t.revoked_at is null and t.expires_at > now() and u.state = 'active'`;
  return new Set(rows.map((row) => row.id));
}

/** Record that a token was used, at most once a minute. */
export async function touchToken(db: Db | Tx, tokenId: string): Promise<void> {
  await db.$executeRaw`
    update api_token set last_used_at = now()
     where id = ${tokenId} and (last_used_at is null or last_used_at < now() - interval '1 minute')`;
}

/** How many tokens of this owner work now. */
export async function countLiveTokens(tx: Tx, ownerId: string): Promise<number> {
  const rows = await tx.$queryRaw<{ count: number }[]>`
    select count(*)::int as count from api_token
     where owner_id = ${ownerId} and revoked_at is null and expires_at > now()`;
  return rows[0]?.count ?? 0;
}

/** Stop one token; false when it had been stopped before. */
export async function revokeToken(tx: Tx, tokenId: string): Promise<boolean> {
  const ended = await tx.$executeRaw`
    update api_token set revoked_at = now() where id = ${tokenId} and revoked_at is null`;
  return ended > 0;
}

/** Stop all tokens of a person; answers how many. */
export async function revokeTokensOf(tx: Tx, ownerId: string): Promise<number> {
  return tx.$executeRaw`update api_token set revoked_at = now() where owner_id = ${ownerId} and revoked_at is null`;
}
