import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  alignSeries,
  type ChartSeries,
  formatTicks,
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

  it("is no shorter than asked, below a cap", () => {
    const trifle = alignSeries([
      series("a", [
        [0, 99.999],
        [1, 100],
      ]),
    ]);
    expect(valueDomain(trifle, { from: "focused", cap: 100, minSpan: 1 })).toEqual([99, 100]);
    expect(valueDomain(rows, { from: "focused", minSpan: 1 })).toEqual(valueDomain(rows, { from: "focused" }));
  });

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

describe("formatTicks", () => {
  it("tells ticks apart that are close, and leaves the others as values are", () => {
    expect(formatTicks([99.9985, 99.999, 99.9995, 100], "percent")).toEqual([
      "99.9985 %",
      "99.9990 %",
      "99.9995 %",
      "100.0000 %",
    ]);
    expect(formatTicks([99.25, 99.5, 99.75, 100], "percent")).toEqual(["99.25 %", "99.50 %", "99.75 %", "100.00 %"]);
    expect(formatTicks([0, 50, 100], "percent")).toEqual(["0 %", "50 %", "100 %"]);
    expect(formatTicks([1_000.2, 1_000.4], "per_second")).toEqual(["1000.2/s", "1000.4/s"]);
  });

  it("is never the same text twice", () => {
    const low = fc.double({ min: -1_000, max: 1_000, noNaN: true });
    fc.assert(
      fc.property(low, fc.double({ min: 1e-4, max: 1e4, noNaN: true }), (from, span) => {
        const texts = formatTicks(niceTicks([from, from + span]), "percent");
        expect(new Set(texts).size).toBe(texts.length);
      }),
    );
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
