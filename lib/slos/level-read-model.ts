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

/** A level as it is shown, and the budget that is left as exact fractions for whoever decides by it. */
export interface ShownLevel {
  readonly view: LevelView;
  readonly band: BudgetBand;
  /** Budget left at worst and at best; null when nothing was counted. Never better than when the source last told. */
  readonly left: { readonly worst: Rational; readonly best: Rational } | null;
  /** Every due minute was told of, and nothing happened in any of them. */
  readonly isQuiet: boolean;
  /** In the dark: budget left at best when the source last told. What was gone then stays gone. Null in the light. */
  readonly toldBest: Rational | null;
}

/** The level of a period as shown. `watermark`: end of the last minute that the source told of. */
export function showLevel(
  level: Level,
  given: { readonly target: Rational; readonly period: Period; readonly watermark: Instant | null },
): ShownLevel {
  const { target, period, watermark } = given;
  const percent = (value: Rational | null, digits: number) => value && toDecimal(times(value, rational(100n)), digits);
  const worstLeft = level.worst && budgetLeft(level.worst, target);
  const bestLeft = level.best && budgetLeft(level.best, target);
  return {
    band: bandOf(worstLeft),
    left: worstLeft && bestLeft && { worst: worstLeft, best: bestLeft },
    isQuiet: level.counted > 0 && level.unknown === 0 && level.total === 0n,
    toldBest: null,
    view: {
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
      watermark: watermark === null ? null : new Date(watermark).toISOString(),
      isDark: false,
    },
  };
}

/** A level in the dark: band, verdict and worst case are not better than `known`, which was when the source last told. */
export function notBetter(present: ShownLevel, known: ShownLevel): ShownLevel {
  const isWorse =
    known.view.budgetLeftWorst !== null &&
    (present.view.budgetLeftWorst === null || known.view.budgetLeftWorst < present.view.budgetLeftWorst);
  const { worstPercent, budgetLeftWorstPercent, budgetLeftWorst, watermark } = known.view;
  return {
    band: graverBand(present.band, known.band),
    left:
      isWorse && known.left ? { worst: known.left.worst, best: present.left?.best ?? known.left.best } : present.left,
    isQuiet: false,
    toldBest: known.left?.best ?? null,
    view: {
      ...present.view,
      ...(isWorse ? { worstPercent, budgetLeftWorstPercent, budgetLeftWorst } : {}),
      verdict: graverVerdict(present.view.verdict, known.view.verdict),
      watermark,
      isDark: true,
    },
  };
}

export interface MeasuredLevel extends ShownLevel {
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
  const known = measured(definition, before, cut(all, before.from, watermark));
  return { ...notBetter(present, known), series: present.series };
}

/** The minutes of a series that lie from `from` to `to`. */
function cut(series: MinuteSeries, from: number, to: number): MinuteSeries {
  const first = Math.max(0, Math.ceil((from - series.from) / minuteMs));
  const last = Math.max(first, Math.floor((to - series.from) / minuteMs));
  if (first === 0 && last >= series.slices.length) return series;
  return { ...series, from: instant(series.from + first * minuteMs), slices: series.slices.slice(first, last) };
}

function measured(definition: SloDefinition, period: Period, series: MinuteSeries): MeasuredLevel {
  const level = levelOf(series.slices, methodOf(definition.method));
  const target = shareOf(definition.targetPercent);
  return { ...showLevel(level, { target, period, watermark: watermarkOf(series) }), series };
}

/** End of the last minute that the source told of. */
function watermarkOf(series: MinuteSeries): Instant | null {
  const last = series.slices.findLastIndex((slice) => slice.kind === "counted");
  return last < 0 ? null : instant(series.from + (last + 1) * minuteMs);
}
