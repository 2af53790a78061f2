import { describe, expect, it } from "vitest";
import { regularizedGammaP } from "@/lib/kernel/statistics/gamma";

describe("regularizedGammaP", () => {
  it.each([
    [1, 1, 1 - Math.exp(-1)],
    [1, 5, 1 - Math.exp(-5)],
    // χ² with 1 and 10 degrees of freedom at their 95 % points.
    [0.5, 3.841_458_820_694_124 / 2, 0.95],
    [5, 18.307_038_053_275_146 / 2, 0.95],
    [3, 0, 0],
  ])("P(%d, %d)", (a, x, expected) => {
    expect(regularizedGammaP(a, x)).toBeCloseTo(expected, 12);
  });
});
