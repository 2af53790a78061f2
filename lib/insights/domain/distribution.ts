const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Upper ends of the classes of lengths of time; the last class is open. */
const classEndsMs = [
  minute,
  5 * minute,
  15 * minute,
  hour,
  4 * hour,
  12 * hour,
  day,
  3 * day,
  7 * day,
  14 * day,
  30 * day,
  90 * day,
] as const;

export interface DistributionClass {
  /** More than this, in milliseconds. */
  readonly fromMs: number;
  /** Up to and with this; null for the last class. */
  readonly toMs: number | null;
  readonly count: number;
}

/** How many values lie in each class; classes before the first and after the last that holds one are left out. */
export function distributionOf(values: Iterable<number>): DistributionClass[] {
  const counts = new Array<number>(classEndsMs.length + 1).fill(0);
  for (const value of values) {
    let place = 0;
    while (place < classEndsMs.length && value > (classEndsMs[place] ?? 0)) place += 1;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return [];
  const last = counts.findLastIndex((count) => count > 0);
  return counts
    .map((count, index) => ({ fromMs: classEndsMs[index - 1] ?? 0, toMs: classEndsMs[index] ?? null, count }))
    .slice(first, last + 1);
}
