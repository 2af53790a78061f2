import { Readable } from "node:stream";
import { AppError } from "@/lib/kernel/app-error";
import { errorCatalogue } from "@/lib/kernel/error-catalogue";
import { BodyTooLargeError, readCappedBody } from "@/lib/platform/http/capped-body";
import { readBytes } from "@/lib/platform/http/request-body";
import { requestIdOf } from "@/lib/platform/http/request-facts";
import { currentRuntime, type Runtime } from "@/lib/platform/runtime";
import type { OtlpCodec, OtlpSignal } from "../port";
import { receiveTelemetry } from "../use-cases/receive-telemetry";
import { otlpCodecs } from "./otlp-codecs";

/** As it comes over the wire, and after it was unpacked. */
export const otlpLimits = { bodyBytes: 4 * 1_048_576, unpackedBytes: 16 * 1_048_576 } as const;

function mediaTypeOf(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

async function bodyOf(request: Request): Promise<Uint8Array> {
  const bytes = await readBytes(request, otlpLimits.bodyBytes);
  const encoding = (request.headers.get("content-encoding") ?? "").trim().toLowerCase();
  if (encoding === "" || encoding === "identity") return bytes;
  if (encoding !== "gzip") throw new AppError("invalid_input", { detail: "Send the body as gzip, or not compressed." });
  try {
    return await readCappedBody(Readable.from([bytes]), "gzip", otlpLimits.unpackedBytes);
  } catch (cause) {
    if (cause instanceof BodyTooLargeError)
      throw new AppError("payload_too_large", { detail: "Send less at once.", cause });
    throw new AppError("invalid_input", { detail: "The body is not gzip.", cause });
  }
}

function decoded(codec: OtlpCodec, signal: OtlpSignal, body: Uint8Array): unknown {
  try {
    return codec.decode(signal, body);
  } catch (cause) {
    throw new AppError("invalid_input", { detail: "The body cannot be read as OTLP in this encoding.", cause });
  }
}

/** A session of a browser must not count: its cookie comes along whoever wrote the page. */
async function tokenOf(request: Request, runtime: Runtime) {
  const actor = await runtime.authenticate(request.headers);
  return actor?.kind === "user" ? null : actor;
}

async function take(request: Request, signal: OtlpSignal, codec: OtlpCodec): Promise<Uint8Array | string> {
  const runtime = currentRuntime();
  const actor = await tokenOf(request, runtime);
  if (!actor) throw new AppError("unauthenticated", { detail: "Send an API token as `Authorization: Bearer …`." });
  const body = decoded(codec, signal, await bodyOf(request));
  const taken = await receiveTelemetry({ signal, request: body, actor }, runtime);
  return codec.encodeResponse(signal, taken.rejected, taken.message);
}

/** Codes of gRPC for the ones of ours; `unknown` for all others. */
const rpcCodes: Readonly<Record<string, number>> = {
  invalid_input: 3,
  unauthenticated: 16,
  forbidden: 7,
  payload_too_large: 3,
  unsupported_media_type: 3,
};

/**
 * OTLP/HTTP, as its specification has it: the answer is in the encoding of the request, what was left out is told as partial success,
 * errors that are worth sending again are 503.
 */
export async function answerOtlp(request: Request, signal: OtlpSignal): Promise<Response> {
  const mediaType = mediaTypeOf(request);
  const codec = otlpCodecs[mediaType];
  const type = codec ? mediaType : "application/json";
  const shared = { "content-type": type, "cache-control": "no-store", "x-content-type-options": "nosniff" };
  const runtime = currentRuntime();
  const headers = { ...shared, "x-request-id": requestIdOf(request.headers, () => runtime.ids.next("req")) };
  try {
    if (!codec) {
      const detail = "Send application/json or application/x-protobuf.";
      throw new AppError("unsupported_media_type", { detail });
    }
    return new Response(bodyInit(await take(request, signal, codec)), { status: 200, headers });
  } catch (error) {
    const known = error instanceof AppError && error.code !== "internal" ? error : null;
    if (!known) runtime.log.error({ err: error }, "telemetry was not taken");
    const message = known?.message ?? "It was not taken because of a failure on our side. Send it again.";
    const status = known ? errorCatalogue[known.code].status : 503;
    const answer = (codec ?? otlpCodecs["application/json"])?.encodeError(rpcCodes[known?.code ?? ""] ?? 14, message);
    return new Response(bodyInit(answer ?? ""), { status, headers });
  }
}

function bodyInit(body: Uint8Array | string): string | ArrayBuffer {
  if (typeof body === "string") return body;
  return body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength) as ArrayBuffer;
}
