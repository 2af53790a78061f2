import { type DetectorState, newDetector, type SeriesPoint, step } from "@/lib/anomalies/domain/detector";
import { chosenParameters, type DetectorParameters, rhythms } from "@/lib/anomalies/domain/detector-parameters";
import { type GeneratedSeries, releaseSeries, type SeriesPlan } from "./anomalies/release-series";
import { ewma3Sigma, seasonalZScore } from "./anomalies/rivals";
import { type Said, type SeriesScore, scoreSeries } from "./anomalies/score";
import type { BenchOptions } from "./main";
import { Random } from "./random";
import { type BenchResult, type Figure, figure, percentile } from "./report";

/** Seeds from here on are for scores. Those below were for tuning, and none is used for both. */
const HELD_OUT_SEED = 5_000_000;
const SERIES = 58;
const POINTS = 6_000;

const plans: readonly SeriesPlan[] = (["duration", "count", "share"] as const).map((scale) => ({
  scale,
  rhythm: "hourly",
  length: POINTS,
}));
/** 428 weeks would be eight years; three years of days are what an installation has. */
const dailyPlans: readonly SeriesPlan[] = plans.map((plan) => ({ ...plan, rhythm: "daily", length: 1_095 }));

/** `count` series of these plans in turn, the same for the same seed. */
export function generated(
  seed: number,
  count: number,
  from: readonly SeriesPlan[] = plans,
): readonly GeneratedSeries[] {
  return Array.from({ length: count }, (_, at) => {
    const plan = from[at % from.length];
    if (!plan) throw new Error("there is no plan of a series");
    return releaseSeries(plan, new Random(seed + at));
  });
}

/** What our detector says of a series, point by point. */
export function watched(series: GeneratedSeries, parameters: DetectorParameters = chosenParameters): Said {
  let state: DetectorState = newDetector(series.kind);
  const alarms: { index: number; deploymentId: string | null }[] = [];
  const recoveries: { index: number; deploymentId: string | null }[] = [];
  let judged = 0;
  series.points.forEach((point: SeriesPoint, index) => {
    const answer = step(state, point, parameters);
    state = answer.state;
    const { verdict } = answer;
    if (verdict.state === "normal" || verdict.state === "alarm" || verdict.state === "recovered") judged += 1;
    const cause = verdict.alarm?.cause;
    const told = { index, deploymentId: cause?.isNamed ? cause.deploymentId : null };
    if (verdict.state === "recovered") recoveries.push(told);
    if (verdict.state === "alarm") alarms.push(told);
  });
  return { alarms, recoveries, judged };
}

/** Scores of every series under one detector. */
export function scoresOf(
  all: readonly GeneratedSeries[],
  detect: (series: GeneratedSeries, learningPoints: number) => Said,
): readonly SeriesScore[] {
  return all.map((series) => {
    const learningPoints = rhythms[series.kind.rhythm].slots * (chosenParameters.learningWeeks + 1);
    return scoreSeries(series, detect(series, learningPoints), learningPoints);
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** The figures of one detector on one set of series. */
export function figuresOf(prefix: string, scores: readonly SeriesScore[], isOurs: boolean): readonly Figure[] {
  const delays = scores.flatMap((one) => one.delays);
  const alarmsPerWeek = sum(scores.map((one) => one.falseAlarms)) / sum(scores.map((one) => one.weeks));
  const missed = delays.filter((one) => !Number.isFinite(one)).length;
  const named = sum(scores.map((one) => one.named));
  const p95 = percentile(delays, 0.95);
  return [
    figure({
      id: `${prefix}falseAlarmsPerSeriesWeek`,
      value: alarmsPerWeek,
      unit: "alarms",
      bar: isOurs ? 0.5 : null,
      note: `${scores.length} series, ${Math.round(sum(scores.map((one) => one.weeks)))} series-weeks`,
    }),
    figure({
      id: `${prefix}stepDelayPoints.p95`,
      value: Number.isFinite(p95) ? p95 : null,
      unit: "points",
      bar: isOurs ? 5 : null,
      note: `${delays.length} steps of 4 to 8 sigmas, a miss counts as never`,
      reason: "more than 5 % of the steps were missed",
    }),
    figure({ id: `${prefix}stepsMissed`, value: missed / delays.length, unit: "share" }),
    ...(isOurs
      ? [
          figure({
            id: `${prefix}namedDeployment.precision`,
            value: sum(scores.map((one) => one.namedRightly)) / named,
            unit: "share",
            bar: prefix === "" ? 0.9 : null,
            direction: "min",
            note: `${named} changes named a deployment`,
          }),
          figure({
            id: `${prefix}namedDeployment.recall`,
            value: sum(scores.map((one) => one.namedRightly)) / sum(scores.map((one) => one.causedByDeployment)),
            unit: "share",
            note: "of the steps that a deployment caused",
          }),
        ]
      : []),
  ];
}

/** Our detector and two rivals on the same held-out series, and how long 58 series of 6 000 points take. */
export async function benchAnomalies(options: BenchOptions): Promise<BenchResult> {
  const count = options.trials ?? 3 * SERIES;
  const hourly = generated(HELD_OUT_SEED, count);
  const daily = generated(HELD_OUT_SEED + 1_000_000, count, dailyPlans);
  const ours = scoresOf(hourly, (series) => watched(series));
  const startedAt = performance.now();
  for (const series of hourly.slice(0, SERIES)) watched(series);
  const seconds = ((performance.now() - startedAt) / 1_000) * (SERIES / Math.min(SERIES, hourly.length));
  const figures = [
    ...figuresOf("", ours, true),
    figure({ id: "seconds58x6000", value: seconds, unit: "s", bar: 10, note: `${SERIES} series of ${POINTS} hours` }),
    ...figuresOf(
      "daily.",
      scoresOf(daily, (series) => watched(series)),
      true,
    ),
    ...figuresOf("ewma3Sigma.", scoresOf(hourly, ewma3Sigma), false),
    ...figuresOf("seasonalZScore.", scoresOf(hourly, seasonalZScore), false),
    ...figuresOf("daily.ewma3Sigma.", scoresOf(daily, ewma3Sigma), false),
    ...figuresOf("daily.seasonalZScore.", scoresOf(daily, seasonalZScore), false),
  ];
  const raw = ours.map((one, at) => ({ series: hourly[at]?.name, ...one }));
  return { trials: count, figures, raw };
}
