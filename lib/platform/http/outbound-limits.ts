/** Bounds of one kind of outbound traffic. Nothing retries by itself: whoever asks decides when to ask again. */
export interface OutboundLimits {
  readonly connectTimeoutMs: number;
  /** From the call to the last byte of the body. */
  readonly totalTimeoutMs: number;
  /** After decompression. */
  readonly maxBodyBytes: number;
  readonly connectionsPerOrigin: number;
}

const MEBIBYTE = 1024 * 1024;

/** Every use of outbound HTTP with its bounds, in one table. */
export const outboundLimits = {
  default: { connectTimeoutMs: 2_000, totalTimeoutMs: 5_000, maxBodyBytes: 5 * MEBIBYTE, connectionsPerOrigin: 8 },
  healthCheck: { connectTimeoutMs: 2_000, totalTimeoutMs: 5_000, maxBodyBytes: MEBIBYTE, connectionsPerOrigin: 8 },
  /** One answer carries the counters of about a thousand rollouts. */
  telemetry: { connectTimeoutMs: 2_000, totalTimeoutMs: 5_000, maxBodyBytes: 24 * MEBIBYTE, connectionsPerOrigin: 8 },
  webhook: { connectTimeoutMs: 2_000, totalTimeoutMs: 5_000, maxBodyBytes: MEBIBYTE, connectionsPerOrigin: 4 },
} as const satisfies Record<string, OutboundLimits>;
