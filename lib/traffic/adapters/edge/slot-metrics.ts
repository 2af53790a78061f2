import type { SlotName } from "@/lib/traffic/port";

/** Upper bounds of the latency histogram; close together where thresholds usually lie. */
export const EDGE_LATENCY_BOUNDS_MS: readonly number[] = [
  1, 2.5, 5, 10, 25, 50, 75, 100, 150, 200, 300, 400, 500, 600, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000, 30_000,
];

/** What became of a request: its status, or `cut` when its slot was closed under it. */
export type RequestOutcome = number | "cut";

export interface SlotCounts {
  /** Requests by outcome. */
  readonly byCode: ReadonlyMap<string, number>;
  /** Cumulative counts for EDGE_LATENCY_BOUNDS_MS and, last, for all. */
  readonly cumulative: readonly number[];
  readonly durationSumMs: number;
}

/** Counters of one slot since the edge started. They only grow. */
export class SlotMetrics {
  private readonly codes = new Map<string, number>();
  private readonly buckets = new Array<number>(EDGE_LATENCY_BOUNDS_MS.length + 1).fill(0);
  private durationSumMs = 0;

  /** Count a request. One that was cut counts by its code alone: its duration says nothing about the version. */
  record(outcome: RequestOutcome, durationMs: number): void {
    const code = String(outcome);
    this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
    if (outcome === "cut") return;
    const found = EDGE_LATENCY_BOUNDS_MS.findIndex((boundMs) => durationMs <= boundMs);
    const index = found < 0 ? EDGE_LATENCY_BOUNDS_MS.length : found;
    this.buckets[index] = (this.buckets[index] ?? 0) + 1;
    this.durationSumMs += durationMs;
  }

  read(): SlotCounts {
    let running = 0;
    const cumulative = this.buckets.map((count) => {
      running += count;
      return running;
    });
    return { byCode: new Map(this.codes), cumulative, durationSumMs: this.durationSumMs };
  }
}

/** Requests and errors out of counts: every 5xx is an error, what was cut is neither. */
export function requestsAndErrors(counts: SlotCounts): { readonly requests: number; readonly errors: number } {
  let requests = 0;
  let errors = 0;
  for (const [code, count] of counts.byCode) {
    if (code === "cut") continue;
    requests += count;
    if (code.startsWith("5")) errors += count;
  }
  return { requests, errors };
}

export interface LabelledCounts {
  readonly service: string;
  readonly slot: SlotName;
  readonly counts: SlotCounts;
}

/** The counters of all slots as Prometheus text (format 0.0.4). */
export function renderPrometheus(all: readonly LabelledCounts[]): string {
  const lines = [
    "# HELP signalbox_edge_requests_total Requests by the slot they were sent to and the status they were answered with.",
    "# TYPE signalbox_edge_requests_total counter",
  ];
  for (const { service, slot, counts } of all) {
    for (const [code, count] of counts.byCode) {
      lines.push(`signalbox_edge_requests_total{${labels(service, slot)},code="${code}"} ${count}`);
    }
  }
  lines.push(
    "# HELP signalbox_edge_request_duration_seconds Time from request to the first byte of the answer.",
    "# TYPE signalbox_edge_request_duration_seconds histogram",
  );
  for (const { service, slot, counts } of all) {
    const name = "signalbox_edge_request_duration_seconds";
    const bounds = [...EDGE_LATENCY_BOUNDS_MS.map((boundMs) => String(boundMs / 1_000)), "+Inf"];
    for (const [index, bound] of bounds.entries()) {
      lines.push(`${name}_bucket{${labels(service, slot)},le="${bound}"} ${counts.cumulative[index] ?? 0}`);
    }
    lines.push(`${name}_sum{${labels(service, slot)}} ${counts.durationSumMs / 1_000}`);
    lines.push(`${name}_count{${labels(service, slot)}} ${counts.cumulative.at(-1) ?? 0}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Service names are letters, digits and hyphens, so that nothing needs escaping. */
function labels(service: string, slot: SlotName): string {
  return `service="${service}",slot="${slot}"`;
}
