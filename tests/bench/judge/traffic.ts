import type { Pair } from "@/lib/analysis/domain/comparison";
import type { Random } from "../random";

/** Request counts of one read: canary and baseline. */
export interface Split {
  readonly canary: number;
  readonly baseline: number;
}

/** Makes the traffic of one trial: each call is the next read. */
export type Traffic = (random: Random) => () => Pair;

/** Every request fails by itself with the probability of its slot. */
export function independent(split: Split, canaryError: number, baselineError: number): Traffic {
  return (random) => () => ({
    canary: { trials: split.canary, events: random.binomial(split.canary, canaryError) },
    baseline: { trials: split.baseline, events: random.binomial(split.baseline, baselineError) },
  });
}

/** One request at a time: each goes to the canary with the probability of its share. */
export function requestByRequest(canaryShare: number, canaryError: number, baselineError: number): Traffic {
  const one = (random: Random, error: number) => ({ trials: 1, events: random.next() < error ? 1 : 0 });
  const none = { trials: 0, events: 0 };
  return (random) => () =>
    random.next() < canaryShare
      ? { canary: one(random, canaryError), baseline: none }
      : { canary: none, baseline: one(random, baselineError) };
}

/**
 * Common bursts: a shared dependency fails for `seconds` reads, hitting both slots with probability `high`; half of all
 * errors come from bursts, so that the mean stays `error`.
 */
export function commonBursts(split: Split, error: number, high: number, seconds: number): Traffic {
  const start = error / 2 / (high * seconds);
  return (random) => {
    let left = 0;
    return () => {
      if (left > 0) left -= 1;
      else if (random.next() < start) left = seconds;
      const now = left > 0 ? high : error / 2;
      return independent(split, now, now)(random)();
    };
  };
}

/**
 * Clumps routed at random: one bad client sends several failing requests within one read; each takes either slot by the
 * split. Mean clump size is `size`, mean error rate `error`.
 */
export function routedClumps(split: Split, error: number, size: number): Traffic {
  const all = split.canary + split.baseline;
  return (random) => () => {
    const clumps = random.binomial(all, error / size);
    let errors = 0;
    for (let i = 0; i < clumps; i += 1) errors += 1 + random.geometric(1 / size);
    const canary = Math.min(split.canary, random.binomial(errors, split.canary / all));
    return {
      canary: { trials: split.canary, events: canary },
      baseline: { trials: split.baseline, events: Math.min(split.baseline, errors - canary) },
    };
  };
}

/** Clumps within a slot: an error is followed by more in the very next requests of the same slot, `size` in the mean. */
export function slotClumps(split: Split, error: number, size: number): Traffic {
  return (random) => {
    const pending = { canary: 0, baseline: 0 };
    const draw = (slot: keyof Split) => {
      const trials = split[slot];
      let events = Math.min(trials, pending[slot]);
      pending[slot] -= events;
      for (let clumps = random.binomial(trials - events, error / size); clumps > 0; clumps -= 1) {
        const errors = 1 + random.geometric(1 / size);
        const fits = Math.min(errors, trials - events);
        events += fits;
        pending[slot] += errors - fits;
      }
      return { trials, events };
    };
    return () => ({ canary: draw("canary"), baseline: draw("baseline") });
  };
}

/** `before` until the canary has had `requests` of it, `after` from then on. */
export function turning(before: Traffic, requests: number, after: Traffic): Traffic {
  return (random) => {
    const first = before(random);
    const second = after(random);
    let seen = 0;
    return () => {
      if (seen >= requests) return second();
      const pair = first();
      seen += pair.canary.trials;
      return pair;
    };
  };
}

/** Errors of its own on top of whatever happens to the canary anyway. */
export function withFault(traffic: Traffic, error: number): Traffic {
  return (random) => {
    const next = traffic(random);
    return () => {
      const pair = next();
      const { trials, events } = pair.canary;
      return { ...pair, canary: { trials, events: events + random.binomial(trials - events, error) } };
    };
  };
}
