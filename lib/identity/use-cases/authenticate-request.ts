import type { Actor, TokenActor, UserActor } from "@/lib/platform/auth/actor";
import { permissionsOf } from "@/lib/platform/auth/permissions";
import { constantTimeEqual, parseToken } from "@/lib/platform/crypto/tokens";
import type { Runtime } from "@/lib/platform/runtime";
import { readSessionCookie } from "../adapters/session-cookie";
import { findLiveToken, touchToken } from "../api-token-store";
import { effectiveScopes } from "../granting";
import { sessionActor } from "../session-actor";
import { findLiveSession, touchSession } from "../session-store";

const bearerPattern = /^Bearer +([\x21-\x7e]{1,512})$/i;

/** The id under which the bootstrap token acts; it has no row. */
export const bootstrapTokenId = "bootstrap";

/**
 * Who sent these headers: a Bearer token or a session cookie; null when neither holds. Session, roles and state come
 * from the database each time, by its own clock. A request with an Authorization header is judged by that alone.
 */
export async function authenticateRequest(headers: Headers, runtime: Runtime): Promise<Actor | null> {
  const authorization = headers.get("authorization");
  if (authorization !== null) return bearerActor(authorization, runtime);
  return cookieActor(headers, runtime);
}

async function bearerActor(authorization: string, runtime: Runtime): Promise<TokenActor | null> {
  const token = bearerPattern.exec(authorization)?.[1];
  if (token === undefined) return null;
  const bootstrap = runtime.config.SIGNALBOX_BOOTSTRAP_TOKEN;
  if (bootstrap !== undefined && constantTimeEqual(token, bootstrap)) return bootstrapActor();
  // The checksum is tried first: mistyped and made-up tokens cost no query.
  const parsed = parseToken(token);
  if (parsed === null) return null;
  const found = await findLiveToken(runtime.db, parsed.hash);
  if (!found) return null;
  if (found.isTouchDue) await touchToken(runtime.db, found.id);
  return {
    kind: "token",
    id: found.id,
    name: found.name,
    ownerId: found.ownerId,
    roles: found.ownerRoles,
    permissions: effectiveScopes(found.scopes, found.ownerRoles),
  };
}

function bootstrapActor(): TokenActor {
  return {
    kind: "token",
    id: bootstrapTokenId,
    name: "bootstrap token",
    ownerId: null,
    roles: ["admin"],
    permissions: permissionsOf(["admin"]),
  };
}

async function cookieActor(headers: Headers, runtime: Runtime): Promise<UserActor | null> {
  const cookie = await readSessionCookie(headers, runtime.config);
  if (!cookie) return null;
  const session = await findLiveSession(runtime.db, cookie.reference);
  if (session?.userId !== cookie.userId) return null;
  if (session.isTouchDue) await touchSession(runtime.db, session.sessionId);
  return sessionActor(session);
}
