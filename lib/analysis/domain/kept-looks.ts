import type { Instant } from "@/lib/kernel/instant";
import type { ScalarReading } from "@/lib/telemetry/port";
import type { HealthCheckResult } from "./health-judge";

/** Health checks in a row with the same answer. */
export interface HealthRun {
  readonly fromMs: Instant;
  readonly untilMs: Instant;
  readonly count: number;
  readonly ok: boolean;
  /** What the last of them said; empty for good ones. */
  readonly detail: string;
}

/** Samples of a custom metric, oldest first. */
export interface HeardMetric {
  readonly id: string;
  readonly source: string;
  readonly samples: readonly { readonly atMs: Instant; readonly value: number }[];
}

/** What health checks and custom metrics said over some stretch of one step: all that their judges look at. */
export interface KeptLook {
  readonly at: Instant;
  readonly stepIndex: number;
  readonly stepStartedAt: Instant;
  readonly health: readonly HealthRun[];
  readonly metrics: readonly HeardMetric[];
}

type Step = Pick<KeptLook, "stepIndex" | "stepStartedAt">;

/** What was heard since the last look that was kept, and what of it need not be kept again. */
export interface Heard {
  readonly step: Step | null;
  readonly results: readonly HealthCheckResult[];
  readonly healthUntil: Instant | null;
  readonly metrics: readonly HeardMetric[];
  readonly metricUntil: Readonly<Record<string, Instant>>;
  /** Step and last answer of the health that was kept last. */
  readonly told: (Step & { readonly ok: boolean }) | null;
  /** Looks at steps that are over, not written yet. */
  readonly closed: readonly KeptLook[];
}

/** A moment of the judge. */
export interface HeardMoment extends Step {
  readonly now: Instant;
  readonly health: readonly HealthCheckResult[];
  readonly scalars: readonly { readonly metricId: string; readonly source: string; readonly reading: ScalarReading }[];
}

/** Bounds of one look: newest runs of health checks, newest samples of a metric, letters of what a check said, looks that wait. */
const most = { runs: 20, samples: 60, detail: 200, closed: 40 };

export const heardNothing: Heard = {
  step: null,
  results: [],
  healthUntil: null,
  metrics: [],
  metricUntil: {},
  told: null,
  closed: [],
};

/** Take note of what the judge was given. A new step closes the look at the one before. */
export function hear(heard: Heard, moment: HeardMoment): Heard {
  const { stepIndex, stepStartedAt, now, health } = moment;
  const isSame = heard.step?.stepIndex === stepIndex && heard.step.stepStartedAt === stepStartedAt;
  const open = isSame || heard.step === null ? heard : close(heard, now);
  const step = isSame ? heard.step : { stepIndex, stepStartedAt };
  return { ...open, step, results: health, ...hearMetrics(open, moment.scalars) };
}

function hearMetrics(heard: Heard, scalars: HeardMoment["scalars"]): Pick<Heard, "metrics" | "metricUntil"> {
  let { metrics, metricUntil } = heard;
  for (const { metricId: id, source, reading } of scalars) {
    if (reading.status === "blind" || Number.isNaN(reading.value)) continue;
    const until = metricUntil[id];
    if (until !== undefined && reading.sampledAt <= until) continue;
    const known = metrics.find((metric) => metric.id === id)?.samples ?? [];
    const samples = [...known, { atMs: reading.sampledAt, value: storable(reading.value) }].slice(-most.samples);
    metrics = [...metrics.filter((metric) => metric.id !== id), { id, source, samples }];
    metricUntil = { ...metricUntil, [id]: reading.sampledAt };
  }
  return { metrics, metricUntil };
}

/** JSON knows no infinity; the largest number there is lies on the same side of every limit. */
function storable(value: number): number {
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
}

/**
 * Looks that are worth keeping, and what is remembered after. Checks that go on being well in the same step are not: what they say is known
 * already.
 */
export function takeLooks(heard: Heard, now: Instant): { readonly looks: readonly KeptLook[]; readonly heard: Heard } {
  const closed = heard.step === null ? heard : close(heard, now);
  if (closed.closed.length === 0) return { looks: [], heard: closed };
  return { looks: closed.closed, heard: { ...closed, closed: [] } };
}

function close(heard: Heard, now: Instant): Heard {
  const { step, healthUntil, told, metrics } = heard;
  if (step === null) return heard;
  const fresh = heard.results.filter(({ at }) => healthUntil === null || at > healthUntil);
  const runs = runsOf(fresh);
  const last = runs.at(-1);
  const isSameStep = told?.stepIndex === step.stepIndex && told.stepStartedAt === step.stepStartedAt;
  const isNews = last !== undefined && !(isSameStep && told.ok && runs.every(({ ok }) => ok));
  const until = fresh.at(-1)?.at ?? healthUntil;
  if (!isNews && metrics.length === 0) return { ...heard, healthUntil: until };
  const look: KeptLook = { at: now, ...step, health: isNews ? runs : [], metrics };
  return {
    ...heard,
    healthUntil: until,
    metrics: [],
    told: isNews ? { ...step, ok: last.ok } : told,
    closed: [...heard.closed, look].slice(-most.closed),
  };
}

function runsOf(results: readonly HealthCheckResult[]): HealthRun[] {
  const runs: HealthRun[] = [];
  for (const { at, ok, detail } of results.toSorted((left, right) => left.at - right.at)) {
    const last = runs.at(-1);
    const words = ok ? "" : detail.slice(0, most.detail);
    if (last?.ok === ok) runs[runs.length - 1] = { ...last, untilMs: at, count: last.count + 1, detail: words };
    else runs.push({ fromMs: at, untilMs: at, count: 1, ok, detail: words });
  }
  return runs.slice(-most.runs);
}

/** The checks of a run again, evenly spread over it. */
export function resultsOf(run: HealthRun): HealthCheckResult[] {
  const stride = run.count > 1 ? (run.untilMs - run.fromMs) / (run.count - 1) : 0;
  return Array.from({ length: run.count }, (_, index) => ({
    at: (run.fromMs + Math.round(index * stride)) as Instant,
    ok: run.ok,
    detail: run.ok ? "it answered as it should" : run.detail,
  }));
}
