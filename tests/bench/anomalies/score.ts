import type { GeneratedSeries, TrueStep } from "./release-series";

/** What a detector said about one series. */
export interface Said {
  readonly alarms: readonly { readonly index: number; readonly deploymentId: string | null }[];
  /** Steps back to normal that it told: no alarms, and no misses either. */
  readonly recoveries: readonly { readonly index: number; readonly deploymentId: string | null }[];
  /** Points for which it could have said something: neither learning nor gap nor excused. */
  readonly judged: number;
}

export interface SeriesScore {
  readonly falseAlarms: number;
  readonly weeks: number;
  /** Measured points from the first on the new level to the alarm, both counted; Infinity when it was missed. */
  readonly delays: readonly number[];
  readonly named: number;
  readonly namedRightly: number;
  readonly causedByDeployment: number;
}

/** A step that is found later than this many points after it began was not found. */
const FOUND_WITHIN = 24;

/** Compare what was said with what happened. A down-step that cannot be seen (counts at zero) is a step all the same. */
export function scoreSeries(series: GeneratedSeries, said: Said, learningPoints: number): SeriesScore {
  const perWeek = series.kind.rhythm === "hourly" ? 168 : 7;
  const taken = new Set<number>();
  const steps = series.steps.filter((one) => one.index >= learningPoints);
  const found = steps.map((step) => findStep(step, said, taken, series));
  const falseAlarms = said.alarms.filter((_, at) => !taken.has(at)).length;
  const told = [...said.alarms, ...said.recoveries];
  const named = told.filter((one) => one.deploymentId !== null);
  const isRight = (one: (typeof told)[number]): boolean =>
    found.some(({ by, step }) => by === one && step.deploymentId === one.deploymentId);
  return {
    falseAlarms,
    weeks: said.judged / perWeek,
    delays: found.map((one) => one.delay),
    named: named.length,
    namedRightly: named.filter(isRight).length,
    causedByDeployment: steps.filter((one) => one.deploymentId !== null).length,
  };
}

function findStep(step: TrueStep, said: Said, taken: Set<number>, series: GeneratedSeries) {
  const inReach = (index: number): boolean =>
    index >= step.index && measured(series, step.index, index) <= FOUND_WITHIN;
  const at = said.alarms.findIndex((alarm, position) => !taken.has(position) && inReach(alarm.index));
  const recovery = said.recoveries.find((one) => inReach(one.index));
  const alarm = at < 0 ? undefined : said.alarms[at];
  const by = recovery !== undefined && (alarm === undefined || recovery.index <= alarm.index) ? recovery : alarm;
  if (by === undefined) return { step, by, delay: Number.POSITIVE_INFINITY };
  if (by === alarm) taken.add(at);
  return { step, by, delay: measured(series, step.index, by.index) };
}

/** Points with a number that counts, from `first` to `last`, both included. */
function measured(series: GeneratedSeries, first: number, last: number): number {
  let points = 0;
  for (let i = first; i <= last; i += 1) {
    const point = series.points[i];
    if (point && point.value !== null && !point.excuse) points += 1;
  }
  return points;
}
