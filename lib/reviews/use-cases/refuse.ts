import { AppError } from "@/lib/kernel/app-error";
import type { Reason } from "@/lib/kernel/result";
import { type Actor, may, personKeyOf } from "@/lib/platform/auth/actor";
import { type Permission, whoMay } from "@/lib/platform/auth/permissions";

const aboutPersons = ["own_document", "not_a_person"];

/** Throw when there are reasons, all of them told: `forbidden` when one is about who asks, `stale_state` when what was seen is old, else `rejected`. */
export function refuseFor(reasons: readonly Reason[]): void {
  if (reasons.length === 0) return;
  const detail = reasons.map(({ message }) => message).join(" ");
  const code = reasons.some((reason) => aboutPersons.includes(reason.code))
    ? "forbidden"
    : reasons.every((reason) => reason.code === "stale")
      ? "stale_state"
      : "rejected";
  throw new AppError(code, { detail, reasons });
}

/** The person behind a call. Throws `forbidden` for the product's own parts: reviews are made by people. */
export function requirePerson(actor: Actor): string {
  const person = personKeyOf(actor);
  if (person !== null) return person;
  throw new AppError("forbidden", { detail: "Reviews are written, signed and decided by persons." });
}

/** Why `actor` may not do something, in one sentence; null when they may. */
export function whyNot(actor: Actor, permission: Permission, reasons: readonly Reason[]): string | null {
  if (!may(actor, permission)) return `Needs ${whoMay(permission)}.`;
  return reasons[0]?.message ?? null;
}
