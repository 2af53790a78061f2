import type { Blind, EventMinute } from "../port";
import { blind } from "./prometheus-answer";

/** The length of a point that is asked for, and the only one that is taken. */
export const minuteMs = 60_000;

/** A series of an answer: which query it is of, and what it has of each minute. */
export interface PointSeries {
  readonly query: number;
  /** Minute (epoch ms) → value. Points without a value are not there. */
  readonly points: ReadonlyMap<number, number>;
}

/**
 * Minutes from `fromMs` up to, not including, `toMs` that both queries have a value of. A minute with one of them only is not there: the
 * source may have been silent about the other. A query that answers several series, points that are no whole minutes or counts that
 * are no whole numbers are faults of the query, not numbers.
 */
export function minutesOf(
  series: readonly PointSeries[],
  queries: { readonly good: number; readonly total: number },
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): readonly EventMinute[] | Blind {
  const good = series.filter(({ query }) => query === queries.good);
  const total = series.filter(({ query }) => query === queries.total);
  if (good.length > 1 || total.length > 1)
    return blind(
      "several_series",
      "A query answered several series; add them up in the query, with sum: and no by {…}.",
    );
  const [goods, totals] = [good[0]?.points, total[0]?.points];
  if (!goods || !totals) return [];
  const minutes: EventMinute[] = [];
  for (const [at, all] of totals) {
    const fine = goods.get(at);
    if (fine === undefined || at < fromMs || at >= toMs) continue;
    if (at % minuteMs !== 0)
      return blind("wrong_shape", "A point does not begin with a minute; end the query with .rollup(sum, 60).");
    if (!isCount(fine) || !isCount(all))
      return blind("wrong_shape", `A minute has ${fine} of ${all} events, which are no counts; ask for .as_count().`);
    minutes.push({ minuteMs: at, good: Math.round(fine), total: Math.round(all) });
  }
  return minutes.sort((left, right) => left.minuteMs - right.minuteMs);
}

/** Datadog adds counts up in floating point: a millionth of an event is none. */
function isCount(value: number): boolean {
  return value >= 0 && Number.isSafeInteger(Math.round(value)) && Math.abs(value - Math.round(value)) < 1e-6;
}
