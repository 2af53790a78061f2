import type { Instant } from "@/lib/kernel/instant";
import type { Triggers } from "@/lib/rollouts/contract";
import type { CountsRead } from "@/lib/telemetry/port";
import type { SlotName } from "@/lib/traffic/port";
import { type BurnRateState, beginBurnRateStep, feedBurnRate, readBurnRate, startBurnRate } from "./burn-rate-judge";
import type { Pair, Tally } from "./comparison";
import {
  advanceCounts,
  type BothSlots,
  type CountsAccumulator,
  markStep,
  type SlotTotals,
  startCounts,
} from "./counts";
import {
  beginErrorRateStep,
  type ErrorRateState,
  feedErrorRate,
  readErrorRate,
  startErrorRate,
} from "./error-rate-judge";
import type { CheckKind } from "./evidence";
import { blindFinding, type Finding, found } from "./finding";
import {
  beginLatencyStep,
  feedLatency,
  type LatencyBatch,
  type LatencyState,
  readLatency,
  restartLatency,
  startLatency,
} from "./latency-judge";
import { thresholdErrorRate, thresholdLatency } from "./threshold-judge";

/** All that is remembered of one source of counts. JSON-serialisable. */
export interface SourceState {
  readonly counts: CountsAccumulator;
  readonly stepKey: string | null;
  /** Newest sample that was known before the weight showed; null once the step counts. */
  readonly waiting: { readonly sampledBefore: Instant | null } | null;
  /** The data plane has shown users on the canary; what it answered before were probes of its start. */
  readonly exposed: boolean;
  readonly errorRate: ErrorRateState;
  readonly latency: LatencyState;
  readonly burnRate: BurnRateState;
}

export interface StepMoment {
  readonly now: Instant;
  readonly stepKey: string;
  /** When the data plane was first seen with the step's weight; null while it is not. */
  readonly weightShownAt: Instant | null;
  /** How long after that a sample may still be of the time before: scrape interval and query lag. */
  readonly lagMs: number;
  readonly stepMinRequests: number;
  readonly canarySlot: SlotName;
  /** Stable has a share of the traffic above 0. */
  readonly baselineServing: boolean;
}

export type CountsFindings = Partial<Record<Extract<CheckKind, "error_rate" | "latency" | "burn_rate">, Finding>>;

export function startSource(): SourceState {
  return {
    counts: startCounts(),
    stepKey: null,
    waiting: null,
    exposed: false,
    errorRate: startErrorRate(),
    latency: startLatency(),
    burnRate: startBurnRate(),
  };
}

/** Take a reading of counters and say what each enabled check makes of it. */
export function judgeSource(
  state: SourceState,
  read: CountsRead,
  moment: StepMoment,
  triggers: Triggers,
): { readonly state: SourceState; readonly findings: CountsFindings } {
  const entered = exposeWhenShown(enterStep(state, moment), moment);
  const advance = advanceCounts(entered.counts, read, moment.canarySlot);
  const fed = advance.delta === null || !entered.exposed ? entered : feed(entered, advance.delta, moment, triggers);
  const latency = advance.latencyRefusal === null ? fed.latency : restartLatency(fed.latency);
  const next = markWhenShown({ ...fed, latency, counts: advance.accumulator }, moment);
  const findings = readChecks(next, moment, triggers);
  if (findings.latency === undefined || next.latency.failure !== null) return { state: next, findings };
  return {
    state: next,
    findings: { ...findings, latency: latencyBlindness(read, advance.latencyRefusal) ?? findings.latency },
  };
}

function enterStep(state: SourceState, moment: StepMoment): SourceState {
  if (state.stepKey === moment.stepKey) return state;
  const first = state.stepKey === null;
  return {
    ...state,
    counts: markStep(state.counts),
    stepKey: moment.stepKey,
    waiting: { sampledBefore: state.counts.sampledAt },
    errorRate: first ? state.errorRate : beginErrorRateStep(state.errorRate),
    latency: first ? state.latency : beginLatencyStep(state.latency),
    burnRate: first ? state.burnRate : beginBurnRateStep(state.burnRate),
  };
}

function exposeWhenShown(state: SourceState, moment: StepMoment): SourceState {
  const shown = moment.weightShownAt !== null && moment.now >= moment.weightShownAt;
  return shown && !state.exposed ? { ...state, exposed: true } : state;
}

/**
 * The step's totals begin with the first sample that is newer than every sample from before the weight showed, read
 * after the lag. Our clock and the source's are never compared with each other, so their skew does no harm.
 */
function markWhenShown(state: SourceState, moment: StepMoment): SourceState {
  const { waiting, counts } = state;
  if (waiting === null) return state;
  const shown = moment.weightShownAt !== null && moment.now >= moment.weightShownAt + moment.lagMs;
  const held = { ...state, counts: markStep(counts) };
  if (!shown) return { ...held, waiting: { sampledBefore: counts.sampledAt } };
  const newer = waiting.sampledBefore === null || (counts.sampledAt ?? 0) > waiting.sampledBefore;
  return newer ? { ...held, waiting: null } : held;
}

/** Harm is harm whenever it shows: what speaks against the canary is gathered over the whole rollout, not per step. */
function feed(state: SourceState, delta: BothSlots<SlotTotals>, moment: StepMoment, triggers: Triggers): SourceState {
  const batch = errorsOf(delta, moment.canarySlot);
  const serving = moment.baselineServing;
  const whole = state.counts.whole[otherSlot(moment.canarySlot)];
  return {
    ...state,
    errorRate: feedErrorRate(state.errorRate, batch, { serving, whole: tallyOf(whole) }, triggers.errorRate),
    latency: feedLatency(
      state.latency,
      latencyOf(delta, moment.canarySlot),
      { serving, whole: whole.latency },
      triggers.latency,
    ),
    burnRate: feedBurnRate(state.burnRate, batch, triggers.burnRate),
  };
}

function readChecks(state: SourceState, moment: StepMoment, triggers: Triggers): CountsFindings {
  const ready = state.waiting === null;
  const early = found("inconclusive", "No sample of this step was read yet.", {
    canaryRequests: 0,
    minRequests: moment.stepMinRequests,
  });
  const gate = (failure: Finding | null, read: () => Finding) => failure ?? (ready ? read() : early);
  const { errorRate, latency, burnRate } = triggers;
  return {
    ...(errorRate.enabled && {
      error_rate: gate(sequentialFailure(errorRate.judge, state.errorRate.failure), () =>
        readErrors(state, moment, errorRate),
      ),
    }),
    ...(latency.enabled && {
      latency: gate(sequentialFailure(latency.judge, state.latency.failure), () =>
        readSlowness(state, moment, latency),
      ),
    }),
    ...(burnRate.enabled && {
      burn_rate: gate(state.burnRate.failure, () =>
        readBurnRate(state.burnRate, errorsOf(state.counts.step, moment.canarySlot), withMinimum(burnRate, moment)),
      ),
    }),
  };
}

function sequentialFailure(judge: Triggers["errorRate"]["judge"], failure: Finding | null): Finding | null {
  return judge === "sequential" ? failure : null;
}

function readErrors(state: SourceState, moment: StepMoment, trigger: Triggers["errorRate"]): Finding {
  const settings = withMinimum(trigger, moment);
  const step = errorsOf(state.counts.step, moment.canarySlot);
  const whole = tallyOf(state.counts.whole[otherSlot(moment.canarySlot)]);
  if (trigger.judge === "sequential") {
    return readErrorRate(state.errorRate, step, { serving: moment.baselineServing, whole }, settings);
  }
  return thresholdErrorRate(moment.baselineServing ? step : { ...step, baseline: whole }, settings);
}

function readSlowness(state: SourceState, moment: StepMoment, trigger: Triggers["latency"]): Finding {
  const settings = withMinimum(trigger, moment);
  const step = latencyOf(state.counts.step, moment.canarySlot);
  const whole = state.counts.whole[otherSlot(moment.canarySlot)].latency;
  if (trigger.judge === "sequential") {
    return readLatency(state.latency, step, { serving: moment.baselineServing, whole }, settings);
  }
  return thresholdLatency(step.canary, moment.baselineServing ? step.baseline : whole, settings);
}

/** The stricter of what the trigger and the step ask for. */
function withMinimum<T extends { readonly minRequests: number }>(trigger: T, moment: StepMoment): T {
  return { ...trigger, minRequests: Math.max(trigger.minRequests, moment.stepMinRequests) };
}

function latencyBlindness(read: CountsRead, refusal: string | null): Finding | null {
  if (refusal !== null) return blindFinding("wrong_shape", refusal);
  const series = [...read.slots.a, ...read.slots.b];
  if (series.length === 0 || series.some((one) => one.latencyBuckets !== null)) return null;
  return blindFinding("no_series", "This source has no latency histogram.");
}

function otherSlot(slot: SlotName): SlotName {
  return slot === "a" ? "b" : "a";
}

function tallyOf(totals: SlotTotals): Tally {
  return { trials: totals.requests, events: totals.errors };
}

function errorsOf(totals: BothSlots<SlotTotals>, canarySlot: SlotName): Pair {
  return { canary: tallyOf(totals[canarySlot]), baseline: tallyOf(totals[otherSlot(canarySlot)]) };
}

function latencyOf(totals: BothSlots<SlotTotals>, canarySlot: SlotName): LatencyBatch {
  return { canary: totals[canarySlot].latency, baseline: totals[otherSlot(canarySlot)].latency };
}
