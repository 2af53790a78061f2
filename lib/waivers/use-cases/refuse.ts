import { AppError } from "@/lib/kernel/app-error";
import type { Reason } from "@/lib/kernel/result";

const aboutPersons = ["own_waiver", "not_author", "own_emergency"];

/**
 * Throw when there are reasons: `forbidden` when one of them is about who asks, `invalid_input` when all of them name what was given,
 * else `rejected`. All reasons are told.
 */
export function refuseFor(reasons: readonly Reason[]): void {
  if (reasons.length === 0) return;
  const detail = reasons.map((reason) => reason.message).join(" ");
  if (reasons.some((reason) => aboutPersons.includes(reason.code)))
    throw new AppError("forbidden", { detail, reasons });
  const isInput = reasons.every((reason) => reason.field === "endsAt" || reason.field === "startsAt");
  throw new AppError(isInput ? "invalid_input" : "rejected", { detail, reasons });
}
