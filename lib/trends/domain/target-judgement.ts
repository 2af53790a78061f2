import type { Instant } from "@/lib/kernel/instant";
import { dayOf, neighbourPeriod } from "@/lib/kernel/zoned-time";
import type { KnownFigure, MeasureKind } from "./known-figure";

export const targetStates = ["met", "missed", "unclear", "unknown"] as const;
export type TargetState = (typeof targetStates)[number];

/** A judgement looks at so many whole days at most, and at no fewer than a week of them. */
const LONGEST_DAYS = 30;
const FEWEST_DAYS = 7;

/**
 * Is a target met? `met`: the figure is the target or better. `missed`: it is worse, and so is the good end of its 95 % interval, so that
 * chance does not explain it. `unclear`: it is worse and the interval reaches the target. `unknown`: there is not enough data.
 */
export function judgeTarget(
  { value, low, high }: Pick<KnownFigure, "value" | "low" | "high">,
  target: number,
  { better }: Pick<MeasureKind, "better">,
): TargetState {
  if (value === null) return "unknown";
  const isGood = (number: number): boolean => (better === "more" ? number >= target : number <= target);
  if (isGood(value)) return "met";
  const goodEnd = better === "more" ? high : low;
  return goodEnd !== null && isGood(goodEnd) ? "unclear" : "missed";
}

export interface JudgedDays {
  readonly from: string;
  readonly to: string;
}

/**
 * The whole local days by which a target is judged now: the last thirty that are over, and only those after the day on which it was set:
 * what was before is what it was taken from. Null until there are seven.
 */
export function judgedDays(setAt: Instant, now: Instant, timeZone: string): JudgedDays | null {
  const rule = { timeZone };
  const shifted = (at: Instant, days: number): string => dayOf(neighbourPeriod(at, "day", days, rule).from, timeZone);
  const to = shifted(now, -1);
  const firstAfter = shifted(setAt, 1);
  const longest = shifted(now, -LONGEST_DAYS);
  const [, from = firstAfter] = [longest, firstAfter].sort();
  const fewest = shifted(now, -FEWEST_DAYS);
  return from > fewest ? null : { from, to };
}

export interface StatedJudgement {
  readonly state: TargetState;
  readonly day: string;
}

/** What is told of a target: that it is missed, that it is met again, that it is met; or nothing. */
export type TargetNews = "missed" | "recovered" | "met" | null;

/**
 * News from the judgements of a target, newest first. `isTold`: people were told that it is missed and not yet that this is over. An
 * unclear or unknown day changes nothing: what was said before stays said.
 */
export function newsOf(judgements: readonly StatedJudgement[], isTold: boolean): TargetNews {
  const [latest, before] = judgements.filter(({ state }) => state === "met" || state === "missed");
  if (!latest || judgements[0]?.day !== latest.day) return null;
  if (latest.state === "missed") return isTold ? null : "missed";
  if (isTold) return "recovered";
  return before?.state === "met" ? null : "met";
}
