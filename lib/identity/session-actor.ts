import type { UserActor } from "@/lib/platform/auth/actor";
import { permissionsOf } from "@/lib/platform/auth/permissions";
import type { LiveSession } from "./session-store";

/** The person of a live session, as the actor of what they do. */
export function sessionActor(session: LiveSession): UserActor {
  return {
    kind: "user",
    id: session.userId,
    name: session.name,
    email: session.email,
    roles: session.roles,
    permissions: permissionsOf(session.roles),
    sessionId: session.sessionId,
    authenticatedAt: session.authenticatedAt.getTime(),
  };
}
