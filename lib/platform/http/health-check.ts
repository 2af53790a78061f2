import { AppError } from "@/lib/kernel/app-error";
import type { OutboundClient } from "./outbound";

export interface HealthExpectation {
  readonly timeoutMs: number;
  /** One status, or a range with both ends included. */
  readonly expectStatus: number | { readonly from: number; readonly to: number };
  /** Text that the body must contain, case-sensitive. */
  readonly bodyContains?: string | undefined;
}

export interface HealthResult {
  readonly ok: boolean;
  /** HTTP status, or null when there was no answer. */
  readonly status: number | null;
  readonly latencyMs: number;
  /** One sentence with what was seen. Never contains the body. */
  readonly detail: string;
}

function expected(status: number, expectation: HealthExpectation): boolean {
  const { expectStatus } = expectation;
  if (typeof expectStatus === "number") return status === expectStatus;
  return status >= expectStatus.from && status <= expectStatus.to;
}

function expectationText({ expectStatus }: HealthExpectation): string {
  return typeof expectStatus === "number" ? `${expectStatus}` : `${expectStatus.from} to ${expectStatus.to}`;
}

/**
 * Ask an address once how it is. Whatever the other side does is a result, not an exception; only an address that
 * policy refuses as written throws (AppError `invalid_input`).
 */
export async function checkHealth(
  client: OutboundClient,
  url: string,
  expectation: HealthExpectation,
  signal?: AbortSignal,
): Promise<HealthResult> {
  const startedMs = performance.now();
  try {
    const { timeoutMs, bodyContains } = expectation;
    const headers = { "cache-control": "no-cache" };
    const answer = await client.request({ url, timeoutMs, headers, redirects: "return" }, signal);
    const { status, durationMs: latencyMs } = answer;
    const took = `after ${Math.round(latencyMs)} ms`;
    if (!expected(status, expectation)) {
      const detail = `Answered ${status} ${took}; expected ${expectationText(expectation)}.`;
      return { ok: false, status, latencyMs, detail };
    }
    if (bodyContains !== undefined && !answer.body.toString("utf8").includes(bodyContains)) {
      const detail = `Answered ${status} ${took}, but the body does not contain "${bodyContains}".`;
      return { ok: false, status, latencyMs, detail };
    }
    return { ok: true, status, latencyMs, detail: `Answered ${status} ${took}.` };
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "invalid_input") throw error;
    return { ok: false, status: null, latencyMs: performance.now() - startedMs, detail: error.message };
  }
}
