import { describe, expect, it } from "vitest";
import { minutesOf } from "@/lib/telemetry/domain/datadog-minutes";

const noon = Date.parse("2026-11-20T12:00:00Z");
const series = (query: number, values: Record<number, number>) => ({
  query,
  points: new Map(Object.entries(values).map(([minute, value]) => [noon + Number(minute) * 60_000, value])),
});
const queries = { good: 0, total: 1 };
const span = { fromMs: noon, toMs: noon + 3 * 60_000 };

describe("minutes of two queries", () => {
  it("are those that both have, within what was asked", () => {
    const both = [series(0, { 0: 9, 1: 8, 3: 7 }), series(1, { 0: 10, 1: 8, 2: 5, 3: 7 })];
    expect(minutesOf(both, queries, span)).toEqual([
      { minuteMs: noon, good: 9, total: 10 },
      { minuteMs: noon + 60_000, good: 8, total: 8 },
    ]);
    expect(minutesOf([series(1, { 0: 10 })], queries, span)).toEqual([]);
  });

  it.each([
    ["several_series", [series(0, { 0: 9 }), series(0, { 0: 9 }), series(1, { 0: 10 })]],
    ["wrong_shape", [series(0, { 0.5: 9 }), series(1, { 0.5: 10 })]],
    ["wrong_shape", [series(0, { 0: 0.99 }), series(1, { 0: 10 })]],
    ["wrong_shape", [series(0, { 0: -1 }), series(1, { 0: 10 })]],
  ])("are %s and no number where the queries are at fault", (cause, given) => {
    expect(minutesOf(given, queries, span)).toMatchObject({ status: "blind", cause });
  });

  it("take what floating point left over for whole events", () => {
    const given = [series(0, { 0: 8.999_999_999 }), series(1, { 0: 9.000_000_000_1 })];
    expect(minutesOf(given, queries, span)).toEqual([{ minuteMs: noon, good: 9, total: 9 }]);
  });
});
