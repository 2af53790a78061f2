import type { ErrorCode } from "@/lib/kernel/error-catalogue";
import { errorCatalogue } from "@/lib/kernel/error-catalogue";
import type { Reason } from "@/lib/kernel/result";

/** An answer of the API that is not a success, as a problem document (RFC 9457) or made from what could be learnt. Client-safe. */
export class ApiError extends Error {
  override name = "ApiError";
  readonly code: ErrorCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly reasons: readonly Reason[];
  /** Names the request in the server's log; null when no server answered. */
  readonly requestId: string | null;
  /** The fresh state, for `stale_state`. */
  readonly current: unknown;

  constructor(problem: ProblemFields) {
    super(problem.detail);
    this.code = problem.code;
    this.status = problem.status;
    this.title = problem.title;
    this.detail = problem.detail;
    this.reasons = problem.reasons;
    this.requestId = problem.requestId;
    this.current = problem.current;
  }

  /** Whether the same request may succeed a little later. */
  get isRetryable(): boolean {
    return errorCatalogue[this.code].retryable;
  }
}

interface ProblemFields {
  readonly code: ErrorCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly reasons: readonly Reason[];
  readonly requestId: string | null;
  readonly current: unknown;
}

export interface ApiRequestOptions {
  readonly signal?: AbortSignal;
  /** For tests; the browser's fetch by default. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * GET a JSON resource of this origin, for example `/api/v1/rollouts?limit=20`.
 * @throws ApiError for every answer but a success, and with code `unavailable` when the server cannot be reached.
 */
export async function apiGet<T>(path: string, options: ApiRequestOptions = {}): Promise<T> {
  return request<T>(path, { method: "GET" }, options);
}

async function request<T>(path: string, init: RequestInit, options: ApiRequestOptions): Promise<T> {
  const send = options.fetch ?? globalThis.fetch;
  let response: Response;
  try {
    response = await send(path, {
      ...init,
      headers: { accept: "application/json, application/problem+json" },
      credentials: "same-origin",
      signal: options.signal ?? null,
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw unreachable();
  }
  const body = await readJson(response);
  if (!response.ok) throw toApiError(body, response.status, response.headers.get("x-request-id"));
  return body as T;
}

/** Turn a problem document, or whatever came instead of one, into an ApiError. `status` is that of the answer. */
export function toApiError(body: unknown, status: number, requestId: string | null): ApiError {
  const fields = isRecord(body) ? body : {};
  const code = isErrorCode(fields.code) ? fields.code : codeOfStatus(status);
  return new ApiError({
    code,
    status,
    title: textOr(fields.title, errorCatalogue[code].title),
    detail: textOr(fields.detail, errorCatalogue[code].title),
    reasons: Array.isArray(fields.reasons) ? fields.reasons.filter(isReason) : [],
    requestId: typeof fields.requestId === "string" ? fields.requestId : requestId,
    current: fields.current,
  });
}

function unreachable(): ApiError {
  return new ApiError({
    code: "unavailable",
    status: 0,
    title: "The server did not answer",
    detail: "Check the connection of this device. Nothing was changed; trying again is safe.",
    reasons: [],
    requestId: null,
    current: undefined,
  });
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function codeOfStatus(status: number): ErrorCode {
  for (const [code, entry] of Object.entries(errorCatalogue)) {
    if (entry.status === status && isErrorCode(code)) return code;
  }
  return status >= 400 && status < 500 ? "invalid_input" : "internal";
}

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === "string" && Object.hasOwn(errorCatalogue, value);
}

function isReason(value: unknown): value is Reason {
  return isRecord(value) && typeof value.code === "string" && typeof value.message === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === "string" && value !== "" ? value : fallback;
}
