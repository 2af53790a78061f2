import type { Reason } from "@/lib/kernel/result";
import type { SlotName } from "@/lib/traffic/port";
import { fillPointer } from "./domain/json-pointer";
import { type FilledQuery, fillPromqlTemplate, type TemplateValues } from "./domain/query-template";
import type { BlindCause, CountsReading, CountsRequest, TelemetrySource } from "./port";

/** A custom query as it stands in a plan. */
export interface TemplateQuery {
  readonly id: string;
  readonly template: string;
  /** Where the plan has it, for example `triggers.metrics.0.query`. */
  readonly field: string;
}

export interface TrialRequest {
  readonly source: TelemetrySource;
  /** Shown in the reasons. */
  readonly sourceName: string;
  /** How placeholders are filled: for PromQL, or as parts of a JSON pointer. */
  readonly language: "promql" | "json_pointer";
  /** The counters that the rollout will read; null when this source is only for custom queries. */
  readonly counts: CountsRequest | null;
  readonly stableSlot: SlotName;
  /** A latency check is on, so the counters need a histogram. */
  readonly needsLatency: boolean;
  readonly queries: readonly TemplateQuery[];
  readonly values: TemplateValues;
}

const remedies: Readonly<Record<BlindCause, string>> = {
  unreachable: "Check the address of the source and that it is running.",
  timeout: "Check that the source is fast enough, or make the query cheaper.",
  query_error: "Correct the query or the settings of the source.",
  no_series: "Check metric and label names against what the stable version exports.",
  not_a_number: "Write the query so that it has a value without traffic, for example with a guard against 0/0.",
  stale: "Check that the stable version is being scraped.",
  several_series: "Aggregate the query to one series, for example with sum() or max().",
  wrong_shape: "Write a query that answers one instant value.",
  target_down: "Check why the stable version cannot be scraped.",
};

/** Fill a template in the language of its source. Pure. */
export function fillQuery(language: TrialRequest["language"], template: string, values: TemplateValues): FilledQuery {
  if (language === "promql") return fillPromqlTemplate(template, values);
  const known = Object.entries(values).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  const query = fillPointer(template, Object.fromEntries(known));
  if (query !== null) return { ok: true, query };
  const message = "The pointer has a placeholder that is not known here.";
  const remedy = "Use {{canary}}, {{stable}}, {{service}} or {{environment}}.";
  return { ok: false, reason: { code: "unknown_placeholder", message, remedy } };
}

function countsReasons(reading: CountsReading | undefined, trial: TrialRequest): readonly Reason[] {
  const facts = { source: trial.sourceName };
  if (reading === undefined || reading.status === "blind") {
    const cause = reading?.cause ?? "no_series";
    const message = `${trial.sourceName} says nothing about the stable version: ${reading?.detail ?? "no answer"}`;
    return [{ code: `counts_${cause}`, message, remedy: remedies[cause], facts: { ...facts, cause } }];
  }
  if (!trial.needsLatency) return [];
  const series = reading.slots[trial.stableSlot];
  if (series.length > 0 && series.every(({ latencyBuckets }) => latencyBuckets !== null)) return [];
  const message = `${trial.sourceName} has no latency histogram of the stable version, and a latency check is on.`;
  const remedy = "Name the histogram in the settings of the source, or turn the latency check off.";
  return [{ code: "latency_histogram_missing", message, field: "triggers.latency", remedy, facts }];
}

/**
 * Try everything that a rollout will ask, before traffic moves, on the stable version: counters with both slots pointing at
 * stable's series, custom queries with `{{canary}}` standing for the stable version. Every reason is one thing that would
 * have left the rollout blind; none means that all of it answers.
 */
export async function tryQueries(trial: TrialRequest, signal: AbortSignal): Promise<readonly Reason[]> {
  const reasons: Reason[] = [];
  const stableValues = { ...trial.values, canary: trial.values.stable };
  const filled = trial.queries.map((query) => ({
    query,
    result: fillQuery(trial.language, query.template, stableValues),
  }));
  for (const { query, result } of filled) if (!result.ok) reasons.push({ ...result.reason, field: query.field });

  const stable = trial.counts?.selectors[trial.stableSlot];
  const counts =
    trial.counts === null || stable === undefined
      ? []
      : [{ key: trial.counts.key, selectors: { a: stable, b: stable } }];
  const scalars = filled.flatMap(({ query, result }) => (result.ok ? [{ key: query.id, query: result.query }] : []));
  const [countsRead, scalarsRead] = await Promise.all([
    trial.source.readCounts(counts, signal),
    trial.source.readScalars(scalars, signal),
  ]);

  for (const { key } of counts) reasons.push(...countsReasons(countsRead.get(key), trial));
  for (const { query, result } of filled) {
    const reading = scalarsRead.get(query.id);
    if (!result.ok || reading?.status !== "blind") continue;
    const message = `The check "${query.id}" gets no number from ${trial.sourceName} for the stable version: ${reading.detail}`;
    const facts = { source: trial.sourceName, cause: reading.cause };
    reasons.push({
      code: `query_${reading.cause}`,
      message,
      field: query.field,
      remedy: remedies[reading.cause],
      facts,
    });
  }
  return reasons;
}
