import { AppError } from "@/lib/kernel/app-error";
import type { Runtime } from "@/lib/platform/runtime";
import { verifyPassword } from "../adapters/password-hash";
import { throttleWindowMinutes } from "../domain/limits";
import { accountThrottle, addressThrottle, type ThrottleKey } from "../domain/throttle-key";
import { countAttempt, forgiveAttempt } from "../throttle-store";

export interface PasswordAttempt {
  readonly email: string;
  readonly password: string;
  /** Hash to compare with; null when there is no such account or it has no password. */
  readonly passwordHash: string | null;
  /** Where it comes from; null counts by account alone. */
  readonly sourceAddress: string | null;
}

export type AttemptResult =
  | { readonly outcome: "right" }
  | { readonly outcome: "wrong" }
  /** Too many failures; the password was not tried. `isFirst` is true once for each key and window. */
  | { readonly outcome: "throttled"; readonly isFirst: boolean };

/** Longer input cannot be a password here and is not worth hashing. */
const maxBytes = 1_024;

/**
 * Try a password, counted per account and per address. The attempt is counted before it is tried; when the count cannot
 * be written, nothing is tried and the error goes up: closed, not open.
 */
export async function attemptPassword(runtime: Runtime, attempt: PasswordAttempt): Promise<AttemptResult> {
  const account = accountThrottle(attempt.email);
  const address = attempt.sourceAddress === null ? null : addressThrottle(attempt.sourceAddress);
  const keys: ThrottleKey[] = address ? [account, address] : [account];
  const counts = await countAttempt(runtime.db, keys);
  const over = keys.filter((each) => (counts.get(each.key) ?? 0) > each.allowedFailures);
  if (over.length > 0) {
    return { outcome: "throttled", isFirst: over.some((each) => counts.get(each.key) === each.allowedFailures + 1) };
  }
  const usable = Buffer.byteLength(attempt.password, "utf8") <= maxBytes;
  const matches = await verifyPassword(attempt.passwordHash, usable ? attempt.password : "");
  if (!(matches && usable)) return { outcome: "wrong" };
  await forgiveAttempt(runtime.db, account, address);
  return { outcome: "right" };
}

/** Ask a signed-in person for their password once more. Throws `invalid_input` or `too_many_requests`. */
export async function confirmPassword(
  runtime: Runtime,
  attempt: Omit<PasswordAttempt, "sourceAddress">,
  field: string,
): Promise<void> {
  const result = await attemptPassword(runtime, { ...attempt, sourceAddress: null });
  if (result.outcome === "right") return;
  if (result.outcome === "throttled") {
    throw new AppError("too_many_requests", { detail: `Wait ${throttleWindowMinutes} minutes, then try again.` });
  }
  const reason = {
    code: "wrong_password",
    field,
    message: "This is not your password.",
    remedy: "Type your present password.",
  };
  throw new AppError("invalid_input", { detail: reason.message, reasons: [reason] });
}
