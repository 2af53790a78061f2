import type { Instant } from "@/lib/kernel/instant";
import type { MinuteSeries } from "./evaluation";
import { minuteMs } from "./minutes";

/** Time that a waiver forgives: `from` inclusive, `to` exclusive. */
export interface WaivedTime {
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * A series with the minutes that lie wholly in waived time taken out of it: they count neither as good nor as bad, in the numerator
 * nor in the denominator (Datadog's and Grafana's "remove"). Minutes that nobody knows stay unknown: that they would have been forgiven is no reason
 * to call them known. Answers also how many minutes were taken out.
 */
export function withoutWaived(
  series: MinuteSeries,
  waived: readonly WaivedTime[],
): { readonly series: MinuteSeries; readonly minutes: number } {
  let minutes = 0;
  const slices = series.slices.map((slice, index) => {
    const from = series.from + index * minuteMs;
    const isWaived = waived.some((time) => time.from <= from && from + minuteMs <= time.to);
    if (!isWaived || slice.kind !== "counted") return slice;
    minutes += 1;
    return { kind: "excluded" as const };
  });
  return { series: { ...series, slices }, minutes };
}
