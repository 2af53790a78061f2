import { AppError } from "@/lib/kernel/app-error";
import { type ErrorCode, errorCatalogue } from "@/lib/kernel/error-catalogue";
import type { Reason } from "@/lib/kernel/result";
import type { Log } from "@/lib/platform/log";

/** RFC 9457 problem document, with all reasons and the id under which the request was logged. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly requestId: string;
  readonly reasons: readonly Reason[];
  readonly current?: unknown;
}

/**
 * Any error as a problem document. The only place that logs errors: the caller's as warnings, ours as errors, once.
 * What we did not expect is answered with the request id only: no message, no stack, no SQL.
 */
export function toProblem(error: unknown, requestId: string, log: Log): Problem {
  const problem = describeProblem(error, requestId);
  const { code, detail } = problem;
  if (errorCatalogue[code].expected) log.warn({ requestId, code, detail }, "request refused");
  else log.error({ requestId, code, err: error }, "request failed");
  return problem;
}

/** The same without a word in the log: for what is refused before anything of ours has begun. */
export function describeProblem(error: unknown, requestId: string): Problem {
  const known = error instanceof AppError ? error : null;
  const code: ErrorCode = known?.code ?? "internal";
  const entry = errorCatalogue[code];
  return {
    type: `https://signalbox.dev/problems/${code}`,
    title: entry.title,
    status: entry.status,
    detail: known ? known.message : `Try again; if it stays, give the operator this request id: ${requestId}.`,
    code,
    requestId,
    reasons: known?.reasons ?? [],
    ...(known?.current === undefined ? {} : { current: known.current }),
  };
}

/** A problem as an HTTP answer. */
export function problemResponse(problem: Problem): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      "x-request-id": problem.requestId,
      ...(problem.status === 401 ? { "www-authenticate": 'Bearer realm="signalbox"' } : {}),
      ...(problem.status === 429 ? { "retry-after": "60" } : {}),
      ...(problem.status === 503 ? { "retry-after": "5" } : {}),
    },
  });
}
