import { describe, expect, it } from "vitest";
import { beginMetricStep, feedMetric, readMetric, startMetric } from "@/lib/analysis/domain/metric-judge";
import { instant } from "@/lib/kernel/instant";
import type { ScalarReading } from "@/lib/telemetry/port";

const settings = { failWhen: "above", limit: 10, failuresInARow: 3 } as const;
const stale: ScalarReading = { status: "blind", cause: "stale", detail: "The newest sample is 90 s old." };

function value(atMs: number, of: number): ScalarReading {
  return { status: "read", sampledAt: instant(atMs), value: of };
}

function run(readings: readonly ScalarReading[], chosen: Parameters<typeof feedMetric>[3] = settings, inStep = true) {
  let state = startMetric();
  for (const reading of readings) state = feedMetric(state, reading, inStep, chosen);
  return { state, finding: readMetric(state, readings.at(-1) ?? stale, chosen) };
}

describe("the metric judge", () => {
  it("fails after so many in a row, and latches", () => {
    expect(run([value(1, 11), value(2, 12)]).finding.verdict).toBe("inconclusive");
    const { state, finding } = run([value(1, 11), value(2, 12), value(3, 13)]);
    expect(finding.sentence).toBe("The value is 13, above 10, 3 times in a row; the limit is 3.");
    expect(finding.verdict).toBe("fail");
    expect(readMetric(feedMetric(state, value(4, 1), true, settings), value(4, 1), settings)).toEqual(finding);
  });

  it("passes within the limit, on either side", () => {
    expect(run([value(1, 11), value(2, 10)]).finding.verdict).toBe("pass");
    expect(run([value(1, 9)], { failWhen: "below", limit: 10, failuresInARow: 1 }).finding.verdict).toBe("fail");
    expect(run([value(1, Number.POSITIVE_INFINITY)], { ...settings, failuresInARow: 1 }).finding.verdict).toBe("fail");
  });

  it("counts a sample once, however often it is read", () => {
    expect(run([value(1, 11), value(1, 11), value(1, 11), value(1, 11)]).finding.verdict).toBe("inconclusive");
  });

  it("is blind by the reading's name, which neither counts nor forgives", () => {
    expect(run([value(1, 1), stale]).finding).toMatchObject({ verdict: "blind", blindCause: "stale" });
    expect(run([value(1, Number.NaN)]).finding).toMatchObject({ verdict: "blind", blindCause: "not_a_number" });
    expect(run([value(1, 11), value(2, 11), stale, value(3, 11)]).finding.verdict).toBe("fail");
  });

  it("never passes a step on a sample from before it", () => {
    expect(run([value(1, 1)], settings, false).finding.verdict).toBe("inconclusive");
    const { state } = run([value(1, 1)]);
    expect(readMetric(beginMetricStep(state), value(1, 1), settings).verdict).toBe("inconclusive");
  });
});
