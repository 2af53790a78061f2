import { feedBurnRate, startBurnRate } from "@/lib/analysis/domain/burn-rate-judge";
import { addTallies, emptyPair, type Pair } from "@/lib/analysis/domain/comparison";
import { feedErrorRate, readErrorRate, startErrorRate } from "@/lib/analysis/domain/error-rate-judge";
import { thresholdErrorRate } from "@/lib/analysis/domain/threshold-judge";
import { Triggers } from "@/lib/rollouts/contract";
import { ArgoRule } from "../rivals/argo";
import { FlaggerRule } from "../rivals/flagger";
import { MannWhitneyRule } from "../rivals/mann-whitney";

/** Takes one read; true means: roll back. */
export type Contestant = (pair: Pair) => boolean;

export const triggers = Triggers.parse({});

/** Ours, as in the product, without a frozen baseline: stable serves all the time. */
export function sequential(): Contestant {
  let state = startErrorRate();
  const baseline = { serving: true, whole: { trials: 0, events: 0 } };
  return (pair) => {
    state = feedErrorRate(state, pair, baseline, triggers.errorRate);
    return state.failure !== null;
  };
}

/** The verdict that ours gives after the reads so far; for the share of healthy canaries that are held up. */
export function sequentialVerdictAfter(reads: readonly Pair[]): string {
  let state = startErrorRate();
  let step = emptyPair;
  for (const pair of reads) {
    step = { canary: addTallies(step.canary, pair.canary), baseline: addTallies(step.baseline, pair.baseline) };
    state = feedErrorRate(state, pair, { serving: true, whole: step.baseline }, triggers.errorRate);
  }
  return readErrorRate(state, step, { serving: true, whole: step.baseline }, triggers.errorRate).verdict;
}

export function burnRate(): Contestant {
  let state = startBurnRate();
  return (pair) => {
    state = feedBurnRate(state, pair, triggers.burnRate);
    return state.failure !== null;
  };
}

export function threshold(): Contestant {
  let step = emptyPair;
  return (pair) => {
    step = { canary: addTallies(step.canary, pair.canary), baseline: addTallies(step.baseline, pair.baseline) };
    return thresholdErrorRate(step, triggers.errorRate).verdict === "fail";
  };
}

/** Gathers reads until a check of `requests` canary requests is full, then asks `check`. */
function perCheck(requests: number, check: (pair: Pair) => boolean): Contestant {
  let gathered = emptyPair;
  return (pair) => {
    gathered = {
      canary: addTallies(gathered.canary, pair.canary),
      baseline: addTallies(gathered.baseline, pair.baseline),
    };
    if (gathered.canary.trials < requests) return false;
    const full = gathered;
    gathered = emptyPair;
    return check(full);
  };
}

export function argo(requestsPerCheck: number): Contestant {
  const rule = new ArgoRule();
  return perCheck(requestsPerCheck, ({ canary }) => rule.check({ requests: canary.trials, errors: canary.events }));
}

export function flagger(requestsPerCheck: number): Contestant {
  const rule = new FlaggerRule();
  return perCheck(requestsPerCheck, ({ canary }) => rule.check({ requests: canary.trials, errors: canary.events }));
}

export function mannWhitney(requestsPerPoint: number): Contestant {
  const rule = new MannWhitneyRule();
  return perCheck(requestsPerPoint, ({ canary, baseline }) =>
    rule.check(canary.events / canary.trials, baseline.events / Math.max(1, baseline.trials)),
  );
}
