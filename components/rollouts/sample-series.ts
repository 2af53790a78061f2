import type { ChartPoint } from "@/components/charts/chart-data";
import type { ChartMarker } from "@/components/charts/time-series";
import type { RolloutDetail, SampleView, SnapshotView } from "@/lib/rollouts/api-contract";

/** The charts of a rollout, made from counts that only grow. */

export interface SideSeries {
  readonly canary: readonly ChartPoint[];
  readonly baseline: readonly ChartPoint[];
}

export interface RolloutSeries {
  /** Errors in each interval, in percent of its requests; null where there was no request. */
  readonly errorPercent: SideSeries;
  /** Of all requests since the rollout began: buckets are kept as one sum. */
  readonly p95Ms: SideSeries;
  readonly share: { readonly set: readonly ChartPoint[]; readonly observed: readonly ChartPoint[] };
  /** Requests per second in each interval. */
  readonly perSecond: SideSeries;
  readonly intervalMs: number;
}

const intervalsMs = [1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000];
const pointsMax = 72;
/** An interval must hold about this many requests of the busier side, or a single error looks like a cliff. */
const requestsWanted = 20;

/** Sources in the order of how many samples they gave. */
export function sourcesOf(samples: readonly SampleView[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { source } of samples) counts.set(source, (counts.get(source) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one).map(([source]) => source);
}

/** The source whose latency is shown: the wished one where it measures any, otherwise the first that does. */
export function latencySourceOf(samples: readonly SampleView[], wished: string): string {
  const measures = (source: string): boolean =>
    samples.some((sample) => sample.source === source && (sample.canary.p95Ms ?? sample.baseline.p95Ms) !== null);
  return [wished, ...sourcesOf(samples)].find(measures) ?? wished;
}

/** The shortest interval that keeps the chart readable. */
export function intervalOf(samples: readonly SampleView[]): number {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last) return intervalsMs[0] ?? 1_000;
  const spanMs = Math.max(1, Date.parse(last.at) - Date.parse(first.at));
  const seen = last.canary.requests - first.canary.requests + last.baseline.requests - first.baseline.requests;
  const byRequests = seen > 0 ? (requestsWanted * spanMs) / seen : 0;
  const least = Math.max(spanMs / pointsMax, Math.min(byRequests, spanMs / 12));
  return intervalsMs.find((candidate) => candidate >= least) ?? 3_600_000;
}

/** Series of one source's samples, oldest first. */
export function seriesOf(samples: readonly SampleView[]): RolloutSeries {
  const intervalMs = intervalOf(samples);
  const ends = endsOfIntervals(samples, intervalMs);
  const points = ends.map((sample, index) => ({
    sample,
    before: ends[index - 1] ?? null,
    atMs: Date.parse(sample.at),
  }));
  const side = (
    name: "canary" | "baseline",
    value: (point: (typeof points)[number], name: "canary" | "baseline") => number | null,
  ) => points.map((point) => ({ atMs: point.atMs, value: value(point, name) }));
  const both = (value: (point: (typeof points)[number], name: "canary" | "baseline") => number | null): SideSeries => ({
    canary: side("canary", value),
    baseline: side("baseline", value),
  });
  return {
    errorPercent: both(({ sample, before }, name) => errorPercentOf(sample[name], before?.[name] ?? null)),
    p95Ms: both(({ sample }, name) => (sample[name].requests > 0 ? sample[name].p95Ms : null)),
    perSecond: both(({ sample, before, atMs }, name) =>
      before === null ? null : rateOf(sample[name], before[name], atMs - Date.parse(before.at)),
    ),
    share: {
      set: points.map(({ sample, atMs }) => ({ atMs, value: sample.desiredSharePercent })),
      observed: points.map(({ sample, atMs }) => ({ atMs, value: sample.observedSharePercent })),
    },
    intervalMs,
  };
}

/** The last sample of each interval; the first sample opens the row. */
function endsOfIntervals(samples: readonly SampleView[], intervalMs: number): readonly SampleView[] {
  const ends = new Map<number, SampleView>();
  samples.forEach((sample, index) => {
    ends.set(index === 0 ? -1 : Math.floor(Date.parse(sample.at) / intervalMs), sample);
  });
  return [...ends.values()];
}

type Counts = SampleView["canary"];

/** Null without a request in between, and where a counter went backwards. */
function errorPercentOf(now: Counts, before: Counts | null): number | null {
  const requests = now.requests - (before?.requests ?? 0);
  const errors = now.errors - (before?.errors ?? 0);
  if (requests <= 0 || errors < 0) return null;
  return Math.min(100, (100 * errors) / requests);
}

function rateOf(now: Counts, before: Counts, lengthMs: number): number | null {
  const requests = now.requests - before.requests;
  return requests < 0 || lengthMs <= 0 ? null : (1_000 * requests) / lengthMs;
}

/** What the trigger tolerates: the baseline of the whole rollout and the allowed increase. Null without a baseline. */
export function errorLimitOf(samples: readonly SampleView[], maxIncreasePp: number): number | null {
  const last = samples.at(-1)?.baseline;
  if (!last || last.requests === 0) return null;
  return (100 * last.errors) / last.requests + maxIncreasePp;
}

export function latencyLimitOf(samples: readonly SampleView[], maxIncreaseMs: number): number | null {
  const p95Ms = samples.findLast((sample) => sample.baseline.p95Ms !== null)?.baseline.p95Ms ?? null;
  return p95Ms === null ? null : p95Ms + maxIncreaseMs;
}

/** Steps, the watch, and the way back, as marks on the time axis. Marks that would write over one another lose their words. */
export function markersOf(rollout: Pick<RolloutDetail, "snapshots" | "plan">, spanMs: number): readonly ChartMarker[] {
  const marks: ChartMarker[] = [];
  let steps = 0;
  for (const snapshot of rollout.snapshots.toReversed()) {
    for (const kind of snapshot.eventKinds) {
      const label = kind === "step_started" ? stepLabel(rollout, steps) : wordOf(kind);
      if (kind === "step_started") steps += 1;
      if (label !== null) marks.push({ atMs: Date.parse(snapshot.at), label });
    }
  }
  return marks.map((mark, index) => {
    const next = marks[index + 1];
    return next && next.atMs - mark.atMs < spanMs * 0.09 ? { ...mark, label: "" } : mark;
  });
}

function stepLabel({ plan }: Pick<RolloutDetail, "plan">, index: number): string | null {
  const step = plan.steps[index];
  return step ? `${step.trafficPercent} %` : null;
}

function wordOf(kind: SnapshotView["eventKinds"][number]): string | null {
  if (kind === "rollback_started") return "Rollback";
  return kind === "watch_started" ? "Watch" : null;
}
