import { describe, expect, test } from "vitest";
import { draftOf } from "@/lib/rollouts/domain/draft";
import type {
  BakingRollout,
  PreparingRollout,
  ShiftingRollout,
  WatchingRollout,
} from "@/lib/rollouts/domain/rollout-state";
import { beginBaking, beginStep, beginWatching, complete } from "@/lib/rollouts/domain/step-moves";
import { goodFacts, kindsOf, later, reach, sharing } from "../../../support/rollout-fixtures";

describe("a step", () => {
  test("begins from where the traffic was, and rests on named evidence", () => {
    const state = reach("preparing").state as PreparingRollout;
    const draft = beginStep(draftOf(state), goodFacts(state, later(9_000)), {
      stepIndex: 0,
      incarnation: "i1",
      fromSharePercent: 0,
    });
    expect(draft.state).toMatchObject({ phase: "shifting", stepIndex: 0, baselineRef: null, approvedStepIndex: null });
    expect(draft.events).toMatchObject([
      { kind: "step_started", fromSharePercent: 0, trafficPercent: 10, evidence: [] },
    ]);
  });

  test("that leaves stable without traffic freezes the baseline first, and keeps it", () => {
    const state = reach("baking", { stepIndex: 1 }).state as BakingRollout;
    const input = { stepIndex: 2, incarnation: "i1", fromSharePercent: 50 };
    const last = beginStep(draftOf(state), goodFacts(state, later(200_000), { baselineRef: "base-7" }), input);
    expect(last.state.baselineRef).toBe("base-7");
    const again = beginStep(last, goodFacts(state, later(300_000), { baselineRef: "base-8" }), input);
    expect(again.state.baselineRef).toBe("base-7");
  });
});

describe("the bake time", () => {
  const shifting = (): ShiftingRollout => reach("shifting").state as ShiftingRollout;

  test.each([
    ["when the weight was seen", 4_000, 4_000],
    ["not before the weight was set, whatever clock the data plane has", -60_000, 0],
    ["not in the future", 60_000, 5_000],
  ])("counts from %s", (_, observedAfterMs, countsAfterMs) => {
    const state = shifting();
    const at = (afterMs: number) => later(state.enteredAt - later(0) + afterMs);
    const draft = beginBaking(draftOf(state), goodFacts(state, at(5_000)), sharing(10, at(observedAfterMs)));
    expect(draft.state.stepShownAt).toBe(at(countsAfterMs));
    expect(draft.state.runningSince).toBe(draft.state.stepShownAt);
    expect(draft.events).toMatchObject([{ kind: "step_shown", observedSharePercent: 10, afterMs: countsAfterMs }]);
  });

  test("begins with nothing seen yet", () => {
    const state = shifting();
    const draft = beginBaking(draftOf(state), goodFacts(state, later(30_000)), sharing(10, later(30_000), "i2"));
    expect(draft.state).toMatchObject({
      healthyAt: null,
      blindSince: null,
      blindMs: 0,
      lastEvidence: [],
      incarnation: "i2",
    });
  });
});

test("watching keeps the roles and starts its own clocks", () => {
  const state = reach("baking", { stepIndex: 2 }).state as BakingRollout;
  const draft = beginWatching(draftOf({ ...state, blindMs: 9_000 }), goodFacts(state, later(500_000)));
  expect(draft.state).toMatchObject({
    phase: "watching",
    enteredAt: later(500_000),
    blindMs: 0,
    stableVersion: "1.0.0",
  });
  expect(draft.events).toMatchObject([{ kind: "watch_started", warmMs: 120_000, stableVersion: "1.0.0" }]);
});

test("completion names the version that is live, and whether it was watched to the end", () => {
  const state = reach("watching").state as WatchingRollout;
  const draft = complete(draftOf(state), later(900_000), false);
  expect(draft.state).toMatchObject({ phase: "completed", isWatchedToTheEnd: false });
  expect(kindsOf(draft.events)).toEqual(["completed"]);
  expect(draft.events[0]).toMatchObject({ liveVersion: "2.0.0" });
});
