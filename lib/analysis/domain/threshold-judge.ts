import type { Pair } from "./comparison";
import { type Finding, found, percentOf, shareInWords, words } from "./finding";
import { type Histogram, quantileOf, totalOf } from "./histogram";

/**
 * The plain rule, selectable as policy: fail as soon as the measured difference is above the limit and the step has its
 * minimum of requests. It knows no chance: with little traffic it takes out healthy canaries too.
 */
export function thresholdErrorRate(
  step: Pair,
  settings: { readonly maxIncreasePp: number; readonly minRequests: number },
): Finding {
  const { canary, baseline } = step;
  const differencePp = percentOf(canary.events, canary.trials) - percentOf(baseline.events, baseline.trials);
  const numbers = {
    canaryRequests: canary.trials,
    canaryErrors: canary.events,
    baselineRequests: baseline.trials,
    baselineErrors: baseline.events,
    differencePp,
    limitPp: settings.maxIncreasePp,
    minRequests: settings.minRequests,
  };
  const facts =
    `Canary failed ${shareInWords(canary.events, canary.trials)}, ` +
    `baseline ${shareInWords(baseline.events, baseline.trials)}`;
  if (canary.trials < settings.minRequests || baseline.trials === 0) {
    return found("inconclusive", `Too few requests: ${facts}; ${settings.minRequests} are needed.`, numbers);
  }
  const failed = differencePp > settings.maxIncreasePp;
  const sentence = `${facts}; the difference of ${words(differencePp)} percentage points is ${
    failed ? "above" : "within"
  } the limit of ${words(settings.maxIncreasePp)}.`;
  return found(failed ? "fail" : "pass", sentence, numbers);
}

/** The same for a latency quantile. */
export function thresholdLatency(
  canary: Histogram | null,
  baseline: Histogram | null,
  settings: { readonly quantile: number; readonly maxIncreaseMs: number; readonly minRequests: number },
): Finding {
  const ours = quantileOf(canary, settings.quantile);
  const theirs = quantileOf(baseline, settings.quantile);
  const canaryRequests = totalOf(canary);
  const name = `p${words(100 * settings.quantile)}`;
  if (ours === null || theirs === null || canaryRequests < settings.minRequests) {
    const sentence = `Too few requests for a ${name}: canary ${canaryRequests}, ${settings.minRequests} are needed.`;
    return found("inconclusive", sentence, { canaryRequests, minRequests: settings.minRequests });
  }
  const differenceMs = ours.estimateMs - theirs.estimateMs;
  const failed = differenceMs > settings.maxIncreaseMs;
  const sentence =
    `${name} of the canary is ${words(ours.estimateMs)} ms, of baseline ${words(theirs.estimateMs)} ms; the difference ` +
    `of ${words(differenceMs)} ms is ${failed ? "above" : "within"} the limit of ${words(settings.maxIncreaseMs)} ms.`;
  return found(failed ? "fail" : "pass", sentence, {
    canaryRequests,
    canaryQuantileMs: ours.estimateMs,
    baselineQuantileMs: theirs.estimateMs,
    differenceMs,
    limitMs: settings.maxIncreaseMs,
    minRequests: settings.minRequests,
  });
}
