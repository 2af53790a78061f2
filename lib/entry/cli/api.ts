import { type ExitCode, exitCodeOfProblem, exitCodes } from "./exit-code";
import type { Surroundings } from "./surroundings";

/** A command that ended otherwise than it should: what to print and with which code to exit. */
export class CliFailure extends Error {
  override name = "CliFailure";
  readonly exitCode: ExitCode;
  /** The problem document, when the server sent one. */
  readonly problem: unknown;

  constructor(exitCode: ExitCode, message: string, problem?: unknown) {
    super(message);
    this.exitCode = exitCode;
    this.problem = problem;
  }
}

export interface Connection {
  readonly url: string;
  readonly token: string;
}

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH";
  /** Below /api/v1. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly idempotencyKey?: string;
}

const timeoutMs = 30_000;
const attempts = 3;

/**
 * One request. A server that cannot be reached is tried again: reads always may be, and changes carry a key under which
 * the server does them once. Throws CliFailure.
 */
export async function callApi<Answer>(
  surroundings: Surroundings,
  connection: Connection,
  request: ApiRequest,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once<Answer>(surroundings, connection, request);
    } catch (error) {
      const isLost = error instanceof CliFailure && error.exitCode === exitCodes.unreachable;
      const maySendAgain = request.method === "GET" || request.idempotencyKey !== undefined;
      if (!isLost || !maySendAgain || attempt >= attempts) throw error;
      await surroundings.sleep(500 * 2 ** attempt);
    }
  }
}

async function once<Answer>({ fetch }: Surroundings, { url, token }: Connection, request: ApiRequest): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}/api/v1${request.path}`, {
      method: request.method,
      headers: {
        accept: "application/json, application/problem+json",
        authorization: `Bearer ${token}`,
        ...(request.body ? { "content-type": "application/json" } : {}),
        ...(request.idempotencyKey ? { "idempotency-key": request.idempotencyKey } : {}),
      },
      ...(request.body ? { body: JSON.stringify(request.body) } : {}),
      // A redirect would carry the token to where nobody sent it.
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await response.text();
  } catch (error) {
    throw new CliFailure(exitCodes.unreachable, `${url} does not answer: ${causeOf(error)}.`);
  }
  const body = parseJson(text);
  if (!response.ok) throw failureOf(response.status, body, url);
  if (body === undefined) throw new CliFailure(exitCodes.failed, `${url} answered something that is not JSON.`);
  return body as Answer;
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface ProblemBody {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly requestId?: string;
  readonly reasons?: readonly { readonly field?: string; readonly message?: string; readonly remedy?: string }[];
}

/** An answer that is no success, in lines that say what to do. */
export function failureOf(status: number, body: unknown, url: string): CliFailure {
  const problem = (typeof body === "object" && body !== null ? body : {}) as ProblemBody;
  const code = typeof problem.code === "string" ? problem.code : null;
  if (code === null) {
    const message = `${url} answered ${status} and not as Signalbox does. Check the address.`;
    return new CliFailure(exitCodeOfProblem(status, null), message);
  }
  const lines = [
    `${problem.title}. ${problem.detail ?? ""}`.trim(),
    ...(problem.reasons ?? []).map(
      (reason) => `  ${[reason.field, reason.message].filter(Boolean).join(": ")} ${reason.remedy ?? ""}`,
    ),
    ...(problem.requestId ? [`  Request ${problem.requestId}`] : []),
  ];
  return new CliFailure(exitCodeOfProblem(status, code), lines.join("\n"), body);
}
