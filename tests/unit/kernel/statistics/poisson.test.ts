import { describe, expect, it } from "vitest";
import { poissonInterval } from "@/lib/kernel/statistics/poisson";

describe("poissonInterval", () => {
  it.each([
    // Ulm, American Journal of Epidemiology 131 (1990), and Garwood's tables.
    [0, 0, 3.6889],
    [1, 0.0253, 5.5716],
    [5, 1.6235, 11.6683],
    [10, 4.7954, 18.3904],
    [100, 81.3639, 121.6272],
  ])("of %i events is %d to %d", (events, low, high) => {
    const interval = poissonInterval(events, 0.95);
    expect(interval.low).toBeCloseTo(low, 3);
    expect(interval.high).toBeCloseTo(high, 3);
  });
});
