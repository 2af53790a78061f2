import { describe, expect, it } from "vitest";
import { normalCdf, normalQuantile } from "@/lib/kernel/statistics/normal";

describe("the standard normal", () => {
  it.each([
    [0, 0.5],
    [1, 0.841_344_746_068_542_9],
    [-1.959_963_984_540_054, 0.025],
    [3, 0.998_650_101_968_369_9],
  ])("P(Z ≤ %d) as tabulated", (z, expected) => {
    expect(normalCdf(z)).toBeCloseTo(expected, 12);
  });

  it.each([
    [0.5, 0],
    [0.975, 1.959_963_984_540_054],
    [0.99, 2.326_347_874_040_840_8],
    [0.01, -2.326_347_874_040_840_8],
    [1e-6, -4.753_424_308_822_899],
  ])("quantile of %d as tabulated", (p, expected) => {
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThan(1e-9);
  });

  it("refuses 0 and 1", () => {
    expect(() => normalQuantile(0)).toThrow(RangeError);
    expect(() => normalQuantile(1)).toThrow(RangeError);
  });
});
