import { wilsonInterval } from "@/lib/kernel/statistics/wilson";

/** Half an hour before a deployment, an hour after its end. */
export const windowLengths = { beforeMs: 30 * 60_000, afterMs: 60 * 60_000 } as const;
const minuteMs = 60_000;
const dayMs = 86_400_000;

export interface Span {
  readonly fromMs: number;
  /** Not in it any more. */
  readonly toMs: number;
}

export interface DeploymentWindows {
  /** Everything around the deployment, minute by minute. */
  readonly around: Span;
  readonly before: Span;
  readonly after: Span;
  /** The span after, a day and a week earlier. */
  readonly dayBefore: Span;
  readonly weekBefore: Span;
}

const floor = (ms: number): number => Math.floor(ms / minuteMs) * minuteMs;

/**
 * What is looked at around a deployment: whole minutes, nothing of its own minutes, and nothing that has not happened yet. Null while
 * less than a minute after it is over.
 */
export function windowsOf(startedMs: number, finishedMs: number | null, nowMs: number): DeploymentWindows | null {
  const start = floor(startedMs);
  const end = floor(finishedMs ?? startedMs) + minuteMs;
  const to = Math.min(end + windowLengths.afterMs, floor(nowMs));
  if (to <= end) return null;
  const before = { fromMs: start - windowLengths.beforeMs, toMs: start };
  const after = { fromMs: end, toMs: to };
  const earlier = (ms: number): Span => ({ fromMs: after.fromMs - ms, toMs: after.toMs - ms });
  return {
    around: { fromMs: before.fromMs, toMs: to },
    before,
    after,
    dayBefore: earlier(dayMs),
    weekBefore: earlier(7 * dayMs),
  };
}

export function minutesOf({ fromMs, toMs }: Span): number {
  return (toMs - fromMs) / minuteMs;
}

/**
 * The ratio of two rates with its interval: given the sum of two Poisson counts, the share of the second is binomial (Przyborowski and
 * Wilenski, 1940), and gets a Wilson interval. Null without any error on either side. `high` null: without bound.
 */
export function rateRatio(
  before: { readonly errors: number; readonly minutes: number },
  after: { readonly errors: number; readonly minutes: number },
): { readonly value: number; readonly low: number; readonly high: number | null } | null {
  const total = before.errors + after.errors;
  if (total === 0 || before.errors === 0 || before.minutes <= 0 || after.minutes <= 0) return null;
  const { low, high } = wilsonInterval(after.errors, total, 1.959964);
  const exposure = before.minutes / after.minutes;
  const odds = (share: number): number => (share / (1 - share)) * exposure;
  return { value: (after.errors / before.errors) * exposure, low: odds(low), high: high >= 1 ? null : odds(high) };
}
