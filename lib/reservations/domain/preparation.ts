import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { lengthWords } from "./reservation-words";

/** What is known of a reservation whose data is prepared at its beginning. */
export interface PreparedReservation {
  readonly slot: Period | null;
  readonly grantedAt: Instant | null;
  readonly takenUpAt: Instant | null;
  readonly endedAt: Instant | null;
  /** How long preparation was planned to take; 0: nothing is prepared. */
  readonly prepareMs: number;
  /** When somebody said that the data was ready; null while nobody did. */
  readonly dataReadyAt: Instant | null;
}

/** Preparation as planned and as it was. All lengths in milliseconds. */
export interface Preparation {
  /** `running`: not ready yet; `unreported`: the reservation ended and nobody said. */
  readonly state: "running" | "ready" | "unreported";
  readonly plannedMs: number;
  /** How long it took, so far while it runs; null when nobody said. */
  readonly tookMs: number | null;
  /** How much longer than planned, at least that while it runs; 0 where it was not; null when nobody said. */
  readonly delayMs: number | null;
  /** What is left of the reservation once the data is ready, at most that while preparation runs; null when nobody said. */
  readonly usableMs: number | null;
  /** How long after the planned moment it was first used, where that waited for late data; null elsewhere. */
  readonly lateUseMs: number | null;
  /** It is late, and nobody uses the reservation before it is ready. */
  readonly isHolderWaiting: boolean;
}

/** How the preparation of a reservation went up to `now`; null where none is planned or none began. */
export function preparationOf(one: PreparedReservation, now: Instant): Preparation | null {
  const { slot, grantedAt, takenUpAt, endedAt, prepareMs: plannedMs, dataReadyAt } = one;
  if (plannedMs === 0 || slot === null || grantedAt === null || slot.from > now) return null;
  const to = endedAt === null ? slot.to : Math.min(slot.to, endedAt);
  if (to <= slot.from) return null;
  const none = { tookMs: null, delayMs: null, usableMs: null, lateUseMs: null, isHolderWaiting: false };
  if (dataReadyAt === null && endedAt !== null) return { state: "unreported", plannedMs, ...none };
  const plannedAt = instant(slot.from + plannedMs);
  const tookMs = (dataReadyAt ?? now) - slot.from;
  const delayMs = Math.max(0, tookMs - plannedMs);
  const usableFrom = dataReadyAt ?? Math.max(now, plannedAt);
  const isUsedLate = delayMs > 0 && dataReadyAt !== null && takenUpAt !== null && takenUpAt >= dataReadyAt;
  return {
    state: dataReadyAt === null ? "running" : "ready",
    plannedMs,
    tookMs,
    delayMs,
    usableMs: Math.max(0, to - usableFrom),
    lateUseMs: isUsedLate ? takenUpAt - plannedAt : null,
    isHolderWaiting: dataReadyAt === null && delayMs > 0 && takenUpAt === null,
  };
}

const minuteMs = 60_000;

/** How the preparation went, as sentences: "Data ready 40 min later than planned; 3 h 20 min to use." */
export function preparationWords(preparation: Preparation): string {
  const { state, plannedMs, tookMs, delayMs, usableMs, lateUseMs, isHolderWaiting } = preparation;
  if (tookMs === null || delayMs === null || usableMs === null) return "Nobody said when its data was ready.";
  const usable = lengthWords(usableMs);
  if (state === "running") {
    if (delayMs < minuteMs)
      return `Data is prepared since ${lengthWords(tookMs)}, of ${lengthWords(plannedMs)} planned.`;
    const holder = isHolderWaiting ? " Whoever holds it is late because its data is." : "";
    return `Data not ready, ${lengthWords(delayMs)} later than planned so far; at most ${usable} to use.${holder}`;
  }
  const late =
    lateUseMs === null
      ? ""
      : ` First used ${lengthWords(lateUseMs)} later than planned, ${lengthWords(delayMs)} of it because its data was late.`;
  return `Data ready ${againstPlan(tookMs - plannedMs)}; ${usable} to use.${late}`;
}

function againstPlan(offMs: number): string {
  if (Math.abs(offMs) < minuteMs) return "as planned";
  return `${lengthWords(Math.abs(offMs))} ${offMs > 0 ? "later" : "earlier"} than planned`;
}

/** Delays of many preparations. */
export interface PreparationDelays {
  /** That began. */
  readonly preparations: number;
  /** Of those, how many ended with nobody having said when the data was ready: no delay is known of them. */
  readonly unreported: number;
  /** Over those that are ready, and those that run and are late already, with what they are late so far; null for none. */
  readonly medianDelayMs: number | null;
  readonly worstDelayMs: number | null;
}

/** Count preparations and how late they were. One that runs within its plan is counted, and has no delay yet. */
export function delaysOf(preparations: readonly Preparation[]): PreparationDelays {
  const delays = preparations
    .filter(({ state, delayMs }) => state === "ready" || (state === "running" && (delayMs ?? 0) > 0))
    .map(({ delayMs }) => delayMs ?? 0)
    .sort((left, right) => left - right);
  return {
    preparations: preparations.length,
    unreported: preparations.filter(({ state }) => state === "unreported").length,
    medianDelayMs: medianOf(delays),
    worstDelayMs: delays.at(-1) ?? null,
  };
}

/** The middle of sorted values, the mean of both middles of an even number; null for none. */
export function medianOf(sorted: readonly number[]): number | null {
  if (sorted.length === 0) return null;
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
}
