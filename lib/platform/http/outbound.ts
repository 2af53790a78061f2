import { Agent, errors as undiciErrors } from "undici";
import { AppError } from "@/lib/kernel/app-error";
import { afterPeersTime } from "@/lib/platform/timers";
import { BodyTooLargeError, readCappedBody, UnknownEncodingError } from "./capped-body";
import { type OutboundLimits, outboundLimits } from "./outbound-limits";
import { assertAllowedUrl, blockedAddress, type OutboundPolicy, parseAllowList } from "./url-policy";
import {
  BlockedAddressError,
  ConnectTimedOutError,
  type Resolve,
  resolveBySystem,
  vettedConnector,
} from "./vetted-connector";

export interface OutboundRequest {
  readonly url: string;
  readonly method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Overrides the client's total time, in either direction. */
  readonly timeoutMs?: number;
  /** Overrides the client's cap on the decompressed body. */
  readonly maxBodyBytes?: number;
  /** `refuse` (default): a redirect is a failure. `return`: it is the answer. It is never followed. */
  readonly redirects?: "refuse" | "return";
  /** Input field that errors about the address point at; default `url`. */
  readonly field?: string;
}

export interface OutboundResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly durationMs: number;
}

export interface OutboundClient {
  /**
   * One HTTP exchange with an address that a person gave. Ends when the signal aborts. Any status is an answer.
   * Throws AppError: `invalid_input` (the address is not allowed as written), `upstream_failed` (refused, blocked when
   * connecting, redirect, body too large, broken answer), `upstream_timeout` (too slow, or the signal aborted).
   */
  request(request: OutboundRequest, signal?: AbortSignal): Promise<OutboundResponse>;
  close(): Promise<void>;
}

export interface OutboundOptions {
  readonly limits?: OutboundLimits;
  /** The resolver of names; the system's by default. */
  readonly resolve?: Resolve;
  /** PEM of the authorities to trust instead of the system's. */
  readonly ca?: string | undefined;
}

class TotalTimeoutError extends Error {
  override name = "TotalTimeoutError";
}

function failure(
  code: "upstream_failed" | "upstream_timeout",
  reason: string,
  message: string,
  request: OutboundRequest,
  remedy: string,
  cause: unknown,
): AppError {
  const reasons = [{ code: reason, message, field: request.field ?? "url", remedy }];
  return new AppError(code, { detail: message, reasons, cause });
}

/** Host and port for messages: paths and queries may hold what should not be shown. */
function place(request: OutboundRequest): string {
  return new URL(request.url).host;
}

function rootCause(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return rootCause(error.errors[0]);
  return error;
}

function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.name : "unknown error";
}

const networkMessages: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refused the connection",
  ECONNRESET: "closed the connection",
  UND_ERR_SOCKET: "closed the connection before its answer was complete",
  ENOTFOUND: "has a name that does not resolve",
  EAI_AGAIN: "has a name that does not resolve at the moment",
  EHOSTUNREACH: "cannot be reached",
  ENETUNREACH: "cannot be reached",
};

function translate(error: unknown, request: OutboundRequest, budgetMs: number, aborted: AbortSignal): AppError {
  if (error instanceof AppError) return error;
  const where = place(request);
  const cause = rootCause(error);
  if (cause instanceof BlockedAddressError) {
    const { message, remedy } = blockedAddress(`${where} (${cause.address})`, cause.kind);
    return failure("upstream_failed", "address_blocked", message, request, remedy, error);
  }
  if (cause instanceof ConnectTimedOutError || codeOf(cause) === "ETIMEDOUT") {
    const message = `${where} did not accept a connection in time.`;
    return failure(
      "upstream_timeout",
      "connect_timeout",
      message,
      request,
      "Check the host, port and firewall.",
      error,
    );
  }
  if (aborted.aborted || cause instanceof undiciErrors.HeadersTimeoutError) {
    const message =
      cause instanceof TotalTimeoutError || aborted.reason instanceof TotalTimeoutError
        ? `${where} did not answer within ${budgetMs} ms.`
        : `${where} had not answered when the time for this ended.`;
    return failure("upstream_timeout", "timeout", message, request, "Check that it is up and fast enough.", error);
  }
  if (cause instanceof BodyTooLargeError) {
    const message = `${where} answered with ${cause.message}.`;
    return failure("upstream_failed", "body_too_large", message, request, "Ask for less at once.", error);
  }
  if (cause instanceof UnknownEncodingError) {
    const message = `${where} answered with ${cause.message}, which was not asked for.`;
    return failure(
      "upstream_failed",
      "unknown_encoding",
      message,
      request,
      "Let it answer uncompressed or as gzip.",
      error,
    );
  }
  const code = codeOf(cause);
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) {
    const message = `${where} has a certificate that is not trusted (${code}).`;
    const remedy = "Give the certificate of its authority where that can be given, or name it in NODE_EXTRA_CA_CERTS.";
    return failure("upstream_failed", "not_trusted", message, request, remedy, error);
  }
  const message = `${where} ${networkMessages[code] ?? `failed (${code})`}.`;
  return failure(
    "upstream_failed",
    "connection_failed",
    message,
    request,
    "Check the address and that it is running.",
    error,
  );
}

/** Abort after `budgetMs` or with `outer`, whichever is first; `done` frees both. */
function deadline(budgetMs: number, outer: AbortSignal | undefined): { signal: AbortSignal; done: () => void } {
  const controller = new AbortController();
  const cancel = afterPeersTime(budgetMs, () => controller.abort(new TotalTimeoutError("total time used up")));
  const onAbort = (): void => controller.abort(outer?.reason);
  if (outer?.aborted === true) onAbort();
  outer?.addEventListener("abort", onAbort, { once: true });
  return {
    signal: controller.signal,
    done: () => {
      cancel();
      outer?.removeEventListener("abort", onAbort);
    },
  };
}

function refuseRedirect(status: number, request: OutboundRequest): void {
  if (status < 300 || status > 399 || status === 304 || request.redirects === "return") return;
  const message = `${place(request)} answered with a redirect (${status}), and redirects are not followed.`;
  throw failure("upstream_failed", "redirect", message, request, "Give the address that it redirects to.", undefined);
}

function vettedAgent(policy: OutboundPolicy, options: OutboundOptions, extra: { maxResponseSize?: number }): Agent {
  const limits = options.limits ?? outboundLimits.default;
  return new Agent({
    ...extra,
    connections: limits.connectionsPerOrigin,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 30_000,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: vettedConnector({
      allowed: parseAllowList(policy),
      resolve: options.resolve ?? resolveBySystem,
      connectTimeoutMs: limits.connectTimeoutMs,
      ca: options.ca,
    }),
  });
}

/**
 * Connections under the same rules, for a library that makes its own requests: vetted addresses, no answer above the limit.
 * Such a library must bound its time itself.
 */
export function createOutboundAgent(
  policy: OutboundPolicy,
  options: OutboundOptions & { readonly limits: OutboundLimits },
): Agent {
  return vettedAgent(policy, options, { maxResponseSize: options.limits.maxBodyBytes });
}

/**
 * The only door for HTTP to addresses that people type in. Scheme, port and host are checked as written; the address
 * is checked again when the socket opens. No proxy from the environment, no redirects, bounded in time and size.
 */
export function createOutboundClient(policy: OutboundPolicy, options: OutboundOptions = {}): OutboundClient {
  const limits = options.limits ?? outboundLimits.default;
  const agent = vettedAgent(policy, options, {});

  async function exchange(
    url: URL,
    request: OutboundRequest,
    signal: AbortSignal,
  ): Promise<Omit<OutboundResponse, "durationMs">> {
    const answer = await agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: request.method ?? "GET",
      headers: { accept: "*/*", "accept-encoding": "gzip", "user-agent": "signalbox", ...request.headers },
      body: request.body ?? null,
      signal,
    });
    try {
      refuseRedirect(answer.statusCode, request);
    } catch (error) {
      answer.body.on("error", () => undefined).destroy();
      throw error;
    }
    const encoding = String(answer.headers["content-encoding"] ?? "");
    const body = await readCappedBody(answer.body, encoding, request.maxBodyBytes ?? limits.maxBodyBytes);
    return { status: answer.statusCode, headers: answer.headers, body };
  }

  async function request(request: OutboundRequest, outer?: AbortSignal): Promise<OutboundResponse> {
    const url = assertAllowedUrl(request.url, policy, request.field);
    const budgetMs = request.timeoutMs ?? limits.totalTimeoutMs;
    const { signal, done } = deadline(budgetMs, outer);
    const startedMs = performance.now();
    try {
      const answer = await exchange(url, request, signal);
      return { ...answer, durationMs: performance.now() - startedMs };
    } catch (error) {
      throw translate(error, request, budgetMs, signal);
    } finally {
      done();
    }
  }

  return { request, close: () => agent.destroy() };
}
