import { toScale } from "@/lib/anomalies/domain/measure-scale";
import type { GeneratedSeries } from "./release-series";
import type { Said } from "./score";

/** What many tools do: an exponentially weighted mean and variance, and an alarm outside of three sigmas. */
export function ewma3Sigma(series: GeneratedSeries, learningPoints: number): Said {
  const weight = 0.1;
  let mean: number | null = null;
  let variance = 0;
  return watch(series, learningPoints, (y) => {
    if (mean === null) {
      mean = y;
      return false;
    }
    const difference = y - mean;
    const isOut = Math.abs(difference) > 3 * Math.sqrt(variance);
    mean += weight * difference;
    variance = (1 - weight) * (variance + weight * difference * difference);
    return isOut;
  });
}

/** A z-score against the same place of the last eight weeks, as seasonal monitors have it. */
export function seasonalZScore(series: GeneratedSeries, learningPoints: number): Said {
  const history = new Map<number, number[]>();
  return watch(series, learningPoints, (y, slot) => {
    const past = history.get(slot) ?? [];
    const mean = past.reduce((sum, one) => sum + one, 0) / Math.max(1, past.length);
    const spread = Math.sqrt(past.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, past.length - 1));
    history.set(slot, [...past, y].slice(-8));
    return past.length >= 3 && Math.abs(y - mean) > 3 * spread;
  });
}

/** Both see numbers on our scale, no excused points, and hold still for five points after an alarm. */
function watch(series: GeneratedSeries, learningPoints: number, isOut: (y: number, slot: number) => boolean): Said {
  const alarms: { index: number; deploymentId: null }[] = [];
  let judged = 0;
  let quietUntil = 0;
  for (const [index, point] of series.points.entries()) {
    if (point.value === null || point.excuse) continue;
    const out = isOut(toScale(series.kind.scale, point.value, point.trials).y, point.slot);
    if (index < learningPoints) continue;
    judged += 1;
    if (!out || index < quietUntil) continue;
    quietUntil = index + 5;
    alarms.push({ index, deploymentId: null });
  }
  return { alarms, recoveries: [], judged };
}
