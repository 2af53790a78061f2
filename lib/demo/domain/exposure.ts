import type { ShipFault } from "../contract";

/** One answer that a visitor got from the version that is looked at. Times are epoch milliseconds. */
export interface VisitorAnswer {
  readonly at: number;
  /** HTTP status; 0 when nobody answered. */
  readonly status: number;
  readonly latencyMs: number;
}

/** What visitors got from one version since it was shipped. */
export interface Exposure {
  readonly answers: number;
  readonly badAnswers: number;
  readonly firstAnswerAt: number | null;
  /** When the fault first showed to a visitor, or when the health check died. */
  readonly onsetAt: number | null;
  readonly lastBadAt: number | null;
}

export const noExposure: Exposure = {
  answers: 0,
  badAnswers: 0,
  firstAnswerAt: null,
  onsetAt: null,
  lastBadAt: null,
};

/** An answer that takes this long is bad when the version was shipped to be slow. */
export const slowAnswerMs = 500;

/**
 * Count one more answer. Bad is: an error; a slow answer of a version shipped to be slow; and every answer of a version
 * whose health check is dead, since nobody should reach it any more.
 */
export function countAnswer(seen: Exposure, fault: ShipFault, answer: VisitorAnswer): Exposure {
  const isBad =
    answer.status === 0 ||
    answer.status >= 500 ||
    (fault === "slow" && answer.latencyMs >= slowAnswerMs) ||
    (fault === "health" && seen.onsetAt !== null && answer.at >= seen.onsetAt);
  return {
    answers: seen.answers + 1,
    badAnswers: seen.badAnswers + (isBad ? 1 : 0),
    firstAnswerAt: seen.firstAnswerAt ?? answer.at,
    onsetAt: isBad ? (seen.onsetAt ?? answer.at) : seen.onsetAt,
    lastBadAt: isBad ? Math.max(answer.at, seen.lastBadAt ?? answer.at) : seen.lastBadAt,
  };
}

/** The health check died at this moment. */
export function sickSince(seen: Exposure, at: number): Exposure {
  return { ...seen, onsetAt: seen.onsetAt ?? at };
}

/** From the first sign of the fault to the last bad answer, in milliseconds; null while there was none. */
export function exposedMs({ onsetAt, lastBadAt }: Pick<Exposure, "onsetAt" | "lastBadAt">): number | null {
  return onsetAt === null || lastBadAt === null ? null : lastBadAt - onsetAt;
}
