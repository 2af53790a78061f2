import { AppError } from "@/lib/kernel/app-error";
import type { OutboundClient, OutboundRequest, OutboundResponse } from "@/lib/platform/http/outbound";
import { blind } from "../domain/prometheus-answer";
import type { Blind } from "../port";

/** The exchange gave no answer that can be used. */
export interface NoAnswer {
  readonly blind: Blind;
  /** The answer was larger than agreed; asking for less may help. */
  readonly tooLarge: boolean;
}

/** A failure to get any answer, in the words of telemetry. Everything that is not an AppError is a bug and goes on. */
function noAnswer(error: unknown): NoAnswer {
  if (!(error instanceof AppError)) throw error;
  if (error.code === "upstream_timeout") return { blind: blind("timeout", error.message), tooLarge: false };
  const tooLarge = error.reasons[0]?.code === "body_too_large";
  return { blind: blind(tooLarge ? "wrong_shape" : "unreachable", error.message), tooLarge };
}

/** One exchange with a source; what went wrong is a value instead of an exception. */
export async function askSource(
  http: OutboundClient,
  request: OutboundRequest,
  bearerToken: string | null,
  signal: AbortSignal,
): Promise<OutboundResponse | NoAnswer> {
  const authorization: Record<string, string> = bearerToken === null ? {} : { authorization: `Bearer ${bearerToken}` };
  try {
    return await http.request({ ...request, headers: { ...request.headers, ...authorization } }, signal);
  } catch (error) {
    return noAnswer(error);
  }
}

/** Parse a body as JSON; undefined when it is none. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
