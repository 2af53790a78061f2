import type { StepFacts } from "@/lib/analysis/domain/judge-step";
import { type Instant, instant } from "@/lib/kernel/instant";
import type { CountsRead, LatencyBucket } from "@/lib/telemetry/port";

const BOUNDS_MS = [100, 500, 1_000, Number.POSITIVE_INFINITY];

/** Cumulative counters of two processes, stable in slot `a` and the canary in `b`, that a test lets grow. */
export class Counters {
  readonly #slots = { a: { requests: 0, errors: 0, slow: 0 }, b: { requests: 0, errors: 0, slow: 0 } };

  constructor(readonly withLatency = true) {}

  /** Let a slot answer; slow ones take between 500 and 1 000 ms, the others up to 100 ms. */
  serve(slot: "a" | "b", requests: number, errors = 0, slow = 0): this {
    const counters = this.#slots[slot];
    counters.requests += requests;
    counters.errors += errors;
    counters.slow += slow;
    return this;
  }

  read(atMs: number): CountsRead {
    const series = (slot: "a" | "b") => {
      const { requests, errors, slow } = this.#slots[slot];
      const counts = [requests - slow, requests - slow, requests, requests];
      const latencyBuckets: readonly LatencyBucket[] | null = this.withLatency
        ? BOUNDS_MS.map((upperBoundMs, i) => ({ upperBoundMs, count: counts[i] ?? 0 }))
        : null;
      return [{ id: `${slot}-1`, requests, errors, latencyBuckets }];
    };
    return { status: "read", sampledAt: instant(atMs), slots: { a: series("a"), b: series("b") } };
  }
}

/** Facts of one moment of step `10 %`, whose weight has been seen since second 1; every part can be overridden. */
export function stepFacts(nowMs: number, overrides: Partial<StepFacts> = {}): StepFacts {
  const now: Instant = instant(nowMs);
  return {
    now,
    stepKey: "0",
    stepStartedAt: instant(0),
    weightShownAt: nowMs >= 1_000 ? instant(1_000) : null,
    lagMs: 0,
    stepMinRequests: 50,
    canarySlot: "b",
    baselineServing: true,
    counts: [],
    health: [],
    scalars: [],
    ...overrides,
  };
}
