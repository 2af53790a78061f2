import type { z } from "zod";
import { AppError } from "@/lib/kernel/app-error";
import type { ExportedFile } from "@/lib/platform/export/exported-file";
import { currentRuntime, type Runtime } from "@/lib/platform/runtime";
import { type Call, recordRefusal } from "@/lib/platform/use-case";
import type { Operation } from "./operation";
import { problemResponse, toProblem } from "./problem";
import { readText } from "./request-body";
import { isSameOrigin, requestIdOf, sourceAddressOf } from "./request-facts";

const idempotencyKeyPattern = /^[\x21-\x7e]{1,128}$/;

interface RouteContext {
  params: Promise<Record<string, string | string[] | undefined> | undefined>;
}

type RouteHandler = (request: Request, context: RouteContext) => Promise<Response>;

function invalid(field: string, message: string, remedy: string): AppError {
  return new AppError("invalid_input", { detail: message, reasons: [{ code: "invalid", field, message, remedy }] });
}

function queryOf(url: URL): Record<string, string> {
  const query: Record<string, string> = Object.create(null);
  for (const [name, value] of url.searchParams) {
    if (name === "token" || name === "access_token") {
      throw invalid(name, "A token in an address ends up in logs.", "Send it as `Authorization: Bearer …`.");
    }
    if (name in query) throw invalid(name, "This parameter is given twice.", "Give it once.");
    query[name] = value;
  }
  return query;
}

async function bodyOf(request: Request): Promise<Record<string, unknown>> {
  if (request.method === "GET" || request.method === "HEAD") return {};
  const text = await readText(request);
  if (text === "") return {};
  if (!/^application\/(json|[\w.+-]+\+json)\b/i.test(request.headers.get("content-type") ?? "")) {
    throw new AppError("unsupported_media_type", { detail: "Send the body as `Content-Type: application/json`." });
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalid("body", "The body is not JSON.", "Check quotes, commas and brackets.");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw invalid("body", "The body must be a JSON object.", "Send `{ … }`.");
  }
  return parsed as Record<string, unknown>;
}

async function inputOf(request: Request, context: RouteContext): Promise<Record<string, unknown>> {
  // A route without path parameters is given none at all.
  const params = (await context.params) ?? {};
  const body = await bodyOf(request);
  const input: Record<string, unknown> = { ...queryOf(new URL(request.url)), ...body };
  for (const [name, value] of Object.entries(params)) {
    if (name in input && input[name] !== value) {
      throw invalid(name, "The address and the request name different values.", "Leave it out of the body.");
    }
    input[name] = value;
  }
  return input;
}

function idempotencyKeyOf(headers: Headers): string | undefined {
  const key = headers.get("idempotency-key");
  if (key === null) return undefined;
  if (!idempotencyKeyPattern.test(key)) {
    throw invalid("Idempotency-Key", "The key must be 1 to 128 visible ASCII characters.", "Use a UUID.");
  }
  return key;
}

/** Who calls for `verb`; a browser's cookie alone is not enough for a change: the request must come from our own pages. */
async function callOf(request: Request, runtime: Runtime, requestId: string, verb: string): Promise<Call> {
  const { headers } = request;
  const call = {
    actor: await runtime.authenticate(headers),
    requestId,
    sourceAddress: sourceAddressOf(headers, runtime.config),
  };
  const changes = request.method !== "GET" && request.method !== "HEAD";
  if (changes && call.actor?.kind === "user" && !isSameOrigin(headers, runtime.config.SIGNALBOX_URL)) {
    const refusal = new AppError("cross_site_request", { detail: "Use the pages of this site, or an API token." });
    await recordRefusal(runtime, verb, { kind: "request", id: null }, call, refusal);
    throw refusal;
  }
  const idempotencyKey = idempotencyKeyOf(headers);
  return { ...call, ...(idempotencyKey ? { idempotencyKey } : {}) };
}

/** Serve an answer of any kind with the common handling of request ids and errors. */
export async function answer(
  request: Request,
  make: (runtime: Runtime, requestId: string) => Promise<Response>,
): Promise<Response> {
  const runtime = currentRuntime();
  const requestId = requestIdOf(request.headers, () => runtime.ids.next("req"));
  try {
    return await make(runtime, requestId);
  } catch (error) {
    return problemResponse(toProblem(error, requestId, runtime.log));
  }
}

/** An operation as a Next.js route handler. */
export function route<Input extends z.ZodType, Output>(operation: Operation<Input, Output>): RouteHandler {
  return (request, context) =>
    answer(request, async (runtime, requestId) => {
      const call = await callOf(request, runtime, requestId, operation.useCase.name);
      const output = await operation.useCase.run(await inputOf(request, context), call, runtime);
      const common = { "cache-control": "no-store", vary: "Authorization, Cookie", "x-request-id": requestId };
      if (operation.file) return fileResponse(output as ExportedFile, common);
      return new Response(bodyText(output), {
        status: operation.status ?? 200,
        headers: { "content-type": "application/json", ...common },
      });
    });
}

/** The file is there in full before its first byte leaves, so that its length can be said and no half of it is saved. */
function fileResponse({ fileName, contentType, parts }: ExportedFile, common: Record<string, string>): Response {
  return new Response(new Blob([...parts]).stream(), {
    headers: {
      "content-type": contentType,
      "content-length": String(parts.reduce((sum, part) => sum + part.byteLength, 0)),
      "content-disposition": `attachment; filename="${fileName}"`,
      ...common,
    },
  });
}

function bodyText(output: unknown): string {
  return JSON.stringify(output ?? {}, (_key, value) => (typeof value === "bigint" ? value.toString() : value));
}
