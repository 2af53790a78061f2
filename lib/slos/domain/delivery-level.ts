import { compare, type Rational, rational, toNumber } from "@/lib/kernel/rational";
import { wilsonInterval } from "@/lib/kernel/statistics/wilson";
import type { Level, Verdict } from "./level";

/** Events of a period, of which some cannot be judged. */
export interface EventCounts {
  readonly good: number;
  readonly bad: number;
  readonly unknown: number;
}

export interface DeliveryLevel extends Pick<Level, "worst" | "best" | "coverage"> {
  readonly verdict: Verdict;
  /** 95 % interval of the good share, 0 to 1; null for a census or without events. */
  readonly interval: { readonly low: number; readonly high: number } | null;
}

const z95 = 1.959_963_984_540_054;

/**
 * The level of events, with a verdict that few events cannot give. A sample of what the pipeline does is judged by the Wilson interval
 * of its good share, with everything unknown bad at one end and good at the other: met when all of it reaches the target, missed when none of
 * it does. A census, where every event of the period is there, such as its business days, is judged by its share alone.
 */
export function deliveryLevel({ good, bad, unknown }: EventCounts, target: Rational, isCensus: boolean): DeliveryLevel {
  const all = good + bad + unknown;
  if (all === 0) return { worst: null, best: null, coverage: null, verdict: "no_data", interval: null };
  const share = (count: number) => rational(BigInt(count), BigInt(all));
  const range = { worst: share(good), best: share(good + unknown), coverage: share(good + bad) };
  if (isCensus) return { ...range, verdict: verdictOf(range, target), interval: null };
  const interval = {
    low: wilsonInterval(good, all, z95).low,
    high: wilsonInterval(good + unknown, all, z95).high,
  };
  const goal = toNumber(target);
  const verdict = interval.low >= goal ? "met" : interval.high < goal ? "missed" : "undetermined";
  return { ...range, verdict, interval };
}

function verdictOf({ worst, best }: { worst: Rational; best: Rational }, target: Rational): Verdict {
  if (compare(worst, target) >= 0) return "met";
  return compare(best, target) < 0 ? "missed" : "undetermined";
}
