import { describe, expect, it } from "vitest";
import { thresholdErrorRate, thresholdLatency } from "@/lib/analysis/domain/threshold-judge";

describe("the threshold judge", () => {
  const settings = { maxIncreasePp: 1, minRequests: 50 };
  const judge = (canaryTrials: number, canaryEvents: number, baselineTrials = 900, baselineEvents = 0) =>
    thresholdErrorRate(
      {
        canary: { trials: canaryTrials, events: canaryEvents },
        baseline: { trials: baselineTrials, events: baselineEvents },
      },
      settings,
    );

  it("goes by the plain difference once there are enough requests", () => {
    expect(judge(100, 2).verdict).toBe("fail");
    expect(judge(100, 2).sentence).toContain("2 percentage points is above the limit of 1");
    expect(judge(100, 1).verdict).toBe("pass");
    expect(judge(100, 2, 900, 9).verdict).toBe("pass");
    expect(judge(49, 49).verdict).toBe("inconclusive");
    expect(judge(100, 0, 0, 0).verdict).toBe("inconclusive");
    expect(judge(0, 0).verdict).toBe("inconclusive");
  });

  it("does so for a latency too", () => {
    const chosen = { quantile: 0.95, maxIncreaseMs: 500, minRequests: 50 };
    const fast = { boundsMs: [100, 1_000], counts: [100, 0, 0] };
    const slow = { boundsMs: [100, 1_000], counts: [0, 100, 0] };
    expect(thresholdLatency(fast, fast, chosen).verdict).toBe("pass");
    expect(thresholdLatency(slow, fast, chosen).verdict).toBe("fail");
    expect(thresholdLatency(null, fast, chosen).verdict).toBe("inconclusive");
    expect(thresholdLatency({ boundsMs: [100, 1_000], counts: [0, 49, 0] }, fast, chosen).verdict).toBe("inconclusive");
  });
});
