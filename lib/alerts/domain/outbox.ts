import type { Instant } from "@/lib/kernel/instant";
import { instant } from "@/lib/kernel/instant";
import type { NoticeState, NoticeStep } from "../contract";
import type { TellOutcome } from "../port";

/** Steps in the order in which everybody is told of them; their places are stored. */
const steps: readonly NoticeStep[] = ["trigger", "acknowledge", "resolve"];

export function placeOf(step: NoticeStep): number {
  return steps.indexOf(step) + 1;
}

export function stepAt(place: number): NoticeStep {
  const step = steps[place - 1];
  if (!step) throw new RangeError(`there is no step ${place} of a notice`);
  return step;
}

const secondMs = 1_000;
const longestMs = 15 * 60 * secondMs;

/** Attempts before a notice is given up: after about three and a half hours of trying. Time in which no worker ran does not count. */
export const maxAttempts = 20;

/** An attempt that was begun and never ended is given up after this time: its process died. */
export const abandonedAfterMs = 2 * 60 * secondMs;

/** How long to wait after so many failed attempts, in ms: 5 s, 10 s, 20 s … 15 min. */
export function waitAfter(attempts: number): number {
  return Math.min(longestMs, 5 * secondMs * 2 ** Math.min(20, Math.max(0, attempts - 1)));
}

export interface Attempted {
  readonly attempts: number;
  readonly mayHaveArrived: boolean;
}

export interface Settled {
  readonly state: Extract<NoticeState, "waiting" | "sent" | "dead">;
  readonly nextAttemptAt: Instant | null;
  readonly settledAt: Instant | null;
  readonly answer: string | null;
  readonly lastError: string | null;
  readonly mayHaveArrived: boolean;
}

/**
 * What the outcome of an attempt means for a notice: sent, tried again, or dead. A wait that the other side asks for is kept, up to the
 * longest one.
 */
export function settle(notice: Attempted, outcome: TellOutcome, now: Instant): Settled {
  if (outcome.kind === "sent") {
    const { answer } = outcome;
    return { state: "sent", nextAttemptAt: null, settledAt: now, answer, lastError: null, mayHaveArrived: true };
  }
  const mayHaveArrived = notice.mayHaveArrived || outcome.mayHaveArrived;
  const base = { answer: null, lastError: outcome.why, mayHaveArrived };
  if (outcome.isFinal || notice.attempts >= maxAttempts)
    return { ...base, state: "dead", nextAttemptAt: null, settledAt: now };
  const waitMs = Math.max(waitAfter(notice.attempts), Math.min(longestMs, outcome.retryAfterMs ?? 0));
  return { ...base, state: "waiting", nextAttemptAt: instant(now + waitMs), settledAt: null };
}

/** A notice of one alarm to one connection. */
export interface ThreadNotice {
  readonly step: NoticeStep;
  readonly state: NoticeState;
  readonly nextAttemptAt: Instant | null;
  readonly mayHaveArrived: boolean;
}

/**
 * What is to be done next for one alarm and one connection: send a step, drop a step, or nothing yet. A step waits until the one before it
 * is settled, so that nobody hears of the end before the beginning. Where the trigger certainly never arrived there is nothing to
 * acknowledge or to end.
 */
export function nextOf(
  thread: readonly ThreadNotice[],
  now: Instant,
): { readonly do: "send" | "drop"; readonly step: NoticeStep } | null {
  const ordered = [...thread].sort((left, right) => placeOf(left.step) - placeOf(right.step));
  const first = ordered.find(({ state }) => state === "waiting" || state === "sending");
  if (!first || first.state === "sending") return null;
  const trigger = ordered.find(({ step }) => step === "trigger");
  if (first.step !== "trigger" && trigger?.state === "dead" && !trigger.mayHaveArrived)
    return { do: "drop", step: first.step };
  return first.nextAttemptAt !== null && first.nextAttemptAt <= now ? { do: "send", step: first.step } : null;
}
