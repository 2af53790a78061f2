import { type Instant, instant } from "@/lib/kernel/instant";
import type { DeliveryRecord } from "./delivery-record";
import { type DistributionClass, distributionOf } from "./distribution";
import type { Figure } from "./figure";
import type { InsightRules } from "./insight-rules";
import { type Measure, measures, measureWords } from "./measures";
import { type DayStarts, daysBetween, lastAtMost, type Period } from "./observe";
import type { PreparedRecords } from "./prepared-records";
import { type StageBreakdown, stageBreakdown } from "./stage-breakdown";
import { Tally } from "./tally";

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
export function answerFigures(parts: readonly PreparedRecords[], question: FigureQuestion): FigureAnswer {
  const { window, buckets, previous } = question;
  const onRecordFrom = firstMoment(parts);
  const { whole, cells } = tallyBuckets(parts, question);
  return {
    figures: figuresOf(whole, window, onRecordFrom, question),
    previous: previous && figuresOf(tallyPeriod(parts, previous), previous, onRecordFrom, question),
    series: buckets.map((bucket, index) => ({
      key: bucket.key,
      start: bucket.start,
      end: bucket.end,
      isPartial: bucket.isCut || bucket.end > question.now || (onRecordFrom !== null && onRecordFrom > bucket.start),
      figures: figuresOf(cells[index] ?? new Tally(), bucket, onRecordFrom, question),
    })),
    groups: groupsOf(parts, question),
    stages: stageBreakdown(parts, window),
    distributions: measures
      .filter((measure) => measureWords[measure].unit === "ms")
      .map((measure) => ({ measure, classes: distributionOf(whole.lengthsOf(measure)) })),
    onRecordFrom,
    deploymentCount: countWithin(parts, window),
  };
}

/** The figure of one measure over the window alone, the same as among all of them. */
export function answerFigure(
  measure: Measure,
  parts: readonly PreparedRecords[],
  question: Pick<FigureQuestion, "window" | "dayStarts" | "now" | "rules">,
): Figure {
  const tally = tallyPeriod(parts, question.window);
  const found = figuresOf(tally, question.window, firstMoment(parts), question).find((one) => one.measure === measure);
  if (!found) throw new Error(`there is no measure ${measure}`);
  return found;
}

/** From when on something is on record; null when nothing is. */
function firstMoment(parts: readonly PreparedRecords[]): Instant | null {
  let first = Number.POSITIVE_INFINITY;
  for (const { at } of parts) for (const moment of at) if (moment < first) first = moment;
  return first === Number.POSITIVE_INFINITY ? null : instant(first);
}

function countWithin(parts: readonly PreparedRecords[], { start, end }: Period): number {
  let count = 0;
  for (const { at } of parts) for (const moment of at) if (moment >= start && moment < end) count += 1;
  return count;
}

function tallyPeriod(parts: readonly PreparedRecords[], period: Period): Tally {
  const tally = new Tally();
  for (const part of parts) addPeriod(tally, part, period);
  return tally;
}

function addPeriod(tally: Tally, part: PreparedRecords, { start, end }: Period): void {
  for (let index = 0; index < part.at.length; index += 1) {
    const at = part.at[index] ?? 0;
    if (at >= start && at < end) tally.add(part, index);
  }
}

/** The buckets fill the window, so that the window is their sum. */
function tallyBuckets(
  parts: readonly PreparedRecords[],
  { buckets, window }: FigureQuestion,
): { whole: Tally; cells: Tally[] } {
  const starts = buckets.map((bucket) => bucket.start);
  const cells = buckets.map(() => new Tally());
  for (const part of parts) {
    for (let index = 0; index < part.at.length; index += 1) {
      const at = part.at[index] ?? 0;
      if (at >= window.start && at < window.end) cells[lastAtMost(starts, at)]?.add(part, index);
    }
  }
  const whole = new Tally();
  for (const cell of cells) whole.merge(cell);
  return { whole, cells };
}

function figuresOf(
  tally: Tally,
  period: Period,
  onRecordFrom: Instant | null,
  { rules, dayStarts, now }: Pick<FigureQuestion, "rules" | "dayStarts" | "now">,
): Figure[] {
  const end = period.end < now ? period.end : now;
  const isOnRecord = onRecordFrom !== null && onRecordFrom < end;
  const start = onRecordFrom !== null && onRecordFrom > period.start ? onRecordFrom : period.start;
  const days = isOnRecord ? daysBetween(dayStarts, start, end) : 0;
  return tally.figures({ isOnRecord, days, minimumN: rules.minimumN });
}

interface Group {
  readonly tally: Tally;
  first: number;
}

function groupsOf(parts: readonly PreparedRecords[], question: FigureQuestion): FigureAnswer["groups"] {
  const { groupOf, window } = question;
  if (!groupOf) return [];
  const groups = new Map<string | null, Group>();
  for (const part of parts) {
    for (const [index, record] of part.records.entries()) {
      const key = groupOf(record);
      const group = groups.get(key) ?? { tally: new Tally(), first: Number.POSITIVE_INFINITY };
      const at = part.at[index] ?? 0;
      groups.set(key, group);
      if (at < group.first) group.first = at;
      if (at >= window.start && at < window.end) group.tally.add(part, index);
    }
  }
  return [...groups].map(([key, { tally, first }]) => ({
    key,
    figures: figuresOf(tally, window, instant(first), question),
  }));
}
