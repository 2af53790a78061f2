import { AppError } from "@/lib/kernel/app-error";
import type { SocketAddress } from "@/lib/traffic/contract";

export interface HaproxyFailure {
  readonly code: HaproxyFailureCode;
  readonly detail: string;
  readonly remedy: string;
  readonly cause?: unknown;
}

export type HaproxyFailureCode =
  | "socket_missing"
  | "socket_refused"
  | "socket_permission_denied"
  | "socket_failed"
  | "no_answer"
  | "aborted"
  | "answer_too_large"
  | "answer_garbled"
  | "level_too_low"
  | "backend_unknown"
  | "server_unknown"
  | "server_is_backup"
  | "static_algorithm"
  | "fence_missing"
  | "fence_token_refused"
  | "command_refused";

/** An AppError whose detail and only reason both say what is wrong and what to do about it. */
export function haproxyError(failure: HaproxyFailure): AppError {
  const timedOut = failure.code === "no_answer" || failure.code === "aborted";
  return new AppError(timedOut ? "upstream_timeout" : "upstream_failed", {
    detail: `${failure.detail} ${failure.remedy}`,
    reasons: [{ code: failure.code, message: failure.detail, remedy: failure.remedy }],
    cause: failure.cause,
  });
}

/** What an error of the socket itself means to the person who has to mend it. */
export function socketError(address: SocketAddress, error: NodeJS.ErrnoException): AppError {
  const where = describeAddress(address);
  switch (error.code) {
    case "ENOENT":
      return haproxyError({
        code: "socket_missing",
        detail: `There is no socket at ${where}.`,
        remedy: "Start HAProxy, or correct the path; it is the `stats socket` line of the `global` section.",
        cause: error,
      });
    case "ECONNREFUSED":
      return haproxyError({
        code: "socket_refused",
        detail: `Nothing listens at ${where}.`,
        remedy: "HAProxy is not running, or runs without this `stats socket`; start it and check that line.",
        cause: error,
      });
    case "EACCES":
    case "EPERM":
      return haproxyError({
        code: "socket_permission_denied",
        detail: `The operating system does not let this process open ${where}.`,
        remedy: "Give its user access with `user`, `group` and `mode` on the `stats socket` line.",
        cause: error,
      });
    default:
      return haproxyError({
        code: "socket_failed",
        detail: `The connection to ${where} failed (${error.code ?? error.message}).`,
        remedy: "Check that HAProxy runs and that its runtime socket can be reached from here.",
        cause: error,
      });
  }
}

/** The address as it was written in the configuration. */
export function describeAddress(address: SocketAddress): string {
  return address.kind === "unix" ? address.path : `${address.host}:${address.port}`;
}
