import type { Instant } from "@/lib/kernel/instant";
import { type MinuteWindows, type Sums, windowOf } from "./minute-sums";
import { countsAt, type HourCounts, hourMs, minuteMs, type SliKind } from "./minutes";

/**
 * Goal: where every objective's rules are looked at each minute, a look costs what its windows hold in hours, and keeps what an hour adds
 * up to and no column of minutes. Method: an hour that is read is never changed, so that its sums are worked out once and found by it; a
 * window is its whole hours, and the minutes at both ends.
 */

export interface Stretch {
  readonly from: Instant;
  /** End of the last minute, which may be open when nothing is known of it yet. */
  readonly to: number;
  readonly knownSince: Instant | null;
}

/** Windows over `stretch` from stored hours, by when they begin; minutes of hours that are not there are unknown. */
export function windowsOfHours(hours: ReadonlyMap<number, HourCounts>, sli: SliKind, stretch: Stretch): MinuteWindows {
  const { from, to, knownSince } = stretch;
  const minutes = Math.max(0, Math.round((to - from) / minuteMs));
  const momentOf = (position: number): number => from + position * minuteMs;
  const between = (beginMs: number, endMs: number): Sums => sumsBetween(hours, sli, beginMs, endMs);
  return {
    minutes,
    window(windowMs, end) {
      const asked = Math.round(windowMs / minuteMs);
      const begin = Math.max(0, end - asked);
      const sums = between(momentOf(begin), momentOf(end));
      const isFull = knownSince !== null && knownSince <= momentOf(end) - windowMs;
      return { ...windowOf(sums, isFull), unknown: sums.unknown, minutes: asked };
    },
    isKnown: (end) => end > 0 && between(momentOf(end - 1), momentOf(end)).unknown === 0,
  };
}

function sumsBetween(hours: ReadonlyMap<number, HourCounts>, sli: SliKind, beginMs: number, endMs: number): Sums {
  const all = emptySums();
  for (let at = beginMs; at < endMs; ) {
    const hour = Math.floor(at / hourMs) * hourMs;
    const until = Math.min(hour + hourMs, endMs);
    const row = hours.get(hour);
    if (row === undefined) all.unknown += (until - at) / minuteMs;
    else if (until - at === hourMs) add(all, wholeHour(row, sli));
    else addMinutes(all, row, sli, (at - hour) / minuteMs, (until - hour) / minuteMs);
    at = until;
  }
  return all;
}

/** What hours add up to, by the row that was read and what is counted of it. */
const added = new WeakMap<HourCounts, Map<string, Sums>>();

function wholeHour(row: HourCounts, sli: SliKind): Sums {
  const known = added.get(row) ?? new Map<string, Sums>();
  added.set(row, known);
  const key = sli.kind === "latency" ? `latency ${sli.thresholdMs}` : "events";
  const sums = known.get(key) ?? addMinutes(emptySums(), row, sli, 0, hourMs / minuteMs);
  known.set(key, sums);
  return sums;
}

type Writable = { -readonly [Field in keyof Sums]: Sums[Field] };

function emptySums(): Writable {
  return { bad: 0, total: 0, unknown: 0, noiseGood: 0, noiseBad: 0, heaviest: 1 };
}

function addMinutes(sums: Writable, row: HourCounts, sli: SliKind, first: number, end: number): Writable {
  for (let index = first; index < end; index += 1) {
    const counted = countsAt(row, index, sli);
    if (counted === null) {
      sums.unknown += 1;
      continue;
    }
    sums.bad += counted.total - counted.good;
    sums.total += counted.total;
    if (!counted.noise) continue;
    sums.noiseGood += counted.noise.good;
    sums.noiseBad += counted.noise.bad;
    sums.heaviest = Math.max(sums.heaviest, counted.noise.heaviest);
  }
  return sums;
}

function add(sums: Writable, more: Sums): void {
  sums.bad += more.bad;
  sums.total += more.total;
  sums.unknown += more.unknown;
  sums.noiseGood += more.noiseGood;
  sums.noiseBad += more.noiseBad;
  sums.heaviest = Math.max(sums.heaviest, more.heaviest);
}
