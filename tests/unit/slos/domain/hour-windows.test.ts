import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { type Stretch, windowsOfHours } from "@/lib/slos/domain/hour-windows";
import { sumsOfSeries, windowsOfSums } from "@/lib/slos/domain/minute-sums";
import { type HourCounts, hourMs, minuteMs, type SliKind } from "@/lib/slos/domain/minutes";
import { slicesBetween } from "@/lib/slos/domain/stored-hours";
import { runs } from "@/tests/support/runs";

/** Goal: windows added up from whole hours and the minutes at their ends are the windows of the same minutes, one after the other. */

const start = Date.parse("2026-11-01T00:00:00Z");
const hoursLong = 6;
const slis: readonly SliKind[] = [{ kind: "availability" }, { kind: "ratio" }, { kind: "latency", thresholdMs: 300 }];

const minute = fc.record({
  // More errors than requests is a fault of the source, and a minute of which nobody can tell.
  counts: fc.option(fc.tuple(fc.nat(50), fc.nat(60)), { freq: 4 }),
  slow: fc.nat(20),
  noise: fc.option(fc.record({ good: fc.nat(99), bad: fc.nat(99), heaviest: fc.integer({ min: 1, max: 9 }) })),
});

function rowOf(
  hour: number,
  minutes: readonly (typeof minute extends fc.Arbitrary<infer M> ? M : never)[],
): HourCounts {
  return {
    hour,
    requests: minutes.map(({ counts }) => counts?.[0] ?? null),
    errors: minutes.map(({ counts }) => counts?.[1] ?? null),
    boundsMs: [300],
    latencyCounts: minutes.flatMap(({ counts, slow }) => (counts ? [counts[0], slow] : [null, null])),
    noise: minutes.flatMap(({ noise }) => (noise ? [noise.good, noise.bad, noise.heaviest] : [null, null, null])),
  };
}

const storedHours = fc
  .array(fc.option(fc.array(minute, { minLength: 60, maxLength: 60 }), { freq: 5 }), {
    minLength: hoursLong,
    maxLength: hoursLong,
  })
  .map((rows) => {
    const hours = rows.map((minutes, index) => minutes && rowOf(start + index * hourMs, minutes));
    return new Map(hours.flatMap((row) => (row ? [[row.hour, row] as const] : [])));
  });

function bothWays(hours: ReadonlyMap<number, HourCounts>, sli: SliKind, stretch: Stretch) {
  const slices = slicesBetween(hours, { sli, from: stretch.from, to: stretch.to });
  const { from, knownSince } = stretch;
  return [windowsOfHours(hours, sli, stretch), windowsOfSums(sumsOfSeries({ from, slices, knownSince }))] as const;
}

describe("windows over stored hours", () => {
  const positions = fc.nat(hoursLong * 60);

  it("are those of the minutes, wherever they begin and end", () => {
    const questions = fc.array(fc.tuple(positions, fc.integer({ min: 1, max: 400 })), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        storedHours,
        positions,
        positions,
        fc.constantFrom(...slis),
        questions,
        (hours, one, other, sli, asked) => {
          const from = instant(start + Math.min(one, other) * minuteMs);
          const stretch = { from, to: start + Math.max(one, other) * minuteMs, knownSince: from };
          const [found, expected] = bothWays(hours, sli, stretch);
          expect(found.minutes).toBe(expected.minutes);
          for (const [position, lengthMin] of asked) {
            const end = Math.min(position, found.minutes);
            expect(found.isKnown(end)).toBe(expected.isKnown(end));
            const { noise, ...window } = found.window(lengthMin * minuteMs, end);
            const { noise: noiseOfMinutes, ...windowOfMinutes } = expected.window(lengthMin * minuteMs, end);
            expect(window).toEqual(windowOfMinutes);
            expect([noise?.good, noise?.bad]).toEqual([noiseOfMinutes?.good, noiseOfMinutes?.bad]);
            // Running sums know the heaviest so far, which the window need not hold.
            expect(noise?.heaviest ?? 1).toBeLessThanOrEqual(noiseOfMinutes?.heaviest ?? 1);
          }
        },
      ),
      runs(30),
    );
  });

  it("take the heaviest weight that they hold, and no older one", () => {
    const even = { counts: [10, 1] as [number, number], slow: 0 };
    const row = rowOf(
      start,
      Array.from({ length: 60 }, (_, index) => ({
        ...even,
        noise: { good: 1, bad: 1, heaviest: index === 5 ? 9 : 2 },
      })),
    );
    const stretch = { from: instant(start), to: start + hourMs, knownSince: instant(start) };
    const windows = windowsOfHours(new Map([[start, row]]), { kind: "availability" }, stretch);
    expect(windows.window(10 * minuteMs, 60).noise).toEqual({ good: 10, bad: 10, heaviest: 2 });
    expect(windows.window(hourMs, 60).noise).toEqual({ good: 60, bad: 60, heaviest: 9 });
  });

  it("know nothing of hours that are not there", () => {
    const stretch = { from: instant(start), to: start + 2 * hourMs, knownSince: instant(start) };
    const windows = windowsOfHours(new Map(), { kind: "availability" }, stretch);
    expect(windows.window(90 * minuteMs, 120)).toMatchObject({ total: 0n, unknown: 90, isFull: true });
    expect(windows.isKnown(120)).toBe(false);
  });
});
