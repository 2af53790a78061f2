import { difference, intersection, lengthMs, union } from "@/lib/kernel/intervals";
import type { Period } from "@/lib/kernel/zoned-time";

/** What one source told of an environment: when it was there to tell at all, and what it saw then. */
export interface WatchedBy {
  readonly name: string;
  /** When it is expected to tell: from when it was set up to when it was switched off. */
  readonly expected: Period;
  readonly up: readonly Period[];
  readonly down: readonly Period[];
}

/** What is known of an environment over time: parts are apart, and what is in neither is unknown. */
export interface Known {
  readonly up: readonly Period[];
  readonly down: readonly Period[];
}

/**
 * One picture from all sources. It is down while one of them sees it down; it is up while at least one is expected to tell and all of
 * those see it up; everything else is unknown. A dark source therefore takes away what others saw as good, and never adds to it.
 */
export function combined(sources: readonly WatchedBy[]): Known {
  const down = union(sources.flatMap((one) => intersection(one.down, [one.expected])));
  const dark = sources.flatMap(({ expected, up, down: seen }) => difference([expected], [...up, ...seen]));
  const up = difference(
    sources.flatMap((one) => intersection(one.up, [one.expected])),
    [...down, ...dark],
  );
  return { up, down };
}

/** Availability within what was promised. All lengths in milliseconds; the three parts add up to what was promised. */
export interface Availability {
  readonly promisedMs: number;
  readonly upMs: number;
  readonly downMs: number;
  readonly unknownMs: number;
  /** Share of what is known that was up, 0 to 1; null when nothing is known. */
  readonly ratio: number | null;
  /** Share of what was promised that is known, 0 to 1; null when nothing was promised. */
  readonly coverage: number | null;
  /** When it was down within what was promised, sorted and apart. */
  readonly outages: readonly Period[];
}

/** What was measured inside of promised windows, within a range. */
export function availabilityOf(known: Known, promised: readonly Period[], range: Period): Availability {
  const window = intersection(promised, [range]);
  const outages = intersection(known.down, window);
  const promisedMs = lengthMs(window);
  const downMs = lengthMs(outages);
  const upMs = lengthMs(intersection(known.up, window));
  const knownMs = upMs + downMs;
  return {
    ...{ promisedMs, upMs, downMs, outages },
    unknownMs: promisedMs - knownMs,
    ratio: knownMs === 0 ? null : upMs / knownMs,
    coverage: promisedMs === 0 ? null : knownMs / promisedMs,
  };
}
