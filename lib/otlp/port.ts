export type OtlpSignal = "traces" | "metrics";

/** Reads and writes OTLP in one encoding. */
export interface OtlpCodec {
  /** The body in the shape of OTLP's JSON. Throws for bytes that are none. */
  decode(signal: OtlpSignal, body: Uint8Array): unknown;
  /** The answer of an export; `rejected` 0: all was taken. */
  encodeResponse(signal: OtlpSignal, rejected: number, message: string): Uint8Array | string;
  /** An error, as google.rpc.Status. */
  encodeError(code: number, message: string): Uint8Array | string;
}
