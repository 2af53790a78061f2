import { type Instant, instant } from "@/lib/kernel/instant";
import { difference, union } from "@/lib/kernel/intervals";
import { type Rational, rational } from "@/lib/kernel/rational";
import type { Period } from "@/lib/kernel/zoned-time";
import type { TimeAccount, TimeFacts } from "./accounting";
import type { MinuteSeries } from "./evaluation";
import type { Slice } from "./level";
import { minuteMs } from "./minutes";

/**
 * What the minutes of a series say of the time from `from` on: bad where the share of good requests of a minute is below `minuteTarget`,
 * unknown where no minute was counted. The window ends with the last minute that is due.
 */
export function timeFactsOf(
  series: MinuteSeries,
  from: Instant,
  minuteTarget: Rational,
): Pick<TimeFacts, "window" | "bad" | "unknown"> {
  const lastDue = series.slices.findLastIndex(({ kind }) => kind !== "not_due");
  const to = instant(Math.max(from, series.from + (lastDue + 1) * minuteMs));
  const window = { from, to };
  const where = (holds: (slice: Slice) => boolean): Period[] =>
    union(
      series.slices.flatMap((slice, index) => {
        const start = instant(series.from + index * minuteMs);
        return holds(slice) ? [{ from: start, to: instant(start + minuteMs) }] : [];
      }),
    );
  return {
    window,
    bad: where((slice) => slice.kind === "counted" && isBad(slice, minuteTarget)),
    unknown: difference(
      [window],
      where(({ kind }) => kind === "counted"),
    ),
  };
}

/** Nothing happened: nobody was hurt. */
function isBad({ good, total }: { readonly good: bigint; readonly total: bigint }, target: Rational): boolean {
  // Multiplied out: a hundred thousand minutes are compared, and fractions would be cut down for each.
  return total > 0n && good * target.denominator < target.numerator * total;
}

/** Shares of good time, of the time that is known: with everything, and without planned and waived time. Null when there is none. */
export function sharesOf(account: TimeAccount): { readonly raw: Rational | null; readonly adjusted: Rational | null } {
  const { goodMs, excludedGoodMs, unplannedBadMs, plannedBadMs, waivedBadMs } = account;
  return {
    raw: share(goodMs + excludedGoodMs, unplannedBadMs + plannedBadMs + waivedBadMs),
    adjusted: share(goodMs, unplannedBadMs),
  };
}

function share(goodMs: number, badMs: number): Rational | null {
  return goodMs + badMs === 0 ? null : rational(BigInt(goodMs), BigInt(goodMs + badMs));
}
