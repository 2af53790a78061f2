import { AppError } from "@/lib/kernel/app-error";
import type { OutboundClient, OutboundResponse } from "./outbound";

/** How a stored secret is presented. */
export interface Credentials {
  readonly authentication: "bearer" | "basic" | "api_key";
  readonly user: string;
  readonly secret: string | null;
}

/** The Authorization header of credentials; empty without a secret. */
export function authorizationOf({ authentication, user, secret }: Credentials): Record<string, string> {
  if (secret === null) return {};
  if (authentication === "api_key") return { authorization: `ApiKey ${secret}` };
  if (authentication === "bearer") return { authorization: `Bearer ${secret}` };
  return { authorization: `Basic ${Buffer.from(`${user}:${secret}`, "utf8").toString("base64")}` };
}

export interface JsonCall {
  readonly url: string;
  readonly method?: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs?: number;
  readonly maxBodyBytes?: number;
  /** What the other side is called in messages: "Elasticsearch". */
  readonly who: string;
}

function failure(message: string, remedy: string): AppError {
  return new AppError("upstream_failed", { detail: message, reasons: [{ code: "upstream", message, remedy }] });
}

/** Why a status is no success, with what to do about it. Never quotes what was sent. */
export function refusalOfStatus(who: string, answer: Pick<OutboundResponse, "status" | "body">): AppError {
  const { status } = answer;
  if (status === 401 || status === 403) {
    return failure(`${who} refused the credentials (${status}).`, "Check user and secret, and what they may do.");
  }
  if (status === 404) return failure(`${who} has nothing at this address (404).`, "Check the address and the names.");
  if (status === 429) return failure(`${who} asks for fewer requests (429).`, "Wait, or raise its limit.");
  const said = answer.body.toString("utf8").replaceAll(/\s+/g, " ").slice(0, 200);
  return failure(`${who} answered ${status}${said ? `: ${said}` : ""}.`, "See its own log for the cause.");
}

/** Ask for JSON. Throws AppError for a status that is no success and for an answer that is no JSON. */
export async function callJson(outbound: OutboundClient, call: JsonCall, signal?: AbortSignal): Promise<unknown> {
  const { who, ...request } = call;
  const answer = await outbound.request(
    { ...request, headers: { accept: "application/json", ...call.headers } },
    signal,
  );
  if (answer.status < 200 || answer.status > 299) throw refusalOfStatus(who, answer);
  try {
    return JSON.parse(answer.body.toString("utf8"));
  } catch {
    throw failure(`${who} answered something that is not JSON.`, "Check that the address is that of its API.");
  }
}
