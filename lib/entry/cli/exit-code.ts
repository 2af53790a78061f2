/** What the exit code of `signalbox` tells a pipeline. Pure; `docs/pipelines.md` lists the same. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  rolledBack: 4,
  timeout: 5,
  unreachable: 6,
} as const;

/** Of `slo plan` alone, whose wrong input ends with 1: there is something to apply, as Terraform's -detailed-exitcode says it. */
export const changesExitCode = 2;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const refusals = new Set([
  "unauthenticated",
  "reauthentication_required",
  "forbidden",
  "cross_site_request",
  "conflict",
  "stale_state",
  "rejected",
]);
const inputs = new Set([
  "invalid_input",
  "not_found",
  "method_not_allowed",
  "payload_too_large",
  "unsupported_media_type",
  "idempotency_mismatch",
]);

/**
 * The exit code for an answer that is no success. `code` is that of the problem document; null when the answer was none, as
 * from a proxy in between.
 */
export function exitCodeOfProblem(status: number, code: string | null): ExitCode {
  if (code !== null && refusals.has(code)) return exitCodes.refused;
  if (code !== null && inputs.has(code)) return exitCodes.usage;
  if (code === "unavailable" || (code === null && [502, 503, 504].includes(status))) return exitCodes.unreachable;
  if (code !== null) return exitCodes.failed;
  if (status === 401 || status === 403) return exitCodes.refused;
  return status === 404 ? exitCodes.usage : exitCodes.failed;
}

/** The code of a command's wrong usage or input. `slo plan` says with 2 that there are changes, so there it is 1. */
export function usageCodeOf(args: readonly string[]): ExitCode {
  return args[0] === "slo" && args[1] === "plan" ? exitCodes.failed : exitCodes.usage;
}

/** `completed`: the old version is no longer kept warm. `live`: the new version has all the traffic. */
export type WaitUntil = "completed" | "live";

const goneForward: Readonly<Record<WaitUntil, ReadonlySet<string>>> = {
  completed: new Set(["completed"]),
  live: new Set(["watching", "completed"]),
};

/** The exit code of waiting for a rollout in this phase; null while it has to be waited for longer. */
export function exitCodeOfPhase(phase: string, until: WaitUntil): ExitCode | null {
  if (goneForward[until].has(phase)) return exitCodes.ok;
  if (phase === "rolled_back") return exitCodes.rolledBack;
  return phase === "cancelled" ? exitCodes.failed : null;
}

/** The same for a rollback that was asked for: being rolled back is what is wanted. */
export function exitCodeOfReturn(phase: string, how: "aborted" | "return"): ExitCode | null {
  if (how === "return") return exitCodeOfPhase(phase, "live");
  if (phase === "rolled_back" || phase === "cancelled") return exitCodes.ok;
  return phase === "completed" ? exitCodes.failed : null;
}

/** A duration as people write it (`90s`, `15m`, `2h`, `500ms`) in milliseconds; null when it is none. */
export function parseDurationMs(text: string): number | null {
  const found = /^(\d{1,6})(ms|s|m|h)$/.exec(text);
  if (!found) return null;
  const factors: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
  return Number(found[1]) * (factors[found[2] ?? ""] ?? 0);
}
