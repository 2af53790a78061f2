import { describe, expect, it } from "vitest";
import { epochOf, intentOf } from "@/lib/rollouts/domain/intent";
import { noticeLostDecisions } from "@/lib/rollouts/domain/lost-decisions";
import { decide } from "@/lib/rollouts/domain/rollout-machine";
import type { RolloutState } from "@/lib/rollouts/domain/rollout-state";
import { asks, goodFacts, reach, sharing, T0 } from "../../../support/rollout-fixtures";

/** Goal: a row that a failover has set back is not believed against the data plane, which has seen more. */

function seen(state: RolloutState, acceptedEpoch: number, sharePercent: number) {
  const observation = { ...sharing(sharePercent, T0), accepted: { term: 1, epoch: acceptedEpoch } };
  return goodFacts(state, T0, { traffic: { status: "seen", observation } });
}

describe.each(["preparing", "baking", "watching"] as const)("%s", (phase) => {
  const { state } = reach(phase);

  it("pauses, and numbers its next decisions above the lost ones", () => {
    const decision = decide(state, { kind: "tick" }, seen(state, epochOf(state) + 3, 0));
    expect(decision).toMatchObject({ kind: "accepted", next: { phase, pauseReasons: ["drift"] } });
    if (decision.kind !== "accepted") return;
    expect(decision.events.map(({ kind }) => kind)).toEqual(["decisions_lost", "paused"]);
    expect(epochOf(decision.next)).toBe(epochOf(state) + 4);
    expect(intentOf(decision.next, epochOf(decision.next))).toMatchObject({ epoch: epochOf(state) + 4 });
  });

  it("has nothing to notice in its own last decision, or in none", () => {
    expect(noticeLostDecisions(state, seen(state, epochOf(state), 10))).toBeNull();
    const blind = goodFacts(state, T0, { traffic: { status: "failed", detail: "no answer" } });
    expect(noticeLostDecisions(state, blind)).toBeNull();
  });
});

describe("shifting", () => {
  const { state } = reach("shifting");

  it("does not go on to a share that may have been taken back since: what is shown stays, and a person is asked", () => {
    const decision = decide(state, { kind: "tick" }, seen(state, epochOf(state) + 3, 0));
    expect(decision).toMatchObject({
      kind: "accepted",
      next: { phase: "baking", pauseReasons: ["drift"], handSharePercent: 0 },
    });
    if (decision.kind !== "accepted") return;
    expect(epochOf(decision.next)).toBeGreaterThan(epochOf(state) + 3);
    expect(intentOf(decision.next, epochOf(decision.next))).toMatchObject({ sharePercent: { a: 100, b: 0 } });
  });

  it("pauses all the same when the wanted share is shown", () => {
    const decision = decide(state, { kind: "tick" }, seen(state, epochOf(state) + 3, 10));
    expect(decision).toMatchObject({ kind: "accepted", next: { phase: "shifting", pauseReasons: ["drift"] } });
  });
});

describe("a data plane that has forgotten what it accepted", () => {
  it("is believed no more than what this worker has seen it accept before", () => {
    const { state } = reach("preparing");
    const observation = { ...sharing(0, T0), accepted: null };
    const facts = goodFacts(state, T0, { traffic: { status: "seen", observation }, knownEpoch: epochOf(state) + 3 });
    const decision = decide(state, { kind: "tick" }, facts);
    expect(decision).toMatchObject({ kind: "accepted", next: { phase: "preparing", pauseReasons: ["drift"] } });
    if (decision.kind === "accepted") expect(epochOf(decision.next)).toBe(epochOf(state) + 4);
    expect(noticeLostDecisions(state, { ...facts, knownEpoch: epochOf(state) })).toBeNull();
  });
});

describe("rolling back", () => {
  it("goes on, above what was lost", () => {
    const { state } = reach("watching");
    const taken = decide(state, asks("abort", state), goodFacts(state, T0));
    const rollingBack = taken.kind === "accepted" ? taken.next : state;
    const decision = decide(rollingBack, { kind: "tick" }, seen(rollingBack, epochOf(rollingBack) + 3, 10));
    expect(decision).toMatchObject({ kind: "accepted", next: { phase: "rolling_back" } });
    if (decision.kind === "accepted") expect(epochOf(decision.next)).toBe(epochOf(rollingBack) + 4);
  });
});
