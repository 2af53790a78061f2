import type { ClockStatus } from "@/lib/clocks/contract";
import type { Outcome, Telling } from "@/lib/clocks/domain/clock-telling";
import type { ClockState } from "@/lib/clocks/domain/sla-clock";
import { countedWords } from "@/lib/kernel/counted-words";
import type { Instant } from "@/lib/kernel/instant";
import { localOf } from "@/lib/kernel/zoned-time";

/** All of a target: what is said of it is a breach. */
const breachPercent = 100;

/** What is said of an SLA clock. */
export interface SaidClock {
  readonly definition: string;
  readonly title: string;
  readonly status: ClockStatus;
  /** Why it is dark or void; null otherwise. */
  readonly why: string | null;
  readonly state: ClockState;
  readonly goalMs: number;
  /** Name of its business hours; null: day and night. */
  readonly hours: string | null;
  /** The region that has it; null where its hours are of one. */
  readonly owner?: { readonly region: string } | null;
  readonly revision: number;
  readonly revisionReason: string;
}

/** What a part that is used is called, in a line. */
export function clockTitle({ definition, title }: SaidClock, percent: number): string {
  return percent >= breachPercent ? `${definition} breached: ${title}` : `${definition}, ${percent} % used: ${title}`;
}

/** The arithmetic of a part that is used. */
export function clockSentence(clock: SaidClock, percent: number): string {
  const { state, goalMs } = clock;
  if (percent < breachPercent) {
    const due = state.dueAt === null ? "nothing makes it due as things are" : `it is due at ${minuteOf(state.dueAt)}`;
    return `${usedWords(clock)}, ${percent} % or more; ${due}.${regionWords(clock)}`;
  }
  const due = state.dueAt === null ? "" : ` It was due at ${minuteOf(state.dueAt)}.`;
  const stop = state.stoppedAt === null ? " Nobody told of a stop." : ` It stopped at ${minuteOf(state.stoppedAt)}.`;
  return `${countedWords(goalMs)}${hoursWords(clock)} were promised.${due}${stop}${regionWords(clock)}`;
}

function regionWords({ owner }: SaidClock): string {
  return owner ? ` ${owner.region} has it.` : "";
}

/** Why what was told is over. */
export function clockEndSentence(clock: SaidClock, open: Telling["open"], percent: number): string {
  const { state, status, why, goalMs } = clock;
  if (open === "stopped" && state.stoppedAt !== null) {
    const kept = state.isBreached
      ? `after it was due: ${countedWords(state.elapsedMs)} of`
      : `in time: ${countedWords(state.elapsedMs)} of`;
    return `It stopped at ${minuteOf(state.stoppedAt)}, ${kept} ${countedWords(goalMs)}.`;
  }
  if (open === "passed") return `${percent} % is used now, which is told on its own.`;
  if (status === "void") return `Withdrawn. ${why ?? "The clock counts for nothing."}`;
  return `Withdrawn: as revision ${clock.revision} counts, ${usedWords(clock)}. ${clock.revisionReason}`.trim();
}

/** That a clock ended otherwise than was known. */
export function correctionTitle({ definition, title }: SaidClock, outcome: Outcome): string {
  return `Corrected: ${definition} was ${outcome === "met" ? "kept" : "breached"}: ${title}`;
}

export function correctionSentence(clock: SaidClock, outcome: Outcome): string {
  if (clock.status === "void") return `It was told as breached. ${clock.why ?? "The clock counts for nothing."}`;
  const before = outcome === "met" ? "breached" : "kept";
  return `It was known as ${before}; as revision ${clock.revision} counts, ${usedWords(clock)}. ${clock.revisionReason}`.trim();
}

function usedWords({ state, goalMs, hours }: SaidClock): string {
  return `${countedWords(state.elapsedMs)} of ${countedWords(goalMs)}${hoursWords({ hours })} are used`;
}

function hoursWords({ hours }: Pick<SaidClock, "hours">): string {
  return hours === null ? "" : ` of ${hours}`;
}

function minuteOf(at: Instant): string {
  return `${localOf(at, "UTC").slice(0, 16).replace("T", " ")} UTC`;
}
