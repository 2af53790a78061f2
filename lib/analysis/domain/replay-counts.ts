import type { Instant } from "@/lib/kernel/instant";
import type { Triggers } from "@/lib/rollouts/contract";
import { type BurnRateState, beginBurnRateStep, feedBurnRate, startBurnRate } from "./burn-rate-judge";
import type { Pair, Tally } from "./comparison";
import { beginErrorRateStep, type ErrorRateState, feedErrorRate, startErrorRate } from "./error-rate-judge";
import type { Finding } from "./finding";
import { thresholdErrorRate } from "./threshold-judge";

/** Counts of one source at one moment, since the rollout began. */
export interface CountedMoment {
  readonly at: Instant;
  readonly source: string;
  readonly stepIndex: number;
  /** Share of the traffic that the new version was to have, in percent. */
  readonly sharePercent: number;
  readonly canary: Tally;
  readonly baseline: Tally;
}

/** What would have taken the version back. */
export interface ReplayedFailure {
  readonly check: "error_rate" | "burn_rate";
  readonly source: string;
  readonly at: Instant;
  readonly stepIndex: number;
  /** The check's own sentence, with its numbers. */
  readonly sentence: string;
  /** Requests that the new version had answered by then, and those of them that failed. */
  readonly canary: Tally;
}

/**
 * What other triggers would have said of counts that a rollout kept: the same judges, moment after moment, in each source. Null when
 * nothing would have failed. Latency, health and custom metrics keep no inputs that could be judged again, and are not asked.
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
  /** Counts at the beginning of the step. */
  readonly stepStart: Pair;
  readonly before: Pair;
  readonly stepIndex: number;
}

const none: Tally = { trials: 0, events: 0 };
const nothing: Pair = { canary: none, baseline: none };

function replaySource(
  moments: readonly CountedMoment[],
  triggersOf: (stepIndex: number) => Triggers,
): ReplayedFailure | null {
  let played: Played = {
    errorRate: startErrorRate(),
    burnRate: startBurnRate(),
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
  };
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
  { errorRate, burnRate }: Triggers,
): Pick<ReplayedFailure, "check" | "sentence"> | null {
  const errors = errorRate.enabled ? errorFinding(played, moment, errorRate) : null;
  if (errors?.verdict === "fail") return { check: "error_rate", sentence: errors.sentence };
  const { failure } = played.burnRate;
  return burnRate.enabled && failure ? { check: "burn_rate", sentence: failure.sentence } : null;
}

function errorFinding(played: Played, moment: CountedMoment, trigger: Triggers["errorRate"]): Finding | null {
  if (trigger.judge === "sequential") return played.errorRate.failure;
  const step = since({ canary: moment.canary, baseline: moment.baseline }, played.stepStart);
  return thresholdErrorRate(moment.sharePercent < 100 ? step : { ...step, baseline: moment.baseline }, trigger);
}
