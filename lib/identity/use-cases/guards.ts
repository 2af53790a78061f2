import { AppError } from "@/lib/kernel/app-error";
import type { Actor, UserActor } from "@/lib/platform/auth/actor";
import { type Role, roleTitles } from "@/lib/platform/auth/permissions";
import type { Tx } from "@/lib/platform/db/prisma";
import { reauthenticationMinutes } from "../domain/limits";
import { passwordObjections } from "../domain/password-policy";
import { beyondGrasp } from "../granting";
import { isRecentlyAuthenticated } from "../session-store";
import { lockActiveAdmins, type StoredUser } from "../user-store";

/** The person signed in. Throws `forbidden` for tokens: an account is for its person alone. */
export function requirePerson(actor: Actor): UserActor {
  if (actor.kind === "user") return actor;
  throw new AppError("forbidden", {
    detail: "Only a person who signed in can do this, not an API token.",
    reasons: [{ code: "person_only", message: "API tokens have no account.", remedy: "Sign in in a browser." }],
  });
}

/**
 * Actions that give power away ask for the password again when it was given too long ago. Machines have none to ask for;
 * what a token may hand out is bounded by `requireWithinGrasp`.
 */
export async function requireRecentAuthentication(actor: Actor, tx: Tx): Promise<void> {
  if (actor.kind !== "user" || (await isRecentlyAuthenticated(tx, actor.sessionId))) return;
  throw new AppError("reauthentication_required", {
    detail: `Confirm your password: it was given more than ${reauthenticationMinutes} minutes ago.`,
    reasons: [
      {
        code: "reauthentication_required",
        message: "This action gives power away.",
        remedy: "Confirm your password, then send the same again.",
      },
    ],
  });
}

/** Nobody hands out more than they have: a token that may manage users makes no administrator unless it is one. */
export function requireWithinGrasp(actor: Actor, granted: readonly Role[]): void {
  const beyond = beyondGrasp(actor, granted);
  if (beyond.length === 0) return;
  const titles = granted.map((role) => roleTitles[role]).join(", ");
  throw new AppError("forbidden", {
    detail: `You cannot hand out what you do not have: the ${titles} role includes more.`,
    reasons: beyond.map((permission) => ({
      code: "missing_permission",
      field: "roles",
      message: `This needs the permission ${permission}.`,
      remedy: "Choose other roles, or use credentials that have it.",
    })),
  });
}

/** Throws `rejected` when taking this user's administrator role or access away would leave nobody who has it. */
export async function requireAnotherAdmin(tx: Tx, user: StoredUser): Promise<void> {
  const admins = await lockActiveAdmins(tx);
  if (admins.some((id) => id !== user.id) || !admins.includes(user.id)) return;
  throw new AppError("rejected", {
    detail: "This is the last active administrator; nobody could manage users any more.",
    reasons: [
      {
        code: "last_admin",
        message: "There must be at least one active administrator.",
        remedy: "Make somebody else an administrator first.",
      },
    ],
  });
}

/** Throws `invalid_input` with everything that is wrong with a new password. */
export function requireGoodPassword(password: string, ownWords: readonly string[], field = "password"): void {
  const reasons = passwordObjections(password, ownWords, field);
  if (reasons.length === 0) return;
  throw new AppError("invalid_input", { detail: reasons.map((reason) => reason.message).join(" "), reasons });
}

/** Throws `stale_state` when the caller saw another revision than `current` has. */
export function requireRevision(seen: number, current: { readonly revision: number }): void {
  if (seen === current.revision) return;
  throw new AppError("stale_state", {
    detail: "Somebody changed this while you were looking. Look at the new state, then decide again.",
    current,
  });
}

/** Words of a person's own that make poor passwords. */
export function ownWordsOf(person: { readonly email: string; readonly name: string }): string[] {
  return [...person.name.split(/\s+/), ...person.email.split(/[@.+_-]/)];
}
