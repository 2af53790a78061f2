import type { Actor } from "@/lib/platform/auth/actor";
import type { Db } from "@/lib/platform/db/prisma";
import { currentRuntime, type Runtime } from "@/lib/platform/runtime";
import { findAliveTokens } from "../api-token-store";
import { findAliveSessions } from "../session-store";
import { bootstrapTokenId } from "./authenticate-request";

/** Does this session hold at this moment? Asking is no activity. */
export async function isSessionAlive(sessionId: string, runtime: Runtime = currentRuntime()): Promise<boolean> {
  return (await findAliveSessions(runtime.db, [sessionId])).has(sessionId);
}

/** Name of what an actor signed in with, for `aliveCredentials`: one per browser session, one per token. */
export function credentialOf(actor: Actor): string {
  if (actor.kind === "user") return `session:${actor.sessionId}`;
  return `token:${actor.id ?? actor.name}`;
}

function idsOf(credentials: readonly string[], kind: string): string[] {
  const prefix = `${kind}:`;
  return credentials.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length));
}

/** Which of these credentials hold at this moment, with at most two queries for all of them. */
export async function aliveCredentials(db: Db, credentials: readonly string[]): Promise<Set<string>> {
  const sessionIds = idsOf(credentials, "session");
  const tokenIds = idsOf(credentials, "token");
  const sessions = sessionIds.length > 0 ? await findAliveSessions(db, sessionIds) : new Set<string>();
  const tokens = tokenIds.length > 0 ? await findAliveTokens(db, tokenIds) : new Set<string>();
  return new Set(
    credentials.filter((each) => {
      const [kind, id = ""] = each.split(/:(.*)/s);
      return kind === "session" ? sessions.has(id) : id === bootstrapTokenId || tokens.has(id);
    }),
  );
}
