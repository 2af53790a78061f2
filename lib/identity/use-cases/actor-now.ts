import type { Actor } from "@/lib/platform/auth/actor";
import { permissionsOf } from "@/lib/platform/auth/permissions";
import type { Runtime } from "@/lib/platform/runtime";
import { findLiveTokenById } from "../api-token-store";
import { effectiveScopes } from "../granting";
import { findUserById } from "../user-store";
import { bootstrapTokenId } from "./authenticate-request";

/**
 * Somebody who asked for something earlier, with the rights of this moment: for work that is done later in their name.
 * Null for somebody who may not sign in any more.
 */
export async function actorNow(
  runtime: Runtime,
  asked: { readonly kind: "user" | "token"; readonly id: string; readonly name: string },
): Promise<Actor | null> {
  return asked.kind === "user" ? userNow(runtime, asked.id) : tokenNow(runtime, asked);
}

async function userNow(runtime: Runtime, id: string): Promise<Actor | null> {
  const user = await findUserById(runtime.db, id);
  if (user?.state !== "active") return null;
  const { name, email, roles } = user;
  // No session stands behind it: what asks for a fresh password is refused.
  return { kind: "user", id, name, email, roles, permissions: permissionsOf(roles), sessionId: "", authenticatedAt: 0 };
}

async function tokenNow(runtime: Runtime, { id, name }: { id: string; name: string }): Promise<Actor | null> {
  if (id === bootstrapTokenId) {
    const roles = ["admin"] as const;
    if (runtime.config.SIGNALBOX_BOOTSTRAP_TOKEN === undefined) return null;
    return { kind: "token", id, name, ownerId: null, roles, permissions: permissionsOf(roles) };
  }
  const token = await findLiveTokenById(runtime.db, id);
  if (!token) return null;
  const { ownerId, ownerRoles, scopes } = token;
  const permissions = effectiveScopes(scopes, ownerRoles);
  return { kind: "token", id, name, ownerId, roles: ownerRoles, permissions };
}
