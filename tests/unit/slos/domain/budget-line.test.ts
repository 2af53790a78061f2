import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import {
  budgetLine,
  hourAfter,
  hourlyCut,
  lineEnds,
  stretchesOfSeries,
  usedPercent,
} from "@/lib/slos/domain/budget-line";
import { shareOf } from "@/lib/slos/domain/evaluation";
import { addTallies, emptyTally, levelOf, type Slice } from "@/lib/slos/domain/level";
import { runs } from "@/tests/support/runs";

/** Goal: a line loses no minute and is cut where hours begin, so that sums kept by the hour say the same as minutes. */

const minuteMs = 60_000;
const hourMs = 3_600_000;
const method = { kind: "occurrences" } as const;
const counted = (good: bigint, total: bigint): Slice => ({ kind: "counted", good, total });
const lineOf = (slices: readonly Slice[], periodMs: number, points: number) => {
  const series = { from: instant(0), slices, knownSince: instant(0) };
  const stretches = stretchesOfSeries(series, method, points);
  return { stretches, line: budgetLine(stretches, { from: 0, method, target: shareOf("90"), periodMs }) };
};

describe("the budget line", () => {
  it("falls by what each stretch used of the whole period, and splits where minutes are unknown", () => {
    const { line } = lineOf([counted(10n, 10n), counted(5n, 10n), { kind: "unknown" }], 10 * minuteMs, 10);
    expect(line[0]).toMatchObject({ at: minuteMs, worst: 1, best: 1, badShare: 0 });
    // A quarter of two minutes' requests failed: 2.5 times the rate that is allowed, for a fifth of the period.
    expect(line[1]?.worst).toBeCloseTo(0.5, 12);
    expect(line[2]?.badShare).toBeNull();
    expect(line[2]?.worst ?? 0).toBeLessThan(line[2]?.best ?? 0);
  });

  it("ends at the level of all its minutes, however it is cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { minLength: 1, maxLength: 4_000 }),
        fc.integer({ min: 1, max: 200 }),
        (bad, points) => {
          const slices = bad.map((count) => counted(BigInt(50 - count), 50n));
          const { stretches, line } = lineOf(slices, slices.length * minuteMs, points);
          expect(line.length).toBeLessThanOrEqual(points + 1);
          expect(line.at(-1)?.at).toBe(slices.length * minuteMs);
          const all = stretches.reduce((sum, { tally }) => addTallies(sum, tally), emptyTally);
          expect(all).toMatchObject({ good: levelOf(slices, method).good, counted: slices.length });
        },
      ),
      runs(60),
    );
  });

  it("has nothing to show of nothing", () => {
    expect(lineOf([], minuteMs, 10).line).toEqual([]);
  });
});

describe("where a line is cut", () => {
  const day = 24 * hourMs;

  it("is at whole hours once steps are longer than a quarter of one, the beginning with the first", () => {
    expect(hourlyCut(0, 2 * hourMs, 180)).toBeNull();
    const from = 90 * day + 10 * minuteMs;
    expect(hourlyCut(from, from + 90 * day, 180)).toEqual({ first: 90 * day + hourMs, stepMs: 12 * hourMs });
    const ends = lineEnds(from, from + 90 * day, 180);
    expect(ends[0]).toBe(90 * day + 13 * hourMs);
    expect(ends.slice(0, -1).every((end) => end % hourMs === 0)).toBe(true);
    expect(ends.at(-1)).toBe(from + 90 * day);
    expect(ends.length).toBeLessThanOrEqual(181);
  });

  it("goes on without a gap", () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.integer({ min: 1, max: 530_000 }), (start, length) => {
        const ends = lineEnds(start * minuteMs, (start + length) * minuteMs, 180);
        expect(ends.at(-1)).toBe((start + length) * minuteMs);
        for (const [index, end] of ends.entries()) expect(end).toBeGreaterThan(ends[index - 1] ?? start * minuteMs);
      }),
      runs(200),
    );
  });
});

describe("what went after a moment", () => {
  it("is of the hour after the minute of it, as far as the line reaches", () => {
    expect(hourAfter(90_000, 0, 10 * hourMs)).toEqual({ from: minuteMs, to: minuteMs + hourMs });
    expect(hourAfter(-30 * minuteMs, 0, 10 * hourMs)).toEqual({ from: 0, to: 30 * minuteMs });
    expect(hourAfter(10 * hourMs - minuteMs, 0, 10 * hourMs)).toEqual({
      from: 10 * hourMs - minuteMs,
      to: 10 * hourMs,
    });
    expect(hourAfter(-3 * hourMs, 0, 10 * hourMs)).toEqual({ from: 0, to: 0 });
  });

  it("is a share of the whole period's budget, and unknown without a known minute", () => {
    const question = { method, target: shareOf("90"), periodMs: 100 * minuteMs };
    // Half of two minutes' requests failed: five times the allowed rate for a fiftieth of the period.
    expect(usedPercent([counted(0n, 10n), counted(10n, 10n)], question)).toBe("10.0");
    expect(usedPercent([{ kind: "unknown" }], question)).toBeNull();
    expect(usedPercent([], question)).toBeNull();
  });
});
