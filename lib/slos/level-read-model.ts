import { type Instant, instant } from "@/lib/kernel/instant";
import { type Rational, rational, times, toDecimal, toNumber } from "@/lib/kernel/rational";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { LevelView, SloDefinition } from "./contract";
import { type BudgetBand, bandOf } from "./domain/band";
import { type MinuteSeries, methodOf, periodAt, shareOf } from "./domain/evaluation";
import { budgetLeft, type Level, levelOf, verdictOf } from "./domain/level";
import { minuteMs } from "./domain/minutes";
import { loadSeries } from "./minute-read-model";

export interface MeasuredLevel {
  readonly view: LevelView;
  readonly band: BudgetBand;
  readonly series: MinuteSeries;
}

/** The level of a definition at `now`, over the minutes of a target; without a target nothing is known. */
export async function loadLevel(
  db: SqlExecutor,
  targetId: string | null,
  definition: SloDefinition,
  now: Instant,
): Promise<MeasuredLevel> {
  const period = periodAt(definition.period, now);
  const series: MinuteSeries =
    targetId === null
      ? { from: period.from, slices: [], knownSince: null }
      : await loadSeries(db, { targetId, sli: definition.sli, from: period.from, now });
  const target = shareOf(definition.targetPercent);
  const level = levelOf(series.slices, methodOf(definition.method));
  const left = level.worst && budgetLeft(level.worst, target);
  return { view: viewOf(level, target, period, series), band: bandOf(left), series };
}

function viewOf(
  level: Level,
  target: Rational,
  period: { readonly from: Instant; readonly to: Instant },
  series: MinuteSeries,
): LevelView {
  const percent = (value: Rational | null, digits: number) => value && toDecimal(times(value, rational(100n)), digits);
  const worstLeft = level.worst && budgetLeft(level.worst, target);
  const bestLeft = level.best && budgetLeft(level.best, target);
  return {
    from: new Date(period.from).toISOString(),
    to: new Date(period.to).toISOString(),
    verdict: verdictOf(level, target),
    worstPercent: percent(level.worst, 4),
    bestPercent: percent(level.best, 4),
    budgetLeftWorstPercent: percent(worstLeft, 1),
    budgetLeftBestPercent: percent(bestLeft, 1),
    budgetLeftWorst: worstLeft && toNumber(worstLeft),
    coveragePercent: percent(level.coverage, 2),
    good: level.good.toString(),
    total: level.total.toString(),
    unknownMinutes: level.unknown,
    watermark: watermarkOf(series),
  };
}

/** End of the last minute that the source told of. */
function watermarkOf(series: MinuteSeries): string | null {
  const last = series.slices.findLastIndex((slice) => slice.kind === "counted");
  return last < 0 ? null : new Date(instant(series.from + (last + 1) * minuteMs)).toISOString();
}
