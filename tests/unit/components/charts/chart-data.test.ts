import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  alignSeries,
  type ChartSeries,
  formatValue,
  latestValue,
  niceTicks,
  valueDomain,
} from "@/components/charts/chart-data";

const series = (id: string, points: readonly (readonly [number, number | null])[]): ChartSeries => ({
  id,
  label: id,
  points: points.map(([atMs, value]) => ({ atMs, value })),
});

describe("alignSeries", () => {
  it("makes a gap of every missing measurement of the grid", () => {
    const rows = alignSeries(
      [
        series("a", [
          [0, 1],
          [1_010, 2],
          [4_000, 5],
        ]),
      ],
      1_000,
    );
    expect(rows.map((row) => row.values.a)).toEqual([1, 2, null, null, 5]);
  });

  it("never turns nothing, NaN or infinity into a number", () => {
    const rows = alignSeries([
      series("a", [
        [0, Number.NaN],
        [1, Number.POSITIVE_INFINITY],
        [2, null],
        [3, 0],
      ]),
    ]);
    expect(rows.map((row) => row.values.a)).toEqual([null, null, null, 0]);
  });

  it("gives every series a cell in every row", () => {
    const rows = alignSeries([series("a", [[0, 1]]), series("b", [[5, 2]])]);
    expect(rows).toEqual([
      { atMs: 0, values: { a: 1, b: null } },
      { atMs: 5, values: { a: null, b: 2 } },
    ]);
  });

  it("keeps a measurement that shares its cell with a gap", () => {
    expect(
      alignSeries(
        [
          series("a", [
            [0, 3],
            [400, null],
          ]),
        ],
        1_000,
      )[0]?.values.a,
    ).toBe(3);
  });

  it("of nothing is nothing", () => {
    expect(alignSeries([])).toEqual([]);
    expect(valueDomain([], { from: "zero" })).toBeNull();
  });
});

describe("niceTicks", () => {
  it("covers the domain with even, rising steps", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (low, span) => {
          const ticks = niceTicks([low, low + span]);
          expect(ticks.length).toBeLessThanOrEqual(8);
          expect(ticks[0]!).toBeLessThanOrEqual(low + Math.abs(low) * 1e-9 + 1e-9);
          expect(ticks.at(-1)!).toBeGreaterThanOrEqual(low + span - (Math.abs(low) + span) * 1e-8);
          for (let index = 1; index < ticks.length; index += 1)
            expect(ticks[index]!).toBeGreaterThan(ticks[index - 1]!);
        },
      ),
    );
  });

  it("reads well for percentages", () => {
    expect(niceTicks([0, 2.3])).toEqual([0, 1, 2, 3]);
  });
});

describe("valueDomain", () => {
  const rows = alignSeries([
    series("a", [
      [0, 480],
      [1, 520],
    ]),
  ]);

  it("begins at zero for counts and near the data when focused", () => {
    expect(valueDomain(rows, { from: "zero" })?.[0]).toBe(0);
    expect(valueDomain(rows, { from: "focused" })?.[0]).toBeGreaterThan(400);
  });

  it("ends where values cannot go on, unless one does", () => {
    const all = alignSeries([series("a", [[0, 100]])]);
    expect(valueDomain(all, { from: "zero", cap: 100 })).toEqual([0, 100]);
    expect(valueDomain(all, { from: "zero", cap: 90 })?.[1]).toBeGreaterThan(100);
  });

  it("has room for the threshold", () => {
    expect(valueDomain(rows, { from: "zero", threshold: 900 })?.[1]).toBeGreaterThan(900);
  });
});

describe("formatValue", () => {
  it.each([
    [null, "percent", "no data"],
    [0.4249, "percent", "0.42 %"],
    [100, "percent", "100 %"],
    [1, "points", "1 pp"],
    [1_184, "ms", "1\u202f184 ms"],
    [12_500, "ms", "12.5 s"],
    [1_234_567.4, "count", "1\u202f234\u202f567"],
    [87.64, "per_second", "87.6/s"],
    [0, "plain", "0"],
    [-0.31, "plain", "-0.31"],
  ] as const)("%s in %s is %s", (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });
});

describe("latestValue", () => {
  it("looks past gaps", () => {
    expect(
      latestValue(
        series("a", [
          [0, 1],
          [1, 2],
          [2, null],
        ]),
      ),
    ).toBe(2);
    expect(latestValue(series("a", [[0, null]]))).toBeNull();
  });
});
