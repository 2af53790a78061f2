import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pointValue } from "@/lib/anomalies/domain/point-rows";
import { seriesMeasures } from "@/lib/anomalies/domain/series-measure";
import { instant } from "@/lib/kernel/instant";

const time = { from: instant(1_000), to: instant(2_000) };
const happened = (at: number, hasFailed: boolean, minutes: number | null) => ({
  ...{ at: instant(at), hasFailed },
  durationMs: minutes === null ? null : minutes * 60_000,
});
const rows = [
  happened(999, true, 900),
  happened(1_000, true, 3),
  happened(1_500, false, 9),
  happened(1_999, false, null),
  happened(2_000, true, 900),
];

describe("a point from its rows", () => {
  it.each([
    ["deployments", { value: 3 }],
    ["incidents", { value: 3 }],
    ["failed_share", { value: 1 / 3, trials: 3 }],
    ["deployment_duration", { value: 6, trials: 2 }],
    ["all_pipeline_failures", { value: 1 / 3, trials: 3 }],
    ["all_pipeline_duration", { value: 6, trials: 2 }],
  ] as const)("of %s is by the rule of the series, of what lies in its time", (measure, expected) => {
    expect(pointValue(measure, time, rows)).toEqual(expected);
  });

  it("is 0 for a count of nothing, and unknown for everything else", () => {
    fc.assert(
      fc.property(fc.constantFrom(...seriesMeasures), (measure) => {
        const isCount = measure === "deployments" || measure === "incidents";
        expect(pointValue(measure, time, []).value).toBe(isCount ? 0 : null);
      }),
    );
  });
});
