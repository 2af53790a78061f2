import { contributionOf, type ExclusionReason, failureOf, leadTimeExclusion, leadTimeOf } from "./counting";
import { type ChangeLeadTime, type DeliveryRecord, type FailureSignal, momentOf } from "./delivery-record";
import type { InsightRules } from "./insight-rules";
import type { Measure } from "./measures";
import { isWithin, type Period } from "./observe";

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

/** The rows behind a figure, newest first. The counted ones of them make the figure again. */
export function figureRows(
  measure: Measure,
  records: readonly DeliveryRecord[],
  { rules, window, choice }: { readonly rules: InsightRules; readonly window: Period; readonly choice: RowChoice },
): FigureRow[] {
  return records
    .filter((record) => isWithin(record, window))
    .flatMap((record) => rowsOf(measure, record, rules))
    .filter((row) => isChosen(row, choice))
    .sort(newestFirst);
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
