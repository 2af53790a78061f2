import { describe, expect, it } from "vitest";
import { scoreAttribution } from "@/tests/bench/insights/attribution";
import { makeTruthSet } from "@/tests/support/truth-set";

describe("attribution on an organisation whose causes are known", () => {
  // The numbers of the rule were fixed on the seeds 1, 2, 3, 11, 12 and 13; these have never been looked at before.
  it.each([4, 20_261_128])("on seed %i finds the causes, and is right in what it blames", (seed) => {
    const report = scoreAttribution(seed);
    expect(report.incidents).toBeGreaterThan(500);
    expect(report.precision).toBeGreaterThanOrEqual(0.95);
    expect(report.recall).toBeGreaterThanOrEqual(0.95);
    expect(report.baseline.f1).toBeLessThan(0.5);
  });

  it("makes the same organisation of the same seed, and others of others", () => {
    const small = (seed: number) => JSON.stringify(makeTruthSet({ seed, services: 3, days: 30 }));
    expect(small(7)).toBe(small(7));
    expect(small(7)).not.toBe(small(8));
  });
});
