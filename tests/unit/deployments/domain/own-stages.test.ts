import { describe, expect, it } from "vitest";
import { approvalStages, rolloutStages } from "@/lib/deployments/domain/own-stages";
import { instant } from "@/lib/kernel/instant";
import { waterfallOf } from "@/lib/pipelines/domain/waterfall";

describe("our own part of a release's way", () => {
  it("is what held it, its steps, and the way back", () => {
    const stages = rolloutStages([
      { kind: "held", at: 1_000 },
      { kind: "held", at: 5_000 },
      { kind: "preparation_started", at: 60_000 },
      { kind: "step_started", at: 61_000, stepIndex: 0, trafficPercent: 10 },
      { kind: "step_passed", at: 661_000, stepIndex: 0 },
      { kind: "step_started", at: 661_000, stepIndex: 1, trafficPercent: 50 },
      { kind: "rollback_started", at: 700_000 },
      { kind: "rolled_back", at: 702_000 },
    ]);
    expect(stages.map(({ name, state, startedAt, finishedAt }) => [name, state, startedAt, finishedAt])).toEqual([
      ["Held by windows, budgets or others", "succeeded", 1_000, 60_000],
      ["Step to 10 %", "succeeded", 61_000, 661_000],
      ["Step to 50 %", "failed", 661_000, 700_000],
      ["Rollback", "succeeded", 700_000, 702_000],
    ]);
    expect(waterfallOf(stages)?.bottleneck).toBe("rollout step 0");
  });

  it("is open while a step goes on, and nothing without notes", () => {
    expect(rolloutStages([])).toEqual([]);
    expect(rolloutStages([{ kind: "step_started", at: 1, stepIndex: 0, trafficPercent: 10 }])).toMatchObject([
      { state: "running", finishedAt: null },
    ]);
  });

  it("waits for approvals from when they were asked for until they sufficed", () => {
    const [stage] = approvalStages([{ number: 12, askedAt: instant(1_000), grantedAt: instant(9_000) }]);
    expect(stage).toMatchObject({
      name: "Approval of release C-12",
      kind: "approve",
      queuedAt: 1_000,
      finishedAt: 9_000,
    });
    expect(approvalStages([{ number: 13, askedAt: instant(1_000), grantedAt: null }])[0]?.state).toBe("running");
  });
});
