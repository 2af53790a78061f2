import type { BlindCause } from "@/lib/telemetry/port";
import type { Evidence, Verdict } from "./evidence";

/** What a judge says; `judge-step` adds check, source and time to make it Evidence. */
export type Finding = Pick<Evidence, "verdict" | "blindCause" | "sentence" | "numbers">;

type Numbers = Evidence["numbers"];

export function found(verdict: Exclude<Verdict, "blind">, sentence: string, numbers: Numbers = {}): Finding {
  return { verdict, blindCause: null, sentence, numbers };
}

export function blindFinding(blindCause: BlindCause, sentence: string, numbers: Numbers = {}): Finding {
  return { verdict: "blind", blindCause, sentence, numbers };
}

/** Percent of `part` in `whole`, 0 when there is no whole. */
export function percentOf(part: number, whole: number): number {
  return whole > 0 ? (100 * part) / whole : 0;
}

/** A number for people: three significant digits, whole numbers from 100 on, no trailing zeros. */
export function words(value: number): string {
  if (!Number.isFinite(value)) return "unbounded";
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return String(Math.round(value));
  return String(Number(value.toPrecision(size >= 1 ? 3 : 2)));
}

export function requests(count: number): string {
  return count === 1 ? "1 request" : `${count} requests`;
}

/** `9 of 60 requests (15 %)` */
export function shareInWords(events: number, trials: number): string {
  return `${events} of ${requests(trials)} (${words(percentOf(events, trials))} %)`;
}

/** `evidence 212:1, needed 100:1` */
export function evidenceInWords(ratio: number, needed: number): string {
  const shown = ratio > 1e6 ? "more than 1000000" : words(ratio);
  return `evidence ${shown}:1, needed ${words(needed)}:1`;
}
