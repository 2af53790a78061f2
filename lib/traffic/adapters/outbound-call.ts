import type { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import { FencedAnswer } from "@/lib/traffic/contract";
import { fencedError } from "./fenced-error";

export interface OutboundInit {
  readonly method: "GET" | "POST" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The part of a Response that targets need. */
export interface OutboundResponse {
  readonly status: number;
  text(): Promise<string>;
}

/**
 * A `fetch` for addresses that people typed in: it refuses what must not be reached, follows no redirects and caps the
 * answer. Rejects with an AppError of its own, or with what `fetch` rejects with.
 */
export type FetchOutbound = (url: string, init: OutboundInit, signal: AbortSignal) => Promise<OutboundResponse>;

export interface OutboundCall {
  /** What the other side is, at the start of a sentence: `The edge at http://…`. */
  readonly who: string;
  readonly url: string;
  readonly init: OutboundInit;
  readonly deadlineMs: number;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly text: string;
  /** What the text says, where it was parsed already. */
  readonly json?: unknown;
}

/** Make a call within its deadline. Throws AppError `upstream_timeout` or `upstream_failed` with a named reason. */
export async function callOutbound(
  fetchOutbound: FetchOutbound,
  call: OutboundCall,
  signal: AbortSignal,
): Promise<OutboundAnswer> {
  const deadline = AbortSignal.timeout(call.deadlineMs);
  const ended = AbortSignal.any([signal, deadline]);
  const exchange = async (): Promise<OutboundAnswer> => {
    const response = await fetchOutbound(call.url, call.init, ended);
    return { status: response.status, text: await response.text() };
  };
  try {
    signal.throwIfAborted();
    // The deadline holds even where the function that was given does not heed the signal.
    return await Promise.race([exchange(), rejection(ended)]);
  } catch (error) {
    if (signal.aborted) throw givenUp(call.who, error);
    if (deadline.aborted) {
      const message = `${call.who} did not answer within ${call.deadlineMs} ms.`;
      throw outboundError("upstream_timeout", "no_answer", message, "Check that it runs and is not overloaded.", error);
    }
    if (error instanceof AppError) throw asUpstream(error);
    const message = `${call.who} cannot be reached (${systemCode(error)}).`;
    throw outboundError("upstream_failed", "unreachable", message, "Check the address, and that it runs.", error);
  }
}

/** Whoever asked does not wait any longer. */
export function givenUp(who: string, cause: unknown): AppError {
  return outboundError("upstream_timeout", "aborted", `${who} was given up.`, "It will be tried again.", cause);
}

/** An address that must not be reached is, once it is configured, a failure of the target and not of the caller. */
function asUpstream(error: AppError): AppError {
  if (error.code === "upstream_failed" || error.code === "upstream_timeout") return error;
  return new AppError("upstream_failed", { detail: error.message, reasons: error.reasons, cause: error });
}

/** A promise that rejects when the signal aborts, and never settles otherwise. */
export function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

/** Parse the JSON of an answer. Throws AppError `upstream_failed` when it is not what `schema` says. */
export function parseAnswer<Schema extends z.ZodType>(
  who: string,
  schema: Schema,
  answer: OutboundAnswer,
): z.infer<Schema> {
  const parsed = schema.safeParse(jsonOf(answer));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? "the whole" : issue.path.join(".");
  throw outboundError(
    "upstream_failed",
    "answer_garbled",
    `${who} answered something else than its state (${place}: ${issue?.message ?? "no JSON"}).`,
    "Check the address; the answer must be the JSON that the documentation of targets describes.",
  );
}

/** Throw what an HTTP status that is no success means. */
export function refuseStatus(who: string, answer: OutboundAnswer): void {
  const { status } = answer;
  if (status >= 200 && status < 300) return;
  if (status === 409) {
    const newer = FencedAnswer.safeParse(jsonOf(answer));
    throw fencedError(who, newer.success ? { term: newer.data.acceptedTerm, epoch: newer.data.acceptedEpoch } : null);
  }
  const [code, message, remedy] = meaningOf(who, status);
  throw outboundError("upstream_failed", code, message, remedy);
}

function meaningOf(who: string, status: number): readonly [string, string, string] {
  switch (status) {
    case 401:
    case 403:
      return ["unauthorized", `${who} refused our credentials (${status}).`, "Store the right token or secret."];
    case 404:
      return ["service_unknown", `${who} does not know this service (404).`, "Correct the address or the name."];
    default:
      return ["refused", `${who} answered with status ${status}.`, "Look at its log."];
  }
}

function outboundError(
  code: "upstream_failed" | "upstream_timeout",
  reason: string,
  message: string,
  remedy: string,
  cause?: unknown,
): AppError {
  return new AppError(code, {
    detail: `${message} ${remedy}`,
    reasons: [{ code: reason, message, remedy }],
    cause,
  });
}

function systemCode(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && "code" in cause && typeof cause.code === "string") return cause.code;
  return cause instanceof Error ? cause.message : "no reason given";
}

function jsonOf({ text, json }: OutboundAnswer): unknown {
  if (json !== undefined) return json;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
