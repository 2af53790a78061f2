import { describe, expect, it } from "vitest";
import { bakedAt, type RailStep } from "@/components/charts/rail-step";

const step: RailStep = { id: "1", trafficPercent: 10, state: "current", bakeMs: 60_000 };

describe("bakedAt", () => {
  it("counts from the start of the clock and stops at the bake time", () => {
    expect(bakedAt({ ...step, bakingSinceMs: 1_000 }, 21_000)).toBe(20_000);
    expect(bakedAt({ ...step, bakingSinceMs: 1_000 }, 999_000)).toBe(60_000);
  });

  it("never runs backwards when the clocks of server and browser differ", () => {
    expect(bakedAt({ ...step, bakingSinceMs: 5_000 }, 1_000)).toBe(0);
  });

  it("stands still while no clock runs", () => {
    expect(bakedAt({ ...step, bakedMs: 12_000 }, 999_000)).toBe(12_000);
    expect(bakedAt(step, 999_000)).toBe(0);
  });
});
