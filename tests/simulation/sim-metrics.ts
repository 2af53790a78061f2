import type { Instant } from "@/lib/kernel/instant";
import type { CountsReading } from "@/lib/telemetry/port";
import type { SlotName } from "@/lib/traffic/port";
import type { SimPlane } from "./sim-plane";
import type { VirtualTime } from "./virtual-time";

const requestsPerMs = 0.4;

interface Counters {
  requests: number;
  errors: number;
}

/** Visitors, as counters: each slot gets its share of them, and fails as many as its version does. */
export class SimMetrics {
  isDark = false;
  private readonly counters = new Map<string, { atMs: number; a: Counters; b: Counters }>();

  constructor(
    private readonly time: VirtualTime,
    private readonly planes: () => ReadonlyMap<string, SimPlane>,
    private readonly errorRatio: (targetId: string, slot: SlotName) => number,
  ) {}

  /** Count up to now with the split as it is. Called before any split changes. */
  count(targetId: string): { readonly a: Counters; readonly b: Counters } {
    const known = this.counters.get(targetId) ?? {
      atMs: 0,
      a: { requests: 0, errors: 0 },
      b: { requests: 0, errors: 0 },
    };
    this.counters.set(targetId, known);
    const plane = this.planes().get(targetId);
    const passedMs = this.time.nowMs - known.atMs;
    known.atMs = this.time.nowMs;
    for (const slot of ["a", "b"] as const) {
      const requests = ((plane?.share(slot) ?? 0) / 100) * requestsPerMs * passedMs;
      known[slot].requests += requests;
      known[slot].errors += requests * this.errorRatio(targetId, slot);
    }
    return known;
  }

  read(targetId: string, sampledAt: Instant): CountsReading {
    if (this.isDark) return { status: "blind", cause: "unreachable", detail: "The source does not answer." };
    const counted = this.count(targetId);
    const series = ({ requests, errors }: Counters) => [
      { id: "all", requests: Math.floor(requests), errors: Math.floor(errors), latencyBuckets: null },
    ];
    return { status: "read", sampledAt, slots: { a: series(counted.a), b: series(counted.b) } };
  }
}
