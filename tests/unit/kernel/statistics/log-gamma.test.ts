import { describe, expect, it } from "vitest";
import { logBeta, logChoose, logGamma } from "@/lib/kernel/statistics/log-gamma";

describe("logGamma", () => {
  it.each([
    [0.1, 2.252_712_651_734_206],
    [0.5, 0.572_364_942_924_700_1],
    [1, 0],
    [2, 0],
    [10, 12.801_827_480_081_469],
    [100, 359.134_205_369_575_4],
    [1e6, 12_815_504.569_147_61],
  ])("Γ(%d) as tabulated", (x, expected) => {
    expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected)));
  });

  it("refuses what has no logarithm", () => {
    expect(() => logGamma(0)).toThrow(RangeError);
    expect(() => logGamma(Number.NaN)).toThrow(RangeError);
  });
});

describe("logBeta and logChoose", () => {
  it("agree with exact values", () => {
    expect(Math.exp(logBeta(2, 3))).toBeCloseTo(1 / 12, 12);
    expect(Math.exp(logChoose(10, 3))).toBeCloseTo(120, 9);
    expect(Math.exp(logChoose(52, 5)) / 2_598_960).toBeCloseTo(1, 11);
    expect(logChoose(3, 4)).toBe(Number.NEGATIVE_INFINITY);
    expect(logChoose(3, 0)).toBe(0);
  });
});
