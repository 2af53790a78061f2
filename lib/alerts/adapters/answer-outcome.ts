import { AppError } from "@/lib/kernel/app-error";
import type { OutboundResponse } from "@/lib/platform/http/outbound";
import type { TellOutcome } from "../port";

/** Answers after which another attempt with the same words would end the same way. */
const finalStatuses = new Set([400, 405, 410, 413, 415, 422]);
/** The other side had the words, and nobody knows what it did with them. */
const doubtful = new Set([408, 500, 502, 503, 504]);

/** Why an attempt did not succeed, from a status that is no success. `said`: the other side's words, if it had any. */
export function refusedBy(who: string, answer: OutboundResponse, said: string | null): TellOutcome {
  const { status } = answer;
  return {
    kind: "refused",
    why: `${who} answered ${status}${said ? `: ${said.slice(0, 300)}` : ""}.`,
    isFinal: finalStatuses.has(status),
    retryAfterMs: retryAfterOf(answer.headers["retry-after"]),
    mayHaveArrived: doubtful.has(status),
  };
}

/** `Retry-After` in seconds; a date is not read, since our clocks may differ. */
function retryAfterOf(header: string | string[] | undefined): number | null {
  const text = Array.isArray(header) ? header[0] : header;
  return text !== undefined && /^\d{1,6}$/.test(text.trim()) ? Number(text) * 1_000 : null;
}

/** Causes that lie before anything was said. */
const beforeAnything = new Set(["address_blocked", "connect_timeout"]);

/** What an exchange that broke means. Errors that are not expected are thrown on. */
export function outcomeOfFailure(error: unknown): TellOutcome {
  if (!(error instanceof AppError)) throw error;
  const code = error.reasons[0]?.code ?? "";
  const isOurs = error.code === "invalid_input";
  return {
    kind: "refused",
    why: error.message,
    isFinal: isOurs,
    retryAfterMs: null,
    mayHaveArrived: !isOurs && !beforeAnything.has(code),
  };
}
