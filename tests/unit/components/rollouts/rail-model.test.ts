import { describe, expect, it } from "vitest";
import { railOf } from "@/components/rollouts/rail-model";
import type { RolloutDetail } from "@/lib/rollouts/api-contract";
import { defaultPlans } from "@/lib/rollouts/domain/default-plans";
import { detailView, iso, rollbackView, T0 } from "../../../support/rollout-views";

const statesOf = (rollout: RolloutDetail): string =>
  railOf(rollout)
    .steps.map((step) => step.state)
    .join(" ");

describe("railOf", () => {
  it("ends with the watch", () => {
    const { steps } = railOf(detailView());
    expect(steps.map((step) => step.title ?? `${step.trafficPercent}`)).toEqual(["10", "50", "100", "Watch"]);
  });

  it.each([
    ["queued", {}, "next next next next"],
    ["preparing", { stepIndex: null }, "next next next next"],
    ["shifting", { stepIndex: 0 }, "current next next next"],
    ["baking", { stepIndex: 1 }, "done current next next"],
    ["watching", { stepIndex: 2 }, "done done done current"],
    ["completed", { stepIndex: null }, "done done done done"],
    ["cancelled", { stepIndex: null }, "skipped skipped skipped skipped"],
    ["rolling_back", { rollback: rollbackView() }, "done failed skipped skipped"],
    ["rolled_back", { rollback: rollbackView({ stepIndex: null }) }, "skipped skipped skipped skipped"],
  ] as const)("shows %s", (phase, more, expected) => {
    expect(statesOf(detailView({ phase, ...more }))).toBe(expected);
  });

  it("counts from the moment at which the looked-at time stood at zero", () => {
    const [, current] = railOf(detailView({ look: { wantedMs: 300_000, lookedMs: 5_000, runsSince: iso(0) } })).steps;
    expect(current?.bakingSinceMs).toBe(T0);
  });

  it("stands still while blind", () => {
    const [, current] = railOf(detailView({ look: { wantedMs: 300_000, lookedMs: 5_000, runsSince: null } })).steps;
    expect(current).toMatchObject({ bakedMs: 5_000 });
    expect(current).not.toHaveProperty("bakingSinceMs");
  });

  it("shows where a person must say yes, and where one did", () => {
    const steps = defaultPlans.canary.steps.map((step, index) => ({ ...step, approval: index < 2 }));
    const plan = { ...defaultPlans.canary, steps };
    const approvals = (more: Partial<RolloutDetail>) =>
      railOf(detailView({ plan, ...more })).steps.map((step) => step.approval ?? "none");
    expect(approvals({})).toEqual(["granted", "required", "none", "none"]);
    expect(approvals({ pauseReasons: ["approval"] })).toEqual(["granted", "waiting", "none", "none"]);
    expect(approvals({ approvedStepIndex: 1 })).toEqual(["granted", "granted", "none", "none"]);
  });

  it("warns when it cannot see, and waits when a person must act", () => {
    expect(railOf(detailView({ pauseReasons: ["approval", "blind"] })).tone).toBe("at_risk");
    expect(railOf(detailView({ pauseReasons: ["manual"] })).tone).toBe("waiting");
    expect(railOf(detailView({ phase: "watching" })).tone).toBe("healthy");
    expect(railOf(detailView()).tone).toBe("progressing");
  });
});
