import {
  contributionOf,
  type ExclusionReason,
  exclusionReasons,
  failureOf,
  leadTimeExclusion,
  leadTimeOf,
} from "./counting";
import { type ChangeLeadTime, type DeliveryRecord, type FailureSignal, momentOf } from "./delivery-record";
import type { InsightRules } from "./insight-rules";
import { type Measure, measures } from "./measures";
import { isWithin, lastAtMost, type Period } from "./observe";
import { columnOf, type PreparedRecords } from "./prepared-records";

/** A row behind a figure: what it adds, or why it adds nothing. */
export interface FigureRow {
  readonly record: DeliveryRecord;
  /** For lead time: the change. */
  readonly change: ChangeLeadTime | null;
  /** 1 or 0 for shares and rates, milliseconds for lengths of time; null when it is left out. */
  readonly value: number | null;
  readonly excludedBecause: ExclusionReason | null;
  /** Why the deployment counts as failed. */
  readonly signals: readonly FailureSignal[];
}

/** Which rows: those that the figure is made of, those of them that it counts, or those that it leaves out. */
export type RowChoice = "counted" | "events" | "excluded" | ExclusionReason;

export interface RowsAsked {
  readonly rules: InsightRules;
  readonly window: Period;
  readonly choice: RowChoice;
  /** Rows to leave out at the beginning, and how many to give. */
  readonly from: number;
  readonly limit: number;
}

/**
 * Rows behind a figure, newest first, and how many there are. The counted ones of them make the figure again. Only what is given is made:
 * moments are sorted as numbers to find where the page lies, and of the records only those that lie there are looked at.
 */
export function figureRows(
  measure: Measure,
  parts: readonly PreparedRecords[],
  asked: RowsAsked,
): { total: number; rows: FigureRow[] } {
  const moments = momentsOfRows(measure, parts, asked);
  const total = moments.length;
  const last = Math.min(total, asked.from + asked.limit);
  if (asked.from >= last) return { total, rows: [] };
  const newest = moments[total - 1 - asked.from] ?? 0;
  const oldest = moments[total - last] ?? 0;
  const rows = parts
    .flatMap((part) => part.records.filter((_, index) => isBetween(part.at[index] ?? 0, oldest, newest)))
    .filter((record) => isWithin(record, asked.window))
    .flatMap((record) => rowsOf(measure, record, asked.rules))
    .filter((row) => isChosen(row, asked.choice))
    .sort(newestFirst);
  const skipped = asked.from - countAbove(moments, newest);
  return { total, rows: rows.slice(skipped, skipped + last - asked.from) };
}

function isBetween(at: number, oldest: number, newest: number): boolean {
  return at >= oldest && at <= newest;
}

/** How many of the ascending moments are later than `at`. */
function countAbove(moments: Float64Array, at: number): number {
  return moments.length - 1 - lastAtMost(moments, at);
}

/** The moment of every row that is chosen, ascending. */
function momentsOfRows(
  measure: Measure,
  parts: readonly PreparedRecords[],
  { window, choice }: RowsAsked,
): Float64Array {
  // Counted first: a list that grows to a hundred thousand leaves its smaller selves behind.
  let total = 0;
  for (const part of parts)
    for (let index = 0; index < part.at.length; index += 1)
      if (isInside(part, index, window)) total += rowCount(measure, part, index, choice);
  const moments = new Float64Array(total);
  let next = 0;
  for (const part of parts)
    for (let index = 0; index < part.at.length; index += 1) {
      if (!isInside(part, index, window)) continue;
      const count = rowCount(measure, part, index, choice);
      moments.fill(part.at[index] ?? 0, next, next + count);
      next += count;
    }
  return moments.sort();
}

function isInside(part: PreparedRecords, index: number, { start, end }: Period): boolean {
  const at = part.at[index] ?? 0;
  return at >= start && at < end;
}

/** How many rows a record has under a choice, by the columns alone. */
function rowCount(measure: Measure, part: PreparedRecords, index: number, choice: RowChoice): number {
  const column = index * measures.length + columnOf(measure);
  const code = part.codes[column] ?? 0;
  if (code !== 0) return choice === "excluded" || exclusionReasons[code - 1] === choice ? 1 : 0;
  if (measure === "lead_time") return changeCount(part, index, choice);
  return choice === "counted" || (choice === "events" && part.values[column] !== 0) ? 1 : 0;
}

function changeCount(part: PreparedRecords, index: number, choice: RowChoice): number {
  const from = part.leadFrom[index] ?? 0;
  const to = part.leadFrom[index + 1] ?? from;
  if (choice === "counted") return to - from;
  if (choice === "events") return part.leadMs.subarray(from, to).filter((ms) => ms !== 0).length;
  return choice === "excluded" || choice === "no_lead_time" ? (part.leadUnknown[index] ?? 0) : 0;
}

function rowsOf(measure: Measure, record: DeliveryRecord, rules: InsightRules): FigureRow[] {
  const signals = failureOf(record, rules)?.signals ?? [];
  if (measure !== "lead_time") {
    const contribution = contributionOf(measure, record, rules);
    return contribution.kind === "counted"
      ? [{ record, change: null, value: contribution.value, excludedBecause: null, signals }]
      : [{ record, change: null, value: null, excludedBecause: contribution.reason, signals }];
  }
  const reason = leadTimeExclusion(record, rules);
  if (reason) return [{ record, change: null, value: null, excludedBecause: reason, signals }];
  return record.changes.map((change) => {
    const value = leadTimeOf(change, rules);
    return { record, change, value, excludedBecause: value === null ? "no_lead_time" : null, signals };
  });
}

function isChosen(row: FigureRow, choice: RowChoice): boolean {
  if (choice === "counted") return row.excludedBecause === null;
  if (choice === "events") return row.excludedBecause === null && row.value !== 0;
  return choice === "excluded" ? row.excludedBecause !== null : row.excludedBecause === choice;
}

function newestFirst(a: FigureRow, b: FigureRow): number {
  return momentOf(b.record) - momentOf(a.record) || compare(keyOf(b), keyOf(a));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Names a row among those of a figure. */
export function keyOf(row: FigureRow): string {
  return row.change === null ? row.record.deploymentId : `${row.record.deploymentId} ${row.change.id}`;
}
