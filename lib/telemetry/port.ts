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

/** One question for good and all events, by two queries of one's own. */
export interface EventsRequest {
  readonly key: string;
  readonly good: string;
  readonly total: string;
  /** The minutes that are wanted of sources that count them: from the one that begins here up to, not including, `toMs`. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** A counter of one series since its process started. */
export interface SeriesCounter {
  readonly id: string;
  readonly count: number;
}

/** Events of one minute, as a source that counts minutes has them. */
export interface EventMinute {
  /** When it begins. */
  readonly minuteMs: number;
  readonly good: number;
  readonly total: number;
}

export type EventsReading =
  | {
      readonly status: "counters";
      readonly sampledAt: Instant;
      readonly good: readonly SeriesCounter[];
      readonly total: readonly SeriesCounter[];
    }
  /** Minutes that the source has both numbers of; others are not there, which is not 0. */
  | { readonly status: "minutes"; readonly minutes: readonly EventMinute[] }
  | Blind;

/**
 * A place that numbers come from. Calls never throw for what the other side did wrong: that is a Blind reading, one for
 * each request. Requests of many rollouts go out batched. Every call ends when the signal aborts (Blind `timeout`).
 */
export interface TelemetrySource {
  readCounts(requests: readonly CountsRequest[], signal: AbortSignal): Promise<ReadonlyMap<string, CountsReading>>;
  readScalars(requests: readonly ScalarRequest[], signal: AbortSignal): Promise<ReadonlyMap<string, ScalarReading>>;
  /** Events of queries of one's own, for levels of objectives; absent where none can be asked. */
  readEvents?(requests: readonly EventsRequest[], signal: AbortSignal): Promise<ReadonlyMap<string, EventsReading>>;
  close(): Promise<void>;
}
