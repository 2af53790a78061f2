import type { Actor } from "@/lib/platform/auth/actor";
import { may } from "@/lib/platform/auth/actor";
import { type Permission, permissionsOf, type Role, roles } from "@/lib/platform/auth/permissions";

/** Permissions that these roles would give and the actor has not: nobody hands out more than they have. */
export function beyondGrasp(actor: Actor, granted: readonly Role[]): Permission[] {
  return [...permissionsOf(granted)].filter((permission) => !may(actor, permission));
}

/** Roles in the order of the table, each once. */
export function sortedRoles(held: readonly Role[]): Role[] {
  return roles.filter((role) => held.includes(role));
}

/** Scopes that a token may use: what it was given and its owner may do now. */
export function effectiveScopes(scopes: readonly string[], ownerRoles: readonly Role[]): ReadonlySet<Permission> {
  const given = new Set(scopes);
  return new Set([...permissionsOf(ownerRoles)].filter((permission) => given.has(permission)));
}
