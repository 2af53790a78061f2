import { describe, expect, it } from "vitest";
import { shareDifferenceInterval, wilsonInterval } from "@/lib/kernel/statistics/wilson";

const Z95 = 1.959_964;

describe("wilsonInterval", () => {
  // Newcombe 1998, table I, score method without continuity correction.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("%d of %d", (events, trials, low, high) => {
    const interval = wilsonInterval(events, trials, Z95);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it("knows nothing without trials", () => {
    expect(wilsonInterval(0, 0, Z95)).toEqual({ low: 0, high: 1 });
  });
});

describe("shareDifferenceInterval", () => {
  // Newcombe 1998, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 10, 0.6075, 1],
  ])("%d of %d minus %d of %d", (a, m, b, n, low, high) => {
    const interval = shareDifferenceInterval({ events: a, trials: m }, { events: b, trials: n }, Z95);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });
});
