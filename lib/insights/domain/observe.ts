import type { Instant } from "@/lib/kernel/instant";
import { contributionOf, type ExclusionReason, leadTimeExclusion, leadTimeOf } from "./counting";
import { type DeliveryRecord, momentOf } from "./delivery-record";
import { type Figure, figureOf } from "./figure";
import type { InsightRules } from "./insight-rules";
import { type Measure, measures, measureWords } from "./measures";

/** From `start` on, before `end`. */
export interface Period {
  readonly start: Instant;
  readonly end: Instant;
}

/** Begins of local days, one more than there are days, so that a day's length is known. */
export type DayStarts = readonly Instant[];

/** How many local days lie between two moments; a part of a day is its share of that day's true length. */
export function daysBetween(dayStarts: DayStarts, from: Instant, to: Instant): number {
  if (to <= from) return 0;
  return dayPosition(dayStarts, to) - dayPosition(dayStarts, from);
}

function dayPosition(dayStarts: DayStarts, at: Instant): number {
  const index = lastAtMost(dayStarts, at);
  if (index < 0) return 0;
  const start = dayStarts[index] ?? at;
  const end = dayStarts[index + 1];
  return end === undefined ? index : index + (at - start) / (end - start);
}

/** Index of the last of the ascending moments that is at most `at`; -1 when none is. */
export function lastAtMost(moments: readonly number[], at: number): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((moments[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

interface Tally {
  trials: number;
  events: number;
  readonly values: number[];
  readonly excluded: Partial<Record<ExclusionReason, number>>;
}

/** Gathers records of one cell (a period, a group) and makes its figures. */
export class Observer {
  readonly #tallies: Map<Measure, Tally>;
  readonly #rules: InsightRules;

  constructor(rules: InsightRules, wanted: readonly Measure[] = measures) {
    this.#rules = rules;
    this.#tallies = new Map(wanted.map((measure) => [measure, { trials: 0, events: 0, values: [], excluded: {} }]));
  }

  add(record: DeliveryRecord): void {
    for (const [measure, tally] of this.#tallies) {
      if (measure === "lead_time") this.#addChanges(record, tally);
      else this.#addDeployment(measure, record, tally);
    }
  }

  #addChanges(record: DeliveryRecord, tally: Tally): void {
    const reason = leadTimeExclusion(record, this.#rules);
    if (reason) {
      leaveOut(tally, reason);
      return;
    }
    for (const change of record.changes) {
      const leadTimeMs = leadTimeOf(change, this.#rules);
      if (leadTimeMs === null) leaveOut(tally, "no_lead_time");
      else tally.values.push(leadTimeMs);
    }
  }

  #addDeployment(measure: Exclude<Measure, "lead_time">, record: DeliveryRecord, tally: Tally): void {
    const contribution = contributionOf(measure, record, this.#rules);
    if (contribution.kind === "excluded") {
      leaveOut(tally, contribution.reason);
      return;
    }
    if (measureWords[measure].unit === "ms") tally.values.push(contribution.value);
    else {
      tally.trials += 1;
      tally.events += contribution.value;
    }
  }

  /** `days`: of the period that are over and on record. */
  figures({ days, isOnRecord }: { readonly days: number; readonly isOnRecord: boolean }): Figure[] {
    return [...this.#tallies].map(([measure, tally]) =>
      figureOf(measure, { ...tally, values: Float64Array.from(tally.values), days, isOnRecord }, this.#rules.minimumN),
    );
  }
}

function leaveOut(tally: Tally, reason: ExclusionReason): void {
  tally.excluded[reason] = (tally.excluded[reason] ?? 0) + 1;
}

/** The moment of the first record, from when on a selection is on record; null when there is none. */
export function firstMoment(records: Iterable<DeliveryRecord>): Instant | null {
  let first: Instant | null = null;
  for (const record of records) {
    const at = momentOf(record);
    if (first === null || at < first) first = at;
  }
  return first;
}

/** Is the record of this period? */
export function isWithin(record: DeliveryRecord, { start, end }: Period): boolean {
  const at = momentOf(record);
  return at >= start && at < end;
}
