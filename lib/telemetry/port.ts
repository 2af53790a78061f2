import type { Instant } from "@/lib/kernel/instant";
import type { SlotName } from "@/lib/traffic/port";

/** Why a source could say nothing. Each has a name; none of them ever counts as a pass. */
export type BlindCause =
  | "unreachable"
  | "timeout"
  | "query_error"
  | "no_series"
  | "not_a_number"
  | "stale"
  | "several_series"
  | "wrong_shape"
  | "target_down";

/** Cumulative counters of one time series (one instance) since its process started. Counts are whole numbers. */
export interface SeriesCounts {
  /** Stable name of the series within its slot, for example the instance label. */
  readonly id: string;
  readonly requests: number;
  readonly errors: number;
  /** Cumulative histogram (`le` semantics), ascending, the last bound is Infinity; null when the source has none. */
  readonly latencyBuckets: readonly LatencyBucket[] | null;
}

export interface LatencyBucket {
  readonly upperBoundMs: number;
  readonly count: number;
}

export interface CountsRead {
  readonly status: "read";
  /** When the newest sample was taken, by the source's own clock. */
  readonly sampledAt: Instant;
  readonly slots: Readonly<Record<SlotName, readonly SeriesCounts[]>>;
}

export interface ScalarRead {
  readonly status: "read";
  readonly sampledAt: Instant;
  readonly value: number;
}

export interface Blind {
  readonly status: "blind";
  readonly cause: BlindCause;
  /** A sentence with the facts: which query, which answer. Never contains a secret. */
  readonly detail: string;
}

export type CountsReading = CountsRead | Blind;
export type ScalarReading = ScalarRead | Blind;

/** One question for counters of both slots of a target. Label values are data, never query text. */
export interface CountsRequest {
  readonly key: string;
  readonly selectors: Readonly<Record<SlotName, Readonly<Record<string, string>>>>;
}

/** One question for a number: the query of a custom check, after its template was filled. */
export interface ScalarRequest {
  readonly key: string;
  readonly query: string;
}

/**
 * A place that numbers come from. Calls never throw for what the other side did wrong: that is a Blind reading, one for
 * each request. Requests of many rollouts go out batched. Every call ends when the signal aborts (Blind `timeout`).
 */
export interface TelemetrySource {
  readCounts(requests: readonly CountsRequest[], signal: AbortSignal): Promise<ReadonlyMap<string, CountsReading>>;
  readScalars(requests: readonly ScalarRequest[], signal: AbortSignal): Promise<ReadonlyMap<string, ScalarReading>>;
  close(): Promise<void>;
}
