import { AppError } from "@/lib/kernel/app-error";

/** Refusals that every slice gives in the same words. */

/** There is no `noun` of this name. */
export function notFound(noun: string, name: string): AppError {
  return new AppError("not_found", { detail: `There is no ${noun} “${name.slice(0, 80)}”.` });
}

/** One field of the input is wrong in a way that only the stored state shows. */
export function invalidField(field: string, message: string, remedy: string): AppError {
  return new AppError("invalid_input", {
    detail: `Correct: ${field}. ${message}`,
    reasons: [{ code: "invalid", field, message, remedy }],
  });
}

/** What the input wants to make exists already under this `field`'s value. */
export function alreadyTaken(field: string, message: string, remedy: string): AppError {
  return new AppError("conflict", { detail: message, reasons: [{ code: "taken", field, message, remedy }] });
}

/** Throw `stale_state` with what is stored now, unless the sender saw exactly that revision. */
export function requireRevision(current: { readonly revision: number }, seen: number): void {
  if (current.revision === seen) return;
  throw new AppError("stale_state", {
    detail: `You saw revision ${seen}; it is at ${current.revision} now. Look at the change, then send yours again.`,
    reasons: [
      {
        code: "stale",
        field: "revision",
        message: "Somebody else changed this meanwhile.",
        remedy: `Read it again and send revision ${current.revision}.`,
      },
    ],
    current,
  });
}
