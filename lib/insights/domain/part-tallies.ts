import type { DeliveryRecord } from "./delivery-record";
import { lastAtMost, type Period } from "./observe";
import { PartMemo } from "./part-memo";
import type { PreparedRecords } from "./prepared-records";
import { Tally } from "./tally";

/** From so many records in a bucket on it is quicker to add kept sums than records. */
const coarse = 8;

const cells = new PartMemo<readonly Tally[]>();
const wholes = new PartMemo<Tally>();
const firsts = new PartMemo<number>();
const constants = new PartMemo<{ readonly key: string | null } | "mixed">();

/** What lies in each bucket, over all parts. The buckets fill a period and are in order. */
export function tallyBuckets(parts: readonly PreparedRecords[], buckets: readonly Period[]): Tally[] {
  const key = buckets.map(({ start, end }) => `${start}-${end}`).join(" ");
  const loose = buckets.map(() => new Tally());
  const kept: (readonly Tally[])[] = [];
  for (const part of parts) {
    if (part.at.length < coarse * buckets.length) addBuckets(loose, part, buckets);
    else
      kept.push(
        cells.get(part, key, () => {
          const made = buckets.map(() => new Tally());
          addBuckets(made, part, buckets);
          return made;
        }),
      );
  }
  if (kept.length === 0) return loose;
  return loose.map((cell, index) => Tally.sumOf([cell, ...kept.flatMap((own) => own[index] ?? [])]));
}

function addBuckets(sums: readonly Tally[], part: PreparedRecords, buckets: readonly Period[]): void {
  const starts = buckets.map((bucket) => bucket.start);
  const end = buckets.at(-1)?.end ?? Number.NEGATIVE_INFINITY;
  const start = starts[0] ?? Number.POSITIVE_INFINITY;
  for (let index = 0; index < part.at.length; index += 1) {
    const at = part.at[index] ?? 0;
    if (at >= start && at < end) sums[lastAtMost(starts, at)]?.add(part, index);
  }
}

/** What lies in a period, of one part. Not to be changed. */
export function tallyPart(part: PreparedRecords, { start, end }: Period): Tally {
  return wholes.get(part, `${start}-${end}`, () => {
    const tally = new Tally();
    for (let index = 0; index < part.at.length; index += 1) {
      const at = part.at[index] ?? 0;
      if (at >= start && at < end) tally.add(part, index);
    }
    return tally;
  });
}

/** What lies in a period, over all parts. */
export function tallyPeriod(parts: readonly PreparedRecords[], period: Period): Tally {
  return Tally.sumOf(parts.map((part) => tallyPart(part, period)));
}

/** The first moment of a part; infinity of an empty one. */
export function firstOf(part: PreparedRecords): number {
  return firsts.get(part, "first", () => {
    let first = Number.POSITIVE_INFINITY;
    for (const moment of part.at) if (moment < first) first = moment;
    return first;
  });
}

/** The one group that all records of a part belong to; `mixed` when there are several, or no records. */
export function groupOfPart(
  part: PreparedRecords,
  groupOf: (record: DeliveryRecord) => string | null,
): { readonly key: string | null } | "mixed" {
  return constants.get(part, groupOf, () => {
    const [first] = part.records;
    if (first === undefined) return "mixed";
    const key = groupOf(first);
    return part.records.every((record) => groupOf(record) === key) ? { key } : "mixed";
  });
}
