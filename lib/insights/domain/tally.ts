import { type ExclusionReason, exclusionReasons } from "./counting";
import { type Figure, figureOf } from "./figure";
import { type Measure, measures, measureWords } from "./measures";
import { columnOf, type PreparedRecords } from "./prepared-records";

const width = measures.length;
const reasons = exclusionReasons.length + 1;
const leadColumn = columnOf("lead_time");
const noLeadTime = exclusionReasons.indexOf("no_lead_time") + 1;
const isLength = measures.map((measure) => measureWords[measure].unit === "ms");
/** Where counts of events, and counts of what is left out, begin behind those of trials. */
const eventsAt = width;
const excludedAt = 2 * width;
/** Of a cell to which nothing was added. Tens of thousands of cells are kept: each array of its own is one more thing to look after. */
const noCounts = new Float64Array(2 * width + width * reasons);

/** Most cells have no number of most measures: they share one that is empty. */
const none = new Float64Array(0);

/** Numbers without their objects; grows as it must. */
class Numbers {
  #values = none;
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) this.#grow(2 * this.length + 4);
    this.#values[this.length] = value;
    this.length += 1;
  }

  append(values: Float64Array): void {
    if (this.length + values.length > this.#values.length) this.#grow(2 * (this.length + values.length));
    this.#values.set(values, this.length);
    this.length += values.length;
  }

  /** Make room for so many more at once. */
  reserve(count: number): void {
    if (this.length + count > this.#values.length) this.#grow(this.length + count);
  }

  #grow(size: number): void {
    const grown = new Float64Array(size);
    grown.set(this.#values.subarray(0, this.length));
    this.#values = grown;
  }

  /** The numbers themselves, not a copy. */
  view(): Float64Array {
    return this.#values.subarray(0, this.length);
  }
}

/** What was gathered in one cell, a period or a group, for all measures. */
export class Tally {
  #counts = noCounts;
  readonly #values = measures.map(() => new Numbers());
  /** How many records were added. */
  records = 0;

  /** All of these cells in a new one. Hundreds of parts are added up for a page: room for all is made once. */
  static sumOf(cells: readonly Tally[]): Tally {
    const sum = new Tally();
    for (const [column, values] of sum.#values.entries()) {
      let count = 0;
      for (const cell of cells) count += cell.#values[column]?.length ?? 0;
      values.reserve(count);
    }
    for (const cell of cells) sum.merge(cell);
    return sum;
  }

  /** Add one record. */
  add(part: PreparedRecords, index: number): void {
    this.#own();
    this.records += 1;
    const first = index * width;
    for (let column = 0; column < width; column += 1) {
      const code = part.codes[first + column] ?? 0;
      if (code !== 0) this.#leaveOut(column, code, 1);
      else if (column === leadColumn) this.#addChanges(part, index);
      else if (isLength[column]) this.#values[column]?.push(part.values[first + column] ?? 0);
      else this.#count(column, part.values[first + column] ?? 0);
    }
  }

  #own(): void {
    if (this.#counts === noCounts) this.#counts = new Float64Array(noCounts.length);
  }

  #addChanges({ leadFrom, leadMs, leadUnknown }: PreparedRecords, index: number): void {
    const from = leadFrom[index] ?? 0;
    const to = leadFrom[index + 1] ?? from;
    if (to > from) this.#values[leadColumn]?.append(leadMs.subarray(from, to));
    const unknown = leadUnknown[index] ?? 0;
    if (unknown > 0) this.#leaveOut(leadColumn, noLeadTime, unknown);
  }

  #count(column: number, value: number): void {
    this.#counts[column] = (this.#counts[column] ?? 0) + 1;
    this.#counts[eventsAt + column] = (this.#counts[eventsAt + column] ?? 0) + value;
  }

  #leaveOut(column: number, code: number, count: number): void {
    const at = excludedAt + column * reasons + code;
    this.#counts[at] = (this.#counts[at] ?? 0) + count;
  }

  /** Add all of another cell. */
  merge(other: Tally): void {
    if (other.records === 0) return;
    this.#own();
    this.records += other.records;
    for (let at = 0; at < width; at += 1) {
      const values = other.#values[at];
      if (values && values.length > 0) this.#values[at]?.append(values.view());
    }
    for (let at = 0; at < noCounts.length; at += 1)
      this.#counts[at] = (this.#counts[at] ?? 0) + (other.#counts[at] ?? 0);
  }

  /** Lengths of time that were gathered for a measure, in any order. */
  lengthsOf(measure: Measure): Float64Array {
    return this.#values[columnOf(measure)]?.view() ?? new Float64Array();
  }

  /** `days`: of the period that are over and on record. */
  figures({ days, isOnRecord, minimumN }: { days: number; isOnRecord: boolean; minimumN: number }): Figure[] {
    return measures.map((measure, column) =>
      figureOf(
        measure,
        {
          trials: this.#counts[column] ?? 0,
          events: this.#counts[eventsAt + column] ?? 0,
          values: this.lengthsOf(measure),
          excluded: this.#excludedOf(column),
          days,
          isOnRecord,
        },
        minimumN,
      ),
    );
  }

  #excludedOf(column: number): Partial<Record<ExclusionReason, number>> {
    const counts: Partial<Record<ExclusionReason, number>> = {};
    for (const [index, reason] of exclusionReasons.entries()) {
      const count = this.#counts[excludedAt + column * reasons + index + 1] ?? 0;
      if (count > 0) counts[reason] = count;
    }
    return counts;
  }
}
