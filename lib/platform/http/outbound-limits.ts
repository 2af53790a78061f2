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

/**
 * Every use of outbound HTTP with its bounds, in one table. Callers that must not wait that long say so for each call:
 * 800 ms for an edge, 2 s for a webhook, what is configured for a health check.
 */
export const outboundLimits = {
  default: { connectTimeoutMs: 2_000, totalTimeoutMs: 5_000, maxBodyBytes: 5 * MEBIBYTE, connectionsPerOrigin: 8 },
  /** One answer carries the counters of about a thousand rollouts. */
  telemetry: { connectTimeoutMs: 2_000, totalTimeoutMs: 5_000, maxBodyBytes: 24 * MEBIBYTE, connectionsPerOrigin: 8 },
  /** Discovery, keys and tokens of the configured identity provider. */
  identityProvider: { connectTimeoutMs: 2_000, totalTimeoutMs: 5_000, maxBodyBytes: MEBIBYTE, connectionsPerOrigin: 8 },
  /** Objects of Kubernetes, one at a time. */
  kubernetes: { connectTimeoutMs: 1_000, totalTimeoutMs: 2_000, maxBodyBytes: 2 * MEBIBYTE, connectionsPerOrigin: 16 },
  /** A watch of one object: it lasts long, and is begun anew when this much has come. */
  kubernetesWatch: {
    connectTimeoutMs: 1_000,
    totalTimeoutMs: 300_000,
    maxBodyBytes: 16 * MEBIBYTE,
    connectionsPerOrigin: 1_000,
  },
} as const satisfies Record<string, OutboundLimits>;
