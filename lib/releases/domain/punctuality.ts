import type { Instant } from "@/lib/kernel/instant";

/** How late a train may depart and still count as on time. */
export const toleranceMs = 10 * 60_000;

export interface Departure {
  /** What was promised first; null when nothing was: then it is neither on time nor late. */
  readonly plannedFirst: Instant | null;
  readonly departedAt: Instant | null;
  readonly phase: string;
}

export type Punctuality = "on_time" | "late" | "missed" | "not_yet" | "unplanned";

/**
 * Was it on time? Against the departure that was promised first, whatever was planned later. One that was given up after its promise was
 * due, or has not departed though it is due, missed it.
 */
export function punctualityOf({ plannedFirst, departedAt, phase }: Departure, now: Instant): Punctuality {
  if (plannedFirst === null) return "unplanned";
  if (departedAt !== null) return departedAt - plannedFirst <= toleranceMs ? "on_time" : "late";
  if (phase === "cancelled") return "missed";
  return now - plannedFirst <= toleranceMs ? "not_yet" : "missed";
}

/** Milliseconds after the first promise; null where there is nothing to compare. Early departures are 0. */
export function slipMs({ plannedFirst, departedAt }: Departure): number | null {
  return plannedFirst === null || departedAt === null ? null : Math.max(0, departedAt - plannedFirst);
}

export interface PunctualityFigure {
  /** Trains with a promise that is due. */
  readonly due: number;
  readonly onTime: number;
  /** 0 to 100, one decimal; null with none. */
  readonly percent: number | null;
  readonly medianSlipMs: number | null;
}

/** Share of promised departures that were kept, and the lower median of how late those were that departed. */
export function punctualityFigure(departures: readonly Departure[], now: Instant): PunctualityFigure {
  const judged = departures.map((one) => punctualityOf(one, now));
  const due = judged.filter((one) => one === "on_time" || one === "late" || one === "missed").length;
  const onTime = judged.filter((one) => one === "on_time").length;
  const slips = departures.flatMap((one) => slipMs(one) ?? []).toSorted((one, other) => one - other);
  return {
    due,
    onTime,
    percent: due === 0 ? null : Math.round((1_000 * onTime) / due) / 10,
    medianSlipMs: slips[Math.ceil(slips.length / 2) - 1] ?? null,
  };
}
