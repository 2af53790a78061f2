import { type Instant, instant } from "@/lib/kernel/instant";
import type { Blind, BlindCause, ScalarReading } from "../port";

/** One series of an instant query. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  /** When the query was evaluated, by the clock of Prometheus. Not when the sample was taken. */
  readonly evaluatedAt: Instant;
  /** As written: may be `NaN`, `+Inf`, `-Inf`. */
  readonly value: string;
}

export type InstantAnswer =
  | { readonly type: "vector"; readonly samples: readonly Sample[] }
  | { readonly type: "scalar"; readonly evaluatedAt: Instant; readonly value: string }
  | { readonly type: "error"; readonly errorType: string; readonly message: string }
  | { readonly type: "other"; readonly found: string };

/** A reading that says nothing, with its cause. */
export function blind(cause: BlindCause, detail: string): Blind {
  return { status: "blind", cause, detail: detail.length > 500 ? `${detail.slice(0, 499)}…` : detail };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPoint(value: unknown): value is readonly [number, string] {
  return Array.isArray(value) && value.length === 2 && Number.isFinite(value[0]) && typeof value[1] === "string";
}

function sampleOf(entry: unknown): Sample | null {
  if (!isRecord(entry) || !isRecord(entry.metric) || !isPoint(entry.value)) return null;
  if (!Object.values(entry.metric).every((value) => typeof value === "string")) return null;
  const labels = entry.metric as Readonly<Record<string, string>>;
  return { labels, evaluatedAt: instant(Math.round(entry.value[0] * 1_000)), value: entry.value[1] };
}

function vectorOf(result: unknown): InstantAnswer {
  if (!Array.isArray(result)) return { type: "other", found: "a vector that is not a list" };
  const samples: Sample[] = [];
  for (const entry of result) {
    const sample = sampleOf(entry);
    if (sample === null) return { type: "other", found: "a series without labels or value" };
    samples.push(sample);
  }
  return { type: "vector", samples };
}

/** Read the JSON of `/api/v1/query`. What is not as documented becomes `other`, with words for what was found. */
export function readInstantAnswer(json: unknown): InstantAnswer {
  if (!isRecord(json)) return { type: "other", found: "no JSON object" };
  if (json.status === "error") {
    const message = typeof json.error === "string" ? json.error : "no message";
    return { type: "error", errorType: typeof json.errorType === "string" ? json.errorType : "unknown", message };
  }
  if (json.status !== "success" || !isRecord(json.data)) return { type: "other", found: "no status or data" };
  const { resultType, result } = json.data;
  if (resultType === "vector") return vectorOf(result);
  if (resultType === "scalar" && isPoint(result)) {
    return { type: "scalar", evaluatedAt: instant(Math.round(result[0] * 1_000)), value: result[1] };
  }
  return { type: "other", found: typeof resultType === "string" ? `a ${resultType}` : "no result type" };
}

/** `1.5`, `2e+06`. NaN for everything that Prometheus does not write for a finite number. */
export function finiteNumber(text: string): number {
  return /^[+-]?[0-9.]+(e[+-]?[0-9]+)?$/i.test(text) ? Number(text) : Number.NaN;
}

/** The label that tells the value from the time of its sample in a query of `withSampleTime`. */
const PART = "signalbox_part";

/** Ask for a bare selector and for the time of its samples at once. */
export function withSampleTime(selector: string): string {
  return (
    `label_replace(${selector}, "${PART}", "value", "", "") or ` +
    `label_replace(timestamp(${selector}), "${PART}", "time", "", "")`
  );
}

function numberOf(value: string, sampledAt: Instant, query: string): ScalarReading {
  const number = finiteNumber(value);
  if (!Number.isFinite(number)) return blind("not_a_number", `The query answered ${value.slice(0, 30)}: ${query}`);
  return { status: "read", sampledAt, value: number };
}

/**
 * The one number of an answer. `query` is for the words only. With `timed`, the answer is to `withSampleTime` and the
 * sample must be at most `staleAfterMs` old by the clock of Prometheus.
 */
export function scalarReading(
  answer: InstantAnswer,
  options: { readonly query: string; readonly timed: boolean; readonly staleAfterMs: number },
): ScalarReading {
  const { query, timed, staleAfterMs } = options;
  if (answer.type === "error") return blind("query_error", `Prometheus answered: ${answer.message}`);
  if (answer.type === "other") return blind("wrong_shape", `The answer is ${answer.found}, not one number: ${query}`);
  if (answer.type === "scalar") return numberOf(answer.value, answer.evaluatedAt, query);
  const times = timed ? answer.samples.filter(({ labels }) => labels[PART] === "time") : [];
  const values = timed ? answer.samples.filter(({ labels }) => labels[PART] === "value") : answer.samples;
  const [sample] = values;
  if (sample === undefined) return blind("no_series", `The query found no series: ${query}`);
  if (values.length > 1) return blind("several_series", `The query found ${values.length} series, not one: ${query}`);
  const takenMs = times[0] === undefined ? sample.evaluatedAt : Math.round(Number(times[0].value) * 1_000);
  const ageMs = sample.evaluatedAt - takenMs;
  if (ageMs > staleAfterMs) {
    return blind("stale", `The newest sample is ${ageMs} ms old, more than ${staleAfterMs} ms: ${query}`);
  }
  return numberOf(sample.value, instant(takenMs), query);
}
