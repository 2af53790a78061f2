import { type Instant, instant } from "@/lib/kernel/instant";
import { minus, type Rational, rational, times, toDecimal, toNumber } from "@/lib/kernel/rational";
import type { Period } from "@/lib/kernel/zoned-time";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { CountedDefinition, LevelView, SloDefinition } from "./contract";
import { type BudgetBand, bandOf, graverBand, graverVerdict } from "./domain/band";
import { type MinuteSeries, methodOf, minutesBetween, periodAt, shareOf } from "./domain/evaluation";
import { leaveOut } from "./domain/left-out";
import { budgetLeft, type Level, levelOf, verdictOf } from "./domain/level";
import { minuteMs } from "./domain/minutes";
import type { SampledShare } from "./domain/sampling";
import { dueAfterMs, lastKnown, loadSeries } from "./minute-read-model";

/** A level as it is shown, and the budget that is left as exact fractions for whoever decides by it. */
export interface ShownLevel {
  readonly view: LevelView;
  readonly band: BudgetBand;
  /** The level itself at worst and at best, 0 to 1; null when nothing was counted. */
  readonly range: { readonly worst: Rational; readonly best: Rational } | null;
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
  const { counted, unknown, good, total } = level;
  const shown = showRange(level, given);
  return {
    ...shown,
    isQuiet: counted > 0 && unknown === 0 && total === 0n,
    view: {
      ...shown.view,
      good: good.toString(),
      total: total.toString(),
      unknownMinutes: unknown,
      sampled: level.sampled && sampledView(level.sampled),
    },
  };
}

/** The same of a level that was not counted in minutes: made of other levels, or of events. */
export function showRange(
  level: Pick<Level, "worst" | "best" | "coverage">,
  given: { readonly target: Rational; readonly period: Period; readonly watermark: Instant | null },
): ShownLevel {
  const { target, period, watermark } = given;
  const percent = (value: Rational | null, digits: number) => value && toDecimal(times(value, rational(100n)), digits);
  const worstLeft = level.worst && budgetLeft(level.worst, target);
  const bestLeft = level.best && budgetLeft(level.best, target);
  return {
    band: bandOf({ worst: worstLeft, best: bestLeft }),
    range: level.worst && level.best && { worst: level.worst, best: level.best },
    left: worstLeft && bestLeft && { worst: worstLeft, best: bestLeft },
    isQuiet: false,
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
      good: null,
      total: null,
      unknownMinutes: null,
      watermark: watermark === null ? null : new Date(watermark).toISOString(),
      isDark: false,
      sampled: null,
    },
  };
}

/** The bound as shown: the estimate is cut as levels are, the low end down and the high end up, so that it is never narrower than it is. */
function sampledView({ estimate, low, high, seen }: SampledShare): NonNullable<LevelView["sampled"]> {
  const up = (share: Rational) => {
    const units = share.numerator * 1_000_000n;
    return toDecimal(rational(units / share.denominator + (units % share.denominator === 0n ? 0n : 1n), 10_000n), 4);
  };
  return {
    estimatePercent: toDecimal(times(estimate, rational(100n)), 4),
    lowPercent: toDecimal(times(low, rational(100n)), 4),
    highPercent: up(high),
    boundPoints: up(times(minus(high, low), rational(1n, 2n))),
    seen,
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
    range:
      isWorse && known.range
        ? { worst: known.range.worst, best: present.range?.best ?? known.range.best }
        : present.range,
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
  /** The level without the known minutes that lie wholly in these stretches: the adjusted one. */
  without(stretches: readonly Period[]): ShownLevel;
}

/**
 * The level of a definition at `now`, over the minutes of a target; without a target nothing is known. While the newest minutes are
 * unknown, band, verdict and worst case are not better than they were when the source last told: what ages out of the period in the
 * dark improves nothing.
 */
export async function loadLevel(
  db: SqlExecutor,
  targetId: string | null,
  definition: CountedDefinition,
  now: Instant,
): Promise<MeasuredLevel> {
  const period = periodAt(definition.period, now);
  const nothing: MinuteSeries = { from: period.from, slices: [], knownSince: null };
  if (targetId === null) {
    const shown = measured(definition, period, nothing);
    return { ...shown, series: nothing, without: () => shown };
  }
  const watermark = await lastKnown(db, targetId);
  const isDark = watermark !== null && now - watermark > dueAfterMs(definition.sli);
  const before = isDark ? periodAt(definition.period, instant(watermark - 1)) : period;
  const from = instant(Math.min(before.from, period.from));
  const all = await loadSeries(db, { targetId, sli: definition.sli, from, now });
  const levelOver = (series: MinuteSeries): ShownLevel => {
    const present = measured(definition, period, minutesBetween(series, period.from, now));
    return isDark
      ? notBetter(present, measured(definition, before, minutesBetween(series, before.from, watermark)))
      : present;
  };
  return {
    ...levelOver(all),
    series: minutesBetween(all, period.from, now),
    without: (stretches) => levelOver(leaveOut(all, stretches).series),
  };
}

function measured(definition: SloDefinition, period: Period, series: MinuteSeries): ShownLevel {
  const level = levelOf(series.slices, methodOf(definition.method));
  const target = shareOf(definition.targetPercent);
  return showLevel(level, { target, period, watermark: watermarkOf(series) });
}

/** End of the last minute that the source told of, whether it counts or is left out. */
function watermarkOf(series: MinuteSeries): Instant | null {
  const last = series.slices.findLastIndex(({ kind }) => kind === "counted" || kind === "excluded");
  return last < 0 ? null : instant(series.from + (last + 1) * minuteMs);
}
