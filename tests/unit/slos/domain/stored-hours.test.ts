import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addSlices, emptyTally, levelOf, levelOfTally } from "@/lib/slos/domain/level";
import { planSpan, slicesBetween, sumsOfHour, tallyOfSums, worthUnit } from "@/lib/slos/domain/stored-hours";
import { runs } from "@/tests/support/runs";

/** Goal: a stretch added up from stored hours is the stretch added up from its minutes, and no minute is counted twice or left out. */

const hourMs = 3_600_000;
const minuteMs = 60_000;
const start = Date.parse("2026-11-01T00:00:00Z");
const sli = { kind: "availability" } as const;
const method = { kind: "occurrences" } as const;
const hourOf = (requests: number, errors: number) => ({
  hour: start,
  requests: Array.from({ length: 60 }, (_, index) => (index === 7 ? null : requests)),
  errors: Array.from({ length: 60 }, () => errors),
  boundsMs: [],
  latencyCounts: [],
});

describe("an hour", () => {
  it("is its minutes, from when anything was known", () => {
    expect(sumsOfHour(hourOf(10, 1), start, { sli, method, knownSince: start - hourMs })).toEqual({
      hour: start,
      good: 59n * 9n,
      total: 590n,
      counted: 59,
      unknown: 1,
      worth: 0n,
      doubtful: 0n,
      noise: { good: 0, bad: 0, heaviest: 1 },
    });
    const late = sumsOfHour(hourOf(10, 1), start, { sli, method, knownSince: start + 50 * minuteMs });
    expect(late).toMatchObject({ counted: 10, unknown: 0, total: 100n });
    expect(sumsOfHour(undefined, start, { sli, method, knownSince: start })).toMatchObject({ counted: 0, unknown: 60 });
  });

  it("adds up to the level of its minutes, also judged minute by minute", () => {
    const judged = { kind: "timeslices", sliceTarget: { numerator: 9n, denominator: 10n } } as const;
    const averaged = { kind: "ratio_timeslices", resolution: 1_000_000_000n } as const;
    for (const given of [method, judged, averaged]) {
      const slices = slicesBetween(new Map([[start, hourOf(10, 1)]]), { sli, from: start, to: start + hourMs });
      const sums = sumsOfHour(hourOf(10, 1), start, { sli, method: given, knownSince: start });
      expect(levelOfTally(tallyOfSums(sums, given), given)).toEqual(levelOf(slices, given));
      expect(levelOfTally(addSlices(emptyTally, slices, given), given)).toEqual(levelOf(slices, given));
    }
  });
});

describe("the worth of a minute", () => {
  it("is kept whole, or in parts of what shares are cut to", () => {
    expect(worthUnit(method)).toBe(1n);
    expect(worthUnit({ kind: "ratio_timeslices", resolution: 100n })).toBe(100n);
    expect(() => worthUnit({ kind: "ratio_timeslices" })).toThrow(RangeError);
  });
});

describe("a stretch", () => {
  const minutes = fc.integer({ min: 0, max: 30 * 24 * 60 });

  it("is cut without gap or overlap, at whole hours that are stored, with its last hour in minutes", () => {
    fc.assert(
      fc.property(minutes, minutes, fc.nat(700), fc.nat(50), (first, length, sealedHours, before) => {
        const from = start + first * minuteMs;
        const to = from + length * minuteMs;
        const seal = { from: start - before * hourMs, until: start + sealedHours * hourMs, isWhole: false };
        const span = planSpan(from, to, seal);
        if (!span) return;
        const { head, hours, tail } = span;
        expect(head.from === from || tail.from === from).toBe(true);
        expect(tail.to).toBe(to);
        const counted = head.to - head.from + (hours.to - hours.from) + (tail.to - tail.from);
        expect(counted).toBe(to - from);
        if (hours.to === hours.from) return;
        expect([hours.from % hourMs, hours.to % hourMs]).toEqual([0, 0]);
        expect(head.to).toBe(hours.from);
        expect(tail.from).toBe(hours.to);
        expect(hours.from).toBeGreaterThanOrEqual(seal.from);
        expect(hours.to).toBeLessThanOrEqual(seal.until);
        expect(tail.to - tail.from).toBeGreaterThan(0);
      }),
      runs(500),
    );
  });

  it("is refused where the stored hours do not cover it, or end too long ago", () => {
    const day = 24 * hourMs;
    const seal = { from: start, until: start + 10 * day, isWhole: false };
    expect(planSpan(start - day, start + 10 * day, seal)).toBeNull();
    expect(planSpan(start - day, start + 10 * day, { ...seal, isWhole: true })).not.toBeNull();
    expect(planSpan(start, start + 13 * day, seal)).toBeNull();
    expect(planSpan(start, start + 10 * day, seal)).not.toBeNull();
  });
});
