import type { Instant } from "@/lib/kernel/instant";
import type { ScalarReading } from "@/lib/telemetry/port";
import { blindFinding, type Finding, found, words } from "./finding";

export interface MetricSettings {
  readonly failWhen: "above" | "below";
  readonly limit: number;
  readonly failuresInARow: number;
}

export interface MetricState {
  readonly sampledAt: Instant | null;
  readonly beyondInARow: number;
  /** Samples that count towards the present step. */
  readonly samplesInStep: number;
  readonly value: number | null;
  readonly failure: Finding | null;
}

export function startMetric(): MetricState {
  return { sampledAt: null, beyondInARow: 0, samplesInStep: 0, value: null, failure: null };
}

export function beginMetricStep(state: MetricState): MetricState {
  return { ...state, samplesInStep: 0 };
}

/**
 * Take the next reading. A sample counts once, however often it is read; a blind reading neither counts nor forgives.
 * `inStep`: the sample was taken when the data plane showed the step's weight.
 */
export function feedMetric(
  state: MetricState,
  reading: ScalarReading,
  inStep: boolean,
  settings: MetricSettings,
): MetricState {
  if (state.failure !== null || reading.status === "blind" || Number.isNaN(reading.value)) return state;
  if (state.sampledAt !== null && reading.sampledAt <= state.sampledAt) return state;
  const beyond = settings.failWhen === "above" ? reading.value > settings.limit : reading.value < settings.limit;
  const next: MetricState = {
    sampledAt: reading.sampledAt,
    beyondInARow: beyond ? state.beyondInARow + 1 : 0,
    samplesInStep: state.samplesInStep + (inStep ? 1 : 0),
    value: reading.value,
    failure: null,
  };
  if (next.beyondInARow < settings.failuresInARow) return next;
  const sentence = `${factsInWords(next, settings)}, ${next.beyondInARow} times in a row; the limit is ${settings.failuresInARow}.`;
  return { ...next, failure: found("fail", sentence, numbersOf(next, settings)) };
}

/** What can be said now, given the newest reading. */
export function readMetric(state: MetricState, reading: ScalarReading, settings: MetricSettings): Finding {
  if (state.failure !== null) return state.failure;
  const numbers = numbersOf(state, settings);
  if (reading.status === "blind") return blindFinding(reading.cause, reading.detail, numbers);
  if (Number.isNaN(reading.value)) return blindFinding("not_a_number", "The query answered NaN.", numbers);
  if (state.samplesInStep === 0) return found("inconclusive", "No sample of this step was read yet.", numbers);
  const facts = factsInWords(state, settings);
  if (state.beyondInARow === 0) return found("pass", `${facts}.`, numbers);
  const sentence = `${facts}, ${state.beyondInARow} of ${settings.failuresInARow} times in a row.`;
  return found("inconclusive", sentence, numbers);
}

function factsInWords(state: MetricState, settings: MetricSettings): string {
  const side = state.beyondInARow > 0 ? settings.failWhen : "on the right side of";
  return `The value is ${words(state.value ?? Number.NaN)}, ${side} ${words(settings.limit)}`;
}

function numbersOf(state: MetricState, settings: MetricSettings): Finding["numbers"] {
  return {
    value: state.value !== null && Number.isFinite(state.value) ? state.value : null,
    limit: settings.limit,
    beyondInARow: state.beyondInARow,
    failuresInARowLimit: settings.failuresInARow,
    samplesInStep: state.samplesInStep,
  };
}
