import { describe, expect, test } from "vitest";
import { benchmarkSets, percentileAmong, placeIn } from "@/lib/benchmarks/domain/benchmark-set";

function set(id: string) {
  const found = benchmarkSets.find((one) => one.id === id);
  if (!found) throw new Error(`there is no set ${id}`);
  return found;
}

describe("published scales", () => {
  test("are dated, name their source, and newest first", () => {
    expect(benchmarkSets.map((one) => one.publishedOn)).toEqual(
      benchmarkSets
        .map((one) => one.publishedOn)
        .toSorted()
        .toReversed(),
    );
    for (const one of benchmarkSets) expect(one.source).toMatch(/\d{4}/);
  });

  test("place a figure in the bucket that holds it", () => {
    expect(placeIn(set("dora-2023"), "change_fail_rate", 0.07)?.bucket.label).toBe("high");
    expect(placeIn(set("dora-2023"), "change_fail_rate", 0.5)?.bucket.label).toBe("low");
    expect(placeIn(set("dora-2023"), "deployment_frequency", 2)?.bucket.label).toBe("high");
    expect(placeIn(set("dora-2023"), "lead_time", 3_600_000)?.bucket.label).toBe("elite");
  });

  test("say nothing of what they do not publish in order, and give shares where they have them", () => {
    expect(placeIn(set("dora-2024"), "change_fail_rate", 0.07)).toBeNull();
    expect(placeIn(set("dora-2025"), "lead_time", 1)).toBeNull();
    expect(placeIn(set("dora-2025"), "deployment_frequency", 10)?.atLeastAsGood).toBeCloseTo(0.162, 9);
    expect(placeIn(set("dora-2025"), "deployment_frequency", 0.1)?.atLeastAsGood).toBeCloseTo(1, 9);
  });
});

describe("peers", () => {
  test("are compared from three on, in the direction that is better", () => {
    expect(percentileAmong(5, [1, 2], "up")).toBeNull();
    expect(percentileAmong(5, [1, 2, 9], "up")).toBeCloseTo(2 / 3, 9);
    expect(percentileAmong(5, [1, 2, 9], "down")).toBeCloseTo(1 / 3, 9);
    expect(percentileAmong(5, [5, 5, 5], "up")).toBe(0.5);
  });
});
