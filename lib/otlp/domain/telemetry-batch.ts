/** What one request of OTLP says, added up: one entry per minute, service, environment and version. */
export interface MinuteCounts {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  /** Minutes since 1970. */
  readonly minute: number;
  requests: number;
  errors: number;
  readonly buckets: Map<number, number>;
}

/** Bounds of one request, so that no sender can fill the memory or the table. */
export const batchLimits = {
  maxItems: 20_000,
  maxEntries: 500,
  maxNameLength: 200,
  /** What happened longer ago, or further ahead, is a clock that is wrong. */
  maxAgeMs: 24 * 3_600_000,
  maxAheadMs: 5 * 60_000,
} as const;

export interface ResourceName {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
}

/** Adds up what a request says, within the bounds; counts what it leaves out, and why. */
export class TelemetryBatch {
  private readonly entries = new Map<string, MinuteCounts>();
  private readonly reasons = new Map<string, number>();
  private items = 0;

  constructor(private readonly nowMs: number) {}

  /** Leave `count` items out, for this reason. */
  reject(reason: string, count = 1): void {
    this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + count);
  }

  /** May one more item be looked at? Counts it. */
  admit(): boolean {
    this.items += 1;
    if (this.items <= batchLimits.maxItems) return true;
    this.reject(`more than ${batchLimits.maxItems} in one request`);
    return false;
  }

  /** The entry that something at this time belongs to; null when it is left out. */
  entryAt(resource: ResourceName, atMs: number, count = 1): MinuteCounts | null {
    if (!Number.isFinite(atMs) || atMs < this.nowMs - batchLimits.maxAgeMs) {
      this.reject("older than 24 hours", count);
      return null;
    }
    if (atMs > this.nowMs + batchLimits.maxAheadMs) {
      this.reject("more than 5 minutes ahead", count);
      return null;
    }
    const minute = Math.floor(atMs / 60_000);
    const key = JSON.stringify([resource.service, resource.environment, resource.version, minute]);
    const known = this.entries.get(key);
    if (known) return known;
    if (this.entries.size >= batchLimits.maxEntries) {
      this.reject(`more than ${batchLimits.maxEntries} services, versions and minutes in one request`, count);
      return null;
    }
    const made: MinuteCounts = { ...resource, minute, requests: 0, errors: 0, buckets: new Map() };
    this.entries.set(key, made);
    return made;
  }

  /** What was added up, in an order of its own, so that two requests never wait for one another in a circle. */
  counts(): MinuteCounts[] {
    return [...this.entries]
      .filter(([, entry]) => entry.requests > 0)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, entry]) => entry);
  }

  rejected(): { readonly count: number; readonly message: string } {
    const count = [...this.reasons.values()].reduce((sum, one) => sum + one, 0);
    const message = [...this.reasons].map(([reason, times]) => `${times}: ${reason}`).join("; ");
    return { count, message };
  }
}
