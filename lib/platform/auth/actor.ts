import type { Permission, Role } from "./permissions";

/** A person with a session: roles and state were read from the database for this request. */
export interface UserActor {
  readonly kind: "user";
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly permissions: ReadonlySet<Permission>;
  readonly sessionId: string;
  /** Epoch milliseconds of the last time the password or the identity provider was asked. */
  readonly authenticatedAt: number;
}

/** A machine with an API token; `id` is the token's id. It may do no more than its owner. */
export interface TokenActor {
  readonly kind: "token";
  readonly id: string;
  readonly name: string;
  readonly ownerId: string | null;
  readonly roles: readonly Role[];
  readonly permissions: ReadonlySet<Permission>;
}

/** A part of the product itself, for example the control loop. */
export interface SystemActor {
  readonly kind: "system";
  readonly id: null;
  readonly name: string;
  /** The person, as `personKeyOf` names them, who asked for what it does; absent when nobody did. Nobody approves what was done for them. */
  readonly onBehalfOf?: string;
}

export type Actor = UserActor | TokenActor | SystemActor;

/** The actor of decisions that no person asked for. `part` names the part, for example "control loop". */
export function systemActor(part: string, onBehalfOf: string | null = null): SystemActor {
  return { kind: "system", id: null, name: part, ...(onBehalfOf === null ? {} : { onBehalfOf }) };
}

/** The person behind an actor: the user, or the owner of a token; null for the system. */
export function personOf(actor: Actor): string | null {
  if (actor.kind === "user") return actor.id;
  return actor.kind === "token" ? actor.ownerId : null;
}

/**
 * What tells persons apart where two must not be the same: the user, also behind a token; a token that belongs to nobody is
 * itself; for the product's own parts whoever they act for, null when that is nobody.
 */
export function personKeyOf(actor: Actor): string | null {
  if (actor.kind === "system") return actor.onBehalfOf ?? null;
  return personOf(actor) ?? (actor.kind === "token" ? `token:${actor.id}` : null);
}

/** May this actor do it? The system may; its use-cases are not reachable from outside. */
export function may(actor: Actor, permission: Permission): boolean {
  return actor.kind === "system" || actor.permissions.has(permission);
}
