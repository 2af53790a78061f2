import { describe, expect, it } from "vitest";
import { regularizedGammaP } from "@/lib/kernel/statistics/gamma";
import { gammaQuantile } from "@/lib/kernel/statistics/gamma-quantile";

describe("a quantile of the gamma distribution", () => {
  it.each([0.3, 1, 5, 60, 999, 1_001, 1_200])("is where its distribution says, for the shape %s", (shape) => {
    for (const share of [0.025, 0.5, 0.975])
      expect(regularizedGammaP(shape, gammaQuantile(shape, share))).toBeCloseTo(share, 4);
  });

  it("does not jump where the approximation takes over", () => {
    for (const share of [0.025, 0.975])
      expect(gammaQuantile(1_000.001, share) - gammaQuantile(1_000, share)).toBeCloseTo(0.001, 2);
  });
});
