import type { OtlpCodec } from "../port";
import { decodeRequest, encodeResponse, encodeStatus } from "./otlp-protobuf";

const json: OtlpCodec = {
  decode: (_signal, body) => JSON.parse(Buffer.from(body).toString("utf8")),
  encodeResponse(signal, rejected, errorMessage) {
    const field = signal === "traces" ? "rejectedSpans" : "rejectedDataPoints";
    // 64-bit integers are text in the JSON of protobuf.
    return JSON.stringify(rejected > 0 ? { partialSuccess: { [field]: String(rejected), errorMessage } } : {});
  },
  encodeError: (code, message) => JSON.stringify({ code, message }),
};

const protobuf: OtlpCodec = {
  decode: decodeRequest,
  encodeResponse: (_signal, rejected, message) => encodeResponse(rejected, message),
  encodeError: encodeStatus,
};

/** Both encodings of OTLP/HTTP, by media type. */
export const otlpCodecs: Readonly<Record<string, OtlpCodec>> = {
  "application/json": json,
  "application/x-protobuf": protobuf,
};
