import type { Instant } from "@/lib/kernel/instant";
import { contributionOf, leadTimeExclusion, leadTimeOf } from "./counting";
import { type DeliveryRecord, momentOf } from "./delivery-record";
import { type DistributionClass, distributionOf } from "./distribution";
import type { Figure } from "./figure";
import type { InsightRules } from "./insight-rules";
import { type Measure, measures, measureWords } from "./measures";
import { type DayStarts, daysBetween, firstMoment, isWithin, lastAtMost, Observer, type Period } from "./observe";
import { type StageBreakdown, stageBreakdown } from "./stage-breakdown";

/** A part of the window: a day, week, month or quarter of the zone, cut to the window. */
export interface Bucket extends Period {
  /** Its first local day, `2026-11-02`. */
  readonly key: string;
  /** It is cut by the window. */
  readonly isCut: boolean;
}

/** What is asked of the records; all of time resolved by the caller. */
export interface FigureQuestion {
  readonly window: Period;
  readonly previous: Period | null;
  readonly buckets: readonly Bucket[];
  readonly dayStarts: DayStarts;
  /** Nothing after this is known. */
  readonly now: Instant;
  readonly rules: InsightRules;
  /** The group of a record; null asks for no groups. */
  readonly groupOf: ((record: DeliveryRecord) => string | null) | null;
}

export interface SeriesPoint {
  readonly key: string;
  readonly start: Instant;
  readonly end: Instant;
  /** Cut by the window, not over yet, or begun before anything was on record. */
  readonly isPartial: boolean;
  readonly figures: readonly Figure[];
}

export interface FigureAnswer {
  readonly figures: readonly Figure[];
  readonly previous: readonly Figure[] | null;
  readonly series: readonly SeriesPoint[];
  readonly groups: readonly { readonly key: string | null; readonly figures: readonly Figure[] }[];
  readonly stages: StageBreakdown;
  readonly distributions: readonly { readonly measure: Measure; readonly classes: readonly DistributionClass[] }[];
  /** From when on this selection is on record; null when nothing is. */
  readonly onRecordFrom: Instant | null;
  readonly deploymentCount: number;
}

/** Every figure of a selection of records: whole window, parts of it, groups, the window before. */
export function answerFigures(records: readonly DeliveryRecord[], question: FigureQuestion): FigureAnswer {
  const onRecordFrom = firstMoment(records);
  const inWindow = records.filter((record) => isWithin(record, question.window));
  return {
    figures: figuresOf(inWindow, question.window, onRecordFrom, question),
    previous: question.previous && previousFigures(records, question.previous, onRecordFrom, question),
    series: seriesOf(inWindow, onRecordFrom, question),
    groups: groupsOf(records, question),
    stages: stageBreakdown(inWindow, question.rules),
    distributions: distributionsOf(inWindow, question.rules),
    onRecordFrom,
    deploymentCount: inWindow.length,
  };
}

function figuresOf(
  records: Iterable<DeliveryRecord>,
  period: Period,
  onRecordFrom: Instant | null,
  { rules, dayStarts, now }: FigureQuestion,
): Figure[] {
  const observer = new Observer(rules);
  for (const record of records) observer.add(record);
  const end = period.end < now ? period.end : now;
  const isOnRecord = onRecordFrom !== null && onRecordFrom < end;
  const start = onRecordFrom !== null && onRecordFrom > period.start ? onRecordFrom : period.start;
  return observer.figures({ isOnRecord, days: isOnRecord ? daysBetween(dayStarts, start, end) : 0 });
}

function previousFigures(
  records: readonly DeliveryRecord[],
  previous: Period,
  onRecordFrom: Instant | null,
  question: FigureQuestion,
): Figure[] {
  const own = records.filter((record) => isWithin(record, previous));
  return figuresOf(own, previous, onRecordFrom, question);
}

function seriesOf(
  records: readonly DeliveryRecord[],
  onRecordFrom: Instant | null,
  question: FigureQuestion,
): SeriesPoint[] {
  const { buckets, now } = question;
  const starts = buckets.map((bucket) => bucket.start);
  const parts = buckets.map((): DeliveryRecord[] => []);
  for (const record of records) parts[lastAtMost(starts, momentOf(record))]?.push(record);
  return buckets.map((bucket, index) => ({
    key: bucket.key,
    start: bucket.start,
    end: bucket.end,
    isPartial: bucket.isCut || bucket.end > now || (onRecordFrom !== null && onRecordFrom > bucket.start),
    figures: figuresOf(parts[index] ?? [], bucket, onRecordFrom, question),
  }));
}

function groupsOf(records: readonly DeliveryRecord[], question: FigureQuestion): FigureAnswer["groups"] {
  const { groupOf, window } = question;
  if (!groupOf) return [];
  const groups = new Map<string | null, DeliveryRecord[]>();
  for (const record of records) {
    const key = groupOf(record);
    const group = groups.get(key);
    if (group) group.push(record);
    else groups.set(key, [record]);
  }
  return [...groups].map(([key, all]) => {
    const inWindow = all.filter((record) => isWithin(record, window));
    return { key, figures: figuresOf(inWindow, window, firstMoment(all), question) };
  });
}

function distributionsOf(records: readonly DeliveryRecord[], rules: InsightRules): FigureAnswer["distributions"] {
  return measures
    .filter((measure) => measureWords[measure].unit === "ms")
    .map((measure) => ({ measure, classes: distributionOf(valuesOf(measure, records, rules)) }));
}

function* valuesOf(measure: Measure, records: readonly DeliveryRecord[], rules: InsightRules): Generator<number> {
  for (const record of records) {
    if (measure === "lead_time") {
      if (leadTimeExclusion(record, rules) === null)
        for (const change of record.changes) yield* known(leadTimeOf(change, rules));
      continue;
    }
    const contribution = contributionOf(measure, record, rules);
    if (contribution.kind === "counted") yield contribution.value;
  }
}

function known(value: number | null): number[] {
  return value === null ? [] : [value];
}
