import type { Role } from "@/lib/platform/auth/permissions";
import { hashToken } from "@/lib/platform/crypto/tokens";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import {
  reauthenticationMinutes,
  sessionAbsoluteHours,
  sessionIdleMinutes,
  sessionTouchSeconds,
} from "./domain/limits";

/** A session that is alive at this moment by the database's clock, with its person as they are now. */
export interface LiveSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly roles: Role[];
  readonly authenticatedAt: Date;
  /** True when the last recorded activity is old enough to be written again. */
  readonly isTouchDue: boolean;
}

export interface NewSession {
  readonly id: string;
  readonly userId: string;
  /** The reference that the cookie carries; only its hash is stored. */
  readonly reference: string;
  readonly sourceAddress: string | null;
  readonly userAgent: string | null;
}

/** Begin a session; it ends at the latest after the absolute time, counted by the database. */
export async function insertSession(db: Db | Tx, session: NewSession): Promise<void> {
  await db.$executeRaw`
    insert into session (id, user_id, token_hash, expires_at, source_address, user_agent)
    values (${session.id}, ${session.userId}, ${hashToken(session.reference)},
            now() + make_interval(hours => ${sessionAbsoluteHours}::int),
            ${session.sourceAddress}, ${session.userAgent?.slice(0, 300) ?? null})`;
}

/** The live session behind a cookie's reference; null when it ended, idled out, or its person is disabled. */
export async function findLiveSession(db: Db | Tx, reference: string): Promise<LiveSession | null> {
  const rows = await db.$queryRaw<LiveSession[]>`
    select s.id as "sessionId", u.id as "userId", u.name, u.email, u.roles::text[] as roles,
           s.authenticated_at as "authenticatedAt",
           s.last_seen_at < now() - make_interval(secs => ${sessionTouchSeconds}::int) as "isTouchDue"
      from session s join app_user u on u.id = s.user_id
     where s.token_hash = ${hashToken(reference)}
       and s.revoked_at is null and s.expires_at > now() and u.state = 'active'
       and s.last_seen_at > now() - make_interval(mins => ${sessionIdleMinutes}::int)`;
  return rows[0] ?? null;
}

/** Which of these sessions are alive now. Does not count as activity: an open page alone keeps nobody signed in. */
export async function findAliveSessions(db: Db | Tx, sessionIds: readonly string[]): Promise<Set<string>> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select s.id from session s join app_user u on u.id = s.user_id
     where s.id = any(${[...sessionIds]}::text[])
       and s.revoked_at is null and s.expires_at > now() and u.state = 'active'
       and s.last_seen_at > now() - make_interval(mins => ${sessionIdleMinutes}::int)`;
  return new Set(rows.map((row) => row.id));
}

/** Record activity, at most once a minute even when requests come together. */
export async function touchSession(db: Db | Tx, sessionId: string): Promise<void> {
  await db.$executeRaw`
    update session set last_seen_at = now()
     where id = ${sessionId} and revoked_at is null
       and last_seen_at < now() - make_interval(secs => ${sessionTouchSeconds}::int)`;
}

/** Was the password, or the identity provider, asked recently enough for an action that gives power away? */
export async function isRecentlyAuthenticated(db: Db | Tx, sessionId: string): Promise<boolean> {
  const rows = await db.$queryRaw<{ recent: boolean }[]>`
    select authenticated_at > now() - make_interval(mins => ${reauthenticationMinutes}::int) as recent
      from session where id = ${sessionId}`;
  return rows[0]?.recent ?? false;
}

/** The password was given again in this session, now. */
export async function markAuthenticated(db: Db | Tx, sessionId: string): Promise<void> {
  await db.$executeRaw`update session set authenticated_at = now() where id = ${sessionId}`;
}

/** End one session of this person; false when there is no such live one. */
export async function revokeSession(
  db: Db | Tx,
  session: { readonly id: string; readonly userId: string; readonly reason: string },
): Promise<boolean> {
  const ended = await db.$executeRaw`
    update session set revoked_at = now(), revoked_reason = ${session.reason}
     where id = ${session.id} and user_id = ${session.userId} and revoked_at is null`;
  return ended > 0;
}

/** End all sessions of a person but `exceptId`; answers how many. */
export async function revokeSessionsOf(
  db: Db | Tx,
  person: { readonly userId: string; readonly reason: string; readonly exceptId?: string | undefined },
): Promise<number> {
  return db.$executeRaw`
    update session set revoked_at = now(), revoked_reason = ${person.reason}
     where user_id = ${person.userId} and revoked_at is null and id is distinct from ${person.exceptId ?? null}::text`;
}
