import type { Instant } from "@/lib/kernel/instant";
import type { Triggers } from "@/lib/rollouts/contract";
import { type BurnRateState, beginBurnRateStep, feedBurnRate, startBurnRate } from "./burn-rate-judge";
import type { Pair, Tally } from "./comparison";
import { beginErrorRateStep, type ErrorRateState, feedErrorRate, startErrorRate } from "./error-rate-judge";
import type { Finding } from "./finding";
import { type Histogram, sameBounds } from "./histogram";
import type { KeptLatency } from "./kept-histograms";
import { beginLatencyStep, feedLatency, type LatencyState, restartLatency, startLatency } from "./latency-judge";
import { thresholdErrorRate, thresholdLatency } from "./threshold-judge";

/** Counts of one source at one moment, since the rollout began. */
export interface CountedMoment {
  readonly at: Instant;
  readonly source: string;
  readonly stepIndex: number;
  /** Share of the traffic that the new version was to have, in percent. */
  readonly sharePercent: number;
  readonly canary: Tally;
  readonly baseline: Tally;
  /** Absent where the source has none, and of rollouts of which none was kept. */
  readonly latency?: KeptLatency;
}

/** What would have taken the version back. */
export interface ReplayedFailure {
  readonly check: "error_rate" | "latency" | "burn_rate";
  readonly source: string;
  readonly at: Instant;
  readonly stepIndex: number;
  /** The check's own sentence, with its numbers. */
  readonly sentence: string;
  /** Requests that the new version had answered by then, and those of them that failed. */
  readonly canary: Tally;
}

/**
 * What other triggers would have said of counts that a rollout kept: the same judges, moment after moment, in each source: errors, the burn of
 * the budget, and latency where its buckets were kept. Null when nothing would have failed.
 */
export function replayCounts(
  moments: readonly CountedMoment[],
  triggersOf: (stepIndex: number) => Triggers,
): ReplayedFailure | null {
  const bySource = Map.groupBy(moments, ({ source }) => source);
  let first: ReplayedFailure | null = null;
  for (const one of bySource.values()) {
    const failure = replaySource(
      one.toSorted((left, right) => left.at - right.at),
      triggersOf,
    );
    if (failure && (first === null || failure.at < first.at)) first = failure;
  }
  return first;
}

interface Played {
  readonly errorRate: ErrorRateState;
  readonly burnRate: BurnRateState;
  readonly latency: LatencyState;
  /** Buckets at the beginning of the step. */
  readonly latencyAtStep: KeptLatency;
  readonly latencyBefore: KeptLatency;
  /** Counts at the beginning of the step. */
  readonly stepStart: Pair;
  readonly before: Pair;
  readonly stepIndex: number;
}

const noLatency: KeptLatency = { canary: null, baseline: null };
const none: Tally = { trials: 0, events: 0 };
const nothing: Pair = { canary: none, baseline: none };

function replaySource(
  moments: readonly CountedMoment[],
  triggersOf: (stepIndex: number) => Triggers,
): ReplayedFailure | null {
  let played: Played = {
    errorRate: startErrorRate(),
    burnRate: startBurnRate(),
    latency: startLatency(),
    latencyAtStep: noLatency,
    latencyBefore: noLatency,
    stepStart: nothing,
    before: nothing,
    stepIndex: moments[0]?.stepIndex ?? 0,
  };
  for (const moment of moments) {
    const triggers = triggersOf(moment.stepIndex);
    played = play(enter(played, moment), moment, triggers);
    const failed = failureOf(played, moment, triggers);
    if (failed) {
      const { at, source, stepIndex, canary } = moment;
      return { ...failed, at, source, stepIndex, canary };
    }
  }
  return null;
}

function enter(played: Played, { stepIndex }: CountedMoment): Played {
  if (played.stepIndex === stepIndex) return played;
  return {
    ...played,
    stepIndex,
    stepStart: played.before,
    errorRate: beginErrorRateStep(played.errorRate),
    burnRate: beginBurnRateStep(played.burnRate),
    latency: beginLatencyStep(played.latency),
    latencyAtStep: played.latencyBefore,
  };
}

function play(played: Played, moment: CountedMoment, triggers: Triggers): Played {
  const { canary, baseline } = moment;
  const batch = since({ canary, baseline }, played.before);
  const context = { serving: moment.sharePercent < 100, whole: baseline };
  return {
    ...played,
    before: { canary, baseline },
    errorRate: feedErrorRate(played.errorRate, batch, context, triggers.errorRate),
    burnRate: feedBurnRate(played.burnRate, batch, triggers.burnRate),
    ...playLatency(played, moment, triggers.latency),
  };
}

/** Buckets that are missing, or that others have taken the place of, begin anew, as they did in the rollout. */
function playLatency(
  played: Played,
  { latency = noLatency, sharePercent }: CountedMoment,
  trigger: Triggers["latency"],
): Pick<Played, "latency" | "latencyBefore" | "latencyAtStep"> {
  const { latencyBefore: before, latencyAtStep } = played;
  const canary = bucketsSince(latency.canary, before.canary);
  const baseline = bucketsSince(latency.baseline, before.baseline);
  if (canary === "other" || baseline === "other")
    return { latency: restartLatency(played.latency), latencyBefore: latency, latencyAtStep: noLatency };
  const context = { serving: sharePercent < 100, whole: before.baseline };
  const next = feedLatency(played.latency, { canary, baseline }, context, trigger);
  return { latency: next, latencyBefore: latency, latencyAtStep };
}

function bucketsSince(now: Histogram | null, before: Histogram | null): Histogram | null | "other" {
  if (now === null) return before === null ? null : "other";
  if (before === null) return now;
  if (!sameBounds(now, before)) return "other";
  const counts = now.counts.map((count, index) => count - (before.counts[index] ?? 0));
  return counts.some((count) => count < 0) ? "other" : { boundsMs: now.boundsMs, counts };
}

/** What grew; a source that began anew grew from nothing. */
function since(now: Pair, before: Pair): Pair {
  const grown = (later: Tally, earlier: Tally): Tally =>
    later.trials < earlier.trials || later.events < earlier.events
      ? later
      : { trials: later.trials - earlier.trials, events: later.events - earlier.events };
  return { canary: grown(now.canary, before.canary), baseline: grown(now.baseline, before.baseline) };
}

function failureOf(
  played: Played,
  moment: CountedMoment,
  { errorRate, burnRate, latency }: Triggers,
): Pick<ReplayedFailure, "check" | "sentence"> | null {
  const errors = errorRate.enabled ? errorFinding(played, moment, errorRate) : null;
  if (errors?.verdict === "fail") return { check: "error_rate", sentence: errors.sentence };
  const slowness = latency.enabled ? latencyFinding(played, moment, latency) : null;
  if (slowness?.verdict === "fail") return { check: "latency", sentence: slowness.sentence };
  const { failure } = played.burnRate;
  return burnRate.enabled && failure ? { check: "burn_rate", sentence: failure.sentence } : null;
}

function errorFinding(played: Played, moment: CountedMoment, trigger: Triggers["errorRate"]): Finding | null {
  if (trigger.judge === "sequential") return played.errorRate.failure;
  const step = since({ canary: moment.canary, baseline: moment.baseline }, played.stepStart);
  return thresholdErrorRate(moment.sharePercent < 100 ? step : { ...step, baseline: moment.baseline }, trigger);
}

function latencyFinding(
  played: Played,
  { latency = noLatency, sharePercent }: CountedMoment,
  trigger: Triggers["latency"],
): Finding | null {
  if (trigger.judge === "sequential") return played.latency.failure;
  const ofStep = (slot: keyof KeptLatency) => {
    const grown = bucketsSince(latency[slot], played.latencyAtStep[slot]);
    return grown === "other" ? latency[slot] : grown;
  };
  return thresholdLatency(ofStep("canary"), sharePercent < 100 ? ofStep("baseline") : latency.baseline, trigger);
}
