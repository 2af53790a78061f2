import { type Instant, instant } from "@/lib/kernel/instant";
import type { DeliveryRecord } from "./delivery-record";
import { type DistributionClass, distributionOf } from "./distribution";
import type { Figure } from "./figure";
import type { InsightRules } from "./insight-rules";
import { type Measure, measures, measureWords } from "./measures";
import { type DayStarts, daysBetween, type Period } from "./observe";
import { firstOf, groupOfPart, tallyBuckets, tallyPart, tallyPeriod } from "./part-tallies";
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
  // The buckets fill the window, so that the window is their sum.
  const cells = tallyBuckets(parts, buckets);
  const whole = Tally.sumOf(cells);
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
    deploymentCount: whole.records,
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
  for (const part of parts) first = Math.min(first, firstOf(part));
  return first === Number.POSITIVE_INFINITY ? null : instant(first);
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
  /** Whole parts of the group, and what was added record by record. */
  readonly parts: Tally[];
  readonly loose: Tally;
  first: number;
}

function groupsOf(parts: readonly PreparedRecords[], question: FigureQuestion): FigureAnswer["groups"] {
  const { groupOf, window } = question;
  if (!groupOf) return [];
  const groups = new Map<string | null, Group>();
  const at = (key: string | null): Group => {
    const group = groups.get(key) ?? { parts: [], loose: new Tally(), first: Number.POSITIVE_INFINITY };
    groups.set(key, group);
    return group;
  };
  for (const part of parts) {
    const one = groupOfPart(part, groupOf);
    if (one === "mixed") addMixed(part, groupOf, window, at);
    else {
      const group = at(one.key);
      group.first = Math.min(group.first, firstOf(part));
      group.parts.push(tallyPart(part, window));
    }
  }
  return [...groups].map(([key, { parts: whole, loose, first }]) => ({
    key,
    figures: figuresOf(Tally.sumOf([loose, ...whole]), window, instant(first), question),
  }));
}

/** Records of a part whose group changed over time: a service that went to another team. */
function addMixed(
  part: PreparedRecords,
  groupOf: (record: DeliveryRecord) => string | null,
  window: Period,
  groupAt: (key: string | null) => Group,
): void {
  for (const [index, record] of part.records.entries()) {
    const group = groupAt(groupOf(record));
    const at = part.at[index] ?? 0;
    if (at < group.first) group.first = at;
    if (at >= window.start && at < window.end) group.loose.add(part, index);
  }
}
