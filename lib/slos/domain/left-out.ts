import { union } from "@/lib/kernel/intervals";
import type { Period } from "@/lib/kernel/zoned-time";
import type { MinuteSeries } from "./evaluation";
import { minuteMs } from "./minutes";

/** Positions of the minutes of a stretch, from `first` up to, not including, `end`. */
export interface MinuteRun {
  readonly first: number;
  readonly end: number;
}

/**
 * The minutes, counted from `from` on, that lie wholly in `stretches` (which may overlap), at most `minutes` of them; as runs, sorted
 * and apart.
 */
export function minutesWithin(stretches: readonly Period[], from: number, minutes: number): MinuteRun[] {
  return union(stretches).flatMap((stretch) => {
    const first = Math.max(0, Math.ceil((stretch.from - from) / minuteMs));
    const end = Math.min(minutes, Math.floor((stretch.to - from) / minuteMs));
    return first < end ? [{ first, end }] : [];
  });
}

/**
 * A series with the minutes that lie wholly in planned or waived time taken out of it: they count neither as good nor as bad, in the
 * numerator nor in the denominator (Datadog's and Grafana's "remove"). Minutes that nobody knows stay unknown: that they would have been
 * left out is no reason to call them known. Answers also how many known minutes were taken out.
 */
export function leaveOut(
  series: MinuteSeries,
  stretches: readonly Period[],
): { readonly series: MinuteSeries; readonly minutes: number } {
  const slices = [...series.slices];
  let minutes = 0;
  for (const { first, end } of minutesWithin(stretches, series.from, slices.length)) {
    for (let index = first; index < end; index += 1) {
      if (slices[index]?.kind !== "counted") continue;
      slices[index] = { kind: "excluded" };
      minutes += 1;
    }
  }
  return { series: { ...series, slices }, minutes };
}
