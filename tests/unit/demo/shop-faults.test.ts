import { describe, expect, test } from "vitest";
import { drawBaseLatencyMs } from "@/lib/demo/shop-faults";

/** Park and Miller's generator: the same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

describe("the shop's latency", () => {
  test("is log-normal: the median and the p95 are where they should be", () => {
    const random = seeded(7);
    const faults = { baseLatencyMedianMs: 100, baseLatencySigma: 0.5 };
    const drawn = Array.from({ length: 20_000 }, () => drawBaseLatencyMs(faults, random)).sort((a, b) => a - b);
    expect(drawn[10_000]).toBeGreaterThan(97);
    expect(drawn[10_000]).toBeLessThan(103);
    // exp(0.5 × 1.645) = 2.276
    expect(drawn[19_000]).toBeGreaterThan(220);
    expect(drawn[19_000]).toBeLessThan(235);
  });

  test("is nothing when no median is set", () => {
    expect(drawBaseLatencyMs({ baseLatencyMedianMs: 0, baseLatencySigma: 1 }, seeded(1))).toBe(0);
  });
});
