import { createReference, hashToken } from "@/lib/platform/crypto/tokens";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { demoDomain } from "./domain/demo-accounts";

/** "SETUPLNK" as a number: processes that start together make one link. */
const advisoryLockKey = 6_013_561_842_110n;

export interface OpenLink {
  readonly tokenHash: string;
  /** Whose password it sets; null for the link that makes the first administrator. */
  readonly userId: string | null;
  readonly userName: string | null;
  readonly userEmail: string | null;
}

/** Take turns with other processes that make the first link, until the transaction ends. */
export async function lockSetup(tx: Tx): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${advisoryLockKey})`;
}

/** A new link, in place of earlier unused ones for the same user. Answers the token, which is not stored. */
export async function issueLink(
  tx: Tx,
  link: { readonly userId: string | null; readonly hours: number },
): Promise<string> {
  const token = createReference();
  await tx.$executeRaw`
    update setup_link set used_at = now() where used_at is null and user_id is not distinct from ${link.userId}::text`;
  await tx.$executeRaw`
    insert into setup_link (token_hash, user_id, expires_at)
    values (${hashToken(token)}, ${link.userId}::text, now() + make_interval(hours => ${link.hours}::int))`;
  return token;
}

/** The link with this token while it may be used; null otherwise, whatever the reason. */
export async function findOpenLink(db: Db | Tx, token: string): Promise<OpenLink | null> {
  const rows = await db.$queryRaw<OpenLink[]>`
    select l.token_hash as "tokenHash", l.user_id as "userId", u.name as "userName", u.email as "userEmail"
      from setup_link l left join app_user u on u.id = l.user_id
     where l.token_hash = ${hashToken(token)} and l.used_at is null and l.expires_at > now()
       and (l.user_id is not null or not exists (
         select from app_user where not (state = 'disabled' and email like ${`%@${demoDomain}`})))`;
  return rows[0] ?? null;
}

/** Use a link up; false when somebody else did at the same moment. */
export async function spendLink(tx: Tx, tokenHash: string): Promise<boolean> {
  const used = await tx.$executeRaw`
    update setup_link set used_at = now() where token_hash = ${tokenHash} and used_at is null and expires_at > now()`;
  return used > 0;
}
