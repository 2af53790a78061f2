import { type Instant, instant } from "@/lib/kernel/instant";
import { type Rational, rational, times, toDecimal, toNumber } from "@/lib/kernel/rational";
import type { Period } from "@/lib/kernel/zoned-time";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { LevelView, SloDefinition } from "./contract";
import { type BudgetBand, bandOf, graverBand, graverVerdict } from "./domain/band";
import { type MinuteSeries, methodOf, periodAt, shareOf } from "./domain/evaluation";
import { budgetLeft, type Level, levelOf, verdictOf } from "./domain/level";
import { minuteMs } from "./domain/minutes";
import { type WaivedTime, withoutWaived } from "./domain/waived";
import { dueAfterMs, lastKnown, loadSeries } from "./minute-read-model";

export interface MeasuredLevel {
  readonly view: LevelView;
  readonly band: BudgetBand;
  /** Minutes of the period at `now`. */
  readonly series: MinuteSeries;
}

/**
 * The level of a definition at `now`, over the minutes of a target; without a target nothing is known. While the newest minutes are
 * unknown, band, verdict and worst case are not better than they were when the source last told: what ages out of the period in the
 * dark improves nothing. With `waived` time the adjusted level: its known minutes are left out.
 */
export async function loadLevel(
  db: SqlExecutor,
  targetId: string | null,
  definition: SloDefinition,
  now: Instant,
  waived: readonly WaivedTime[] = [],
): Promise<MeasuredLevel> {
  const period = periodAt(definition.period, now);
  if (targetId === null) return measured(definition, period, { from: period.from, slices: [], knownSince: null });
  const watermark = await lastKnown(db, targetId);
  const isDark = watermark !== null && now - watermark > dueAfterMs;
  const before = isDark ? periodAt(definition.period, instant(watermark - 1)) : period;
  const from = instant(Math.min(before.from, period.from));
  const raw = await loadSeries(db, { targetId, sli: definition.sli, from, now });
  const all = waived.length === 0 ? raw : withoutWaived(raw, waived).series;
  const present = measured(definition, period, cut(all, period.from, now));
  if (!isDark) return present;
  return notBetter(present, measured(definition, before, cut(all, before.from, watermark)));
}

/** The minutes of a series that lie from `from` to `to`. */
function cut(series: MinuteSeries, from: number, to: number): MinuteSeries {
  const first = Math.max(0, Math.ceil((from - series.from) / minuteMs));
  const last = Math.max(first, Math.floor((to - series.from) / minuteMs));
  if (first === 0 && last >= series.slices.length) return series;
  return { ...series, from: instant(series.from + first * minuteMs), slices: series.slices.slice(first, last) };
}

function measured(definition: SloDefinition, period: Period, series: MinuteSeries): MeasuredLevel {
  const target = shareOf(definition.targetPercent);
  const level = levelOf(series.slices, methodOf(definition.method));
  const left = level.worst && budgetLeft(level.worst, target);
  return { view: viewOf(level, target, period, series), band: bandOf(left), series };
}

function notBetter(present: MeasuredLevel, known: MeasuredLevel): MeasuredLevel {
  const isWorse =
    known.view.budgetLeftWorst !== null &&
    (present.view.budgetLeftWorst === null || known.view.budgetLeftWorst < present.view.budgetLeftWorst);
  const { worstPercent, budgetLeftWorstPercent, budgetLeftWorst, watermark } = known.view;
  return {
    series: present.series,
    band: graverBand(present.band, known.band),
    view: {
      ...present.view,
      ...(isWorse ? { worstPercent, budgetLeftWorstPercent, budgetLeftWorst } : {}),
      verdict: graverVerdict(present.view.verdict, known.view.verdict),
      watermark,
      isDark: true,
    },
  };
}

function viewOf(level: Level, target: Rational, period: Period, series: MinuteSeries): LevelView {
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
    isDark: false,
  };
}

/** End of the last minute that the source told of. */
function watermarkOf(series: MinuteSeries): string | null {
  const last = series.slices.findLastIndex((slice) => slice.kind === "counted");
  return last < 0 ? null : new Date(instant(series.from + (last + 1) * minuteMs)).toISOString();
}
