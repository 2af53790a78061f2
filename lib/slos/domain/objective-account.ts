import { instant } from "@/lib/kernel/instant";
import type { Rational } from "@/lib/kernel/rational";
import type { Period } from "@/lib/kernel/zoned-time";
import type { SloDefinition } from "../contract";
import { accountFor, type TimeAccount } from "./accounting";
import { type MinuteSeries, shareOf } from "./evaluation";
import type { Slice } from "./level";
import { minuteMs } from "./minutes";

/** Share of good requests below which a minute is bad: of the minute's own target where there is one, else of the objective's. */
function badMinuteBelow({ method, targetPercent }: SloDefinition): Rational {
  return shareOf(method.kind === "timeslices" ? method.slicePercent : targetPercent);
}

/**
 * The time of a series told apart: good, unplanned and planned bad, waived bad, unknown, and good time that is left out all the same.
 * A minute in which nothing was asked is good. Parts add up to the series' length to the millisecond; planned and waived time counts
 * from the moment at which it began.
 */
export function accountOfSeries(
  series: MinuteSeries,
  definition: SloDefinition,
  leftOut: { readonly planned: readonly Period[]; readonly waived: readonly Period[] },
): TimeAccount {
  // Multiplied out: a hundred thousand minutes are compared, and fractions would be cut down for each.
  const { numerator, denominator } = badMinuteBelow(definition);
  const isBad = (slice: Slice) =>
    slice.kind === "counted" && slice.total > 0n && slice.good * denominator < numerator * slice.total;
  const to = instant(series.from + series.slices.length * minuteMs);
  return accountFor({
    window: { from: series.from, to },
    bad: stretchesOf(series, isBad),
    unknown: stretchesOf(series, (slice) => slice.kind !== "counted"),
    ...leftOut,
  });
}

/** Minutes of one kind that follow each other, as stretches. */
function stretchesOf({ slices, from }: MinuteSeries, isMeant: (slice: Slice) => boolean): Period[] {
  const stretches: Period[] = [];
  let begin: number | null = null;
  for (let index = 0; index <= slices.length; index += 1) {
    const slice = slices[index];
    const isIn = slice !== undefined && isMeant(slice);
    if (isIn && begin === null) begin = index;
    if (isIn || begin === null) continue;
    stretches.push({ from: instant(from + begin * minuteMs), to: instant(from + index * minuteMs) });
    begin = null;
  }
  return stretches;
}
