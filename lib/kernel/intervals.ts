import { type Instant, instant } from "./instant";
import type { Period } from "./zoned-time";

/**
 * Any stretches, overlapping or not, empty ones too, in the form that all of these functions answer in: sorted and apart. Lengths are
 * whole milliseconds, so that parts add up to the whole exactly.
 */
export function union(stretches: readonly Period[]): Period[] {
  const sorted = stretches.filter(({ from, to }) => from < to).sort((left, right) => left.from - right.from);
  const merged: Period[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && next.from <= last.to) {
      if (next.to > last.to) merged[merged.length - 1] = { from: last.from, to: next.to };
    } else merged.push(next);
  }
  return merged;
}

/** What lies in both. */
export function intersection(left: readonly Period[], right: readonly Period[]): Period[] {
  const a = union(left);
  const b = union(right);
  const both: Period[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = a[i] as Period;
    const y = b[j] as Period;
    const from = Math.max(x.from, y.from);
    const to = Math.min(x.to, y.to);
    if (from < to) both.push({ from: instant(from), to: instant(to) });
    if (x.to < y.to) i += 1;
    else j += 1;
  }
  return both;
}

/** What lies in `left` and not in `right`. */
export function difference(left: readonly Period[], right: readonly Period[]): Period[] {
  const b = union(right);
  return union(left).flatMap((stretch) => cut(stretch, b));
}

function cut(stretch: Period, holes: readonly Period[]): Period[] {
  const rest: Period[] = [];
  let from = stretch.from;
  for (const hole of holes) {
    if (hole.to <= from) continue;
    if (hole.from >= stretch.to) break;
    if (hole.from > from) rest.push({ from, to: hole.from });
    from = hole.to;
  }
  if (from < stretch.to) rest.push({ from, to: stretch.to });
  return rest;
}

/** How long they are together, in milliseconds. */
export function lengthMs(stretches: readonly Period[]): number {
  return union(stretches).reduce((sum, { from, to }) => sum + (to - from), 0);
}

/** The moment at which `durationMs` of `stretches` have passed; null when they are shorter. 0 is the beginning of the first. */
export function momentAfter(stretches: readonly Period[], durationMs: number): Instant | null {
  let rest = durationMs;
  for (const { from, to } of union(stretches)) {
    if (rest <= to - from) return instant(from + rest);
    rest -= to - from;
  }
  return null;
}
