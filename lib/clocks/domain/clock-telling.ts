import { type Instant, instant } from "@/lib/kernel/instant";
import type { ClockStatus } from "../contract";
import { type ClockEvent, type ClockRule, type ClockState, clockAt } from "./sla-clock";

/** The part of a target that stands for its breach, in percent. */
export const breachPercent = 100;

/** How a clock ended. */
export type Outcome = "met" | "breached";

/** What was told of a clock so far. */
export interface Told {
  /** The highest part that stands told, in percent; 0: none. */
  readonly percent: number;
  /** How it ended, as it was known when it was last looked at; null while it runs. */
  readonly outcome: Outcome | null;
}

export interface TellingQuestion {
  /** Parts of the target that are told, in percent, rising. */
  readonly thresholds: readonly number[];
  readonly status: ClockStatus;
  readonly state: ClockState;
  readonly goalMs: number;
  readonly told: Told;
}

export interface Telling {
  /** A part that is to be told; null: none. */
  readonly raise: number | null;
  /** What becomes of parts that stand told: passed by a higher one, over with the clock, taken back, or left as they are in the dark. */
  readonly open: "keep" | "passed" | "stopped" | "withdrawn" | "frozen";
  /** How it ended is not as it was known before. */
  readonly correction: Outcome | null;
  readonly after: Told;
}

/** The highest part of the target that is used; 0 when none is. A part is used at its very end, a breach begins after it. */
export function reachedPercent(
  thresholds: readonly number[],
  { elapsedMs, isBreached }: Pick<ClockState, "elapsedMs" | "isBreached">,
  goalMs: number,
): number {
  const isReached = (percent: number) => (percent >= breachPercent ? isBreached : elapsedMs * 100 >= goalMs * percent);
  return Math.max(0, ...thresholds.filter(isReached));
}

/**
 * What is to be told of a clock now. Each part is told once as it is reached; a clock that was computed anew with less used takes back what
 * was told, and one that ended otherwise than it was known to is corrected. Nothing is told, and nothing taken back, while its source is dark.
 */
export function tellingOf(question: TellingQuestion): Telling {
  const { thresholds, status, state, goalMs, told } = question;
  const stay: Telling = { raise: null, open: "keep", correction: null, after: told };
  if (status === "undetermined") return { ...stay, open: "frozen" };
  if (status === "void")
    return { ...stay, open: "withdrawn", correction: told.outcome === "breached" ? "met" : null, after: nothingTold };
  const reached = reachedPercent(thresholds, state, goalMs);
  if (state.state === "stopped") return toldOfEnd(question, reached);
  const after = { percent: reached, outcome: null };
  if (reached > told.percent) return { ...stay, raise: reached, open: "passed", after };
  return { ...stay, open: reached < told.percent ? "withdrawn" : "keep", after };
}

const nothingTold: Told = { percent: 0, outcome: null };

/** Once it stopped nothing more is reached. A breach that nobody was told of while it ran is told all the same. */
function toldOfEnd({ thresholds, state, told }: TellingQuestion, reached: number): Telling {
  const outcome = state.isBreached ? "breached" : "met";
  const tellsBreach = thresholds.includes(breachPercent);
  const isNews = reached === breachPercent && told.percent < breachPercent && told.outcome === null;
  const isCorrection = tellsBreach && told.outcome !== null && told.outcome !== outcome;
  return {
    raise: isNews ? breachPercent : null,
    open: "stopped",
    correction: isCorrection ? outcome : null,
    // What comes back runs anew, and is told anew.
    after: { percent: 0, outcome },
  };
}

/** When parts of the target are, or were, used; null for those that never are as things are. */
export function thresholdTimes(
  thresholds: readonly number[],
  events: readonly ClockEvent[],
  rule: ClockRule,
  now: Instant,
): readonly { readonly percent: number; readonly at: Instant | null }[] {
  return thresholds.map((percent) => {
    const goalMs = Math.ceil((rule.goalMs * percent) / 100);
    return { percent, at: clockAt(events, { ...rule, goalMs }, now).dueAt };
  });
}

/** When to look again: as soon as the next part is used, and a moment after that for a breach. Null: nothing more comes by itself. */
export function nextTellingAt(
  times: ReturnType<typeof thresholdTimes>,
  state: Pick<ClockState, "state">,
  reached: number,
): Instant | null {
  if (state.state === "stopped" || state.state === "not_started") return null;
  const next = times.find(({ percent }) => percent > reached);
  if (!next || next.at === null) return null;
  return next.percent >= breachPercent ? instant(next.at + 1) : next.at;
}
