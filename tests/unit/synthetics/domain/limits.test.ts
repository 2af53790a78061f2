import { describe, expect, test } from "vitest";
import { journeyLimits, runBoundsMs } from "@/lib/synthetics/domain/limits";

describe("limits of journeys", () => {
  test("bounds of the histogram rise, and the last one holds the longest journey", () => {
    expect(runBoundsMs.toSorted((one, other) => one - other)).toEqual([...runBoundsMs]);
    expect(new Set(runBoundsMs).size).toBe(runBoundsMs.length);
    expect(runBoundsMs.at(-1)).toBe(journeyLimits.journeyDeadlineMs);
  });

  test("a step has no longer than its journey, and an excerpt is a part of an answer", () => {
    expect(journeyLimits.stepDeadlineMs).toBeLessThanOrEqual(journeyLimits.journeyDeadlineMs);
    expect(journeyLimits.excerptCharacters).toBeLessThan(journeyLimits.answerBytes);
    expect(journeyLimits.minIntervalMs).toBeLessThan(journeyLimits.maxIntervalMs);
  });
});
