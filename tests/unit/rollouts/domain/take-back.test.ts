import { describe, expect, test } from "vitest";
import { draftOf } from "@/lib/rollouts/domain/draft";
import { limits } from "@/lib/rollouts/domain/limits";
import type { BakingRollout, QueuedRollout } from "@/lib/rollouts/domain/rollout-state";
import { cancelQueued, takeBack } from "@/lib/rollouts/domain/take-back";
import {
  ada,
  allEvidence,
  evidence,
  goodFacts,
  kindsOf,
  later,
  queued,
  reach,
} from "../../../support/rollout-fixtures";

const failed = { cause: "error_rate", why: "Too many errors." } as const;

describe("taking back", () => {
  test("notes where it came from, why, by whom, and by when it must be done", () => {
    const baking = reach("baking", { stepIndex: 1 }).state as BakingRollout;
    const facts = goodFacts(baking, later(900_000));
    const draft = takeBack(draftOf(baking), facts, { cause: "manual", why: "It looks odd.", actor: ada });
    expect(draft.state).toMatchObject({
      phase: "rolling_back",
      enteredAt: facts.now,
      deadlineAt: facts.now + limits.rollbackDeadlineMs,
      canarySlot: "b",
      rollback: { cause: "manual", actor: ada, fromPhase: "baking", fromSharePercent: 50, stepIndex: 1 },
    });
    expect(kindsOf(draft.events)).toEqual(["rollback_started"]);
  });

  test("from preparing names no step, for no user was moved", () => {
    const { state } = reach("preparing");
    if (state.phase !== "preparing") throw new Error("not preparing");
    const draft = takeBack(draftOf(state), goodFacts(state, later(1_000)), failed);
    expect(draft.state.rollback).toMatchObject({ fromSharePercent: 0, stepIndex: null, fromPhase: "preparing" });
  });

  test("keeps a bounded part of the evidence, and tells all of it once", () => {
    const baking = reach("baking").state as BakingRollout;
    const many = Array.from({ length: limits.evidenceKeptCount + 5 }, () =>
      evidence("error_rate", "fail", later(70_000)),
    );
    const draft = takeBack(draftOf(baking), goodFacts(baking, later(70_000)), { ...failed, evidence: many });
    expect(draft.state.rollback.evidence).toHaveLength(limits.evidenceKeptCount);
    expect(draft.events[0]).toMatchObject({ evidence: many });
  });

  test.each([
    ["unhealthy", "healthy", true],
    ["unhealthy", "unhealthy", false],
    ["healthy", "healthy", false],
    ["unhealthy", "unknown", false],
  ] as const)("with stable %s and canary %s, somebody is paged: %s", (stable, canary, isPaged) => {
    const baking = reach("baking").state as BakingRollout;
    const facts = goodFacts(baking, later(70_000), {
      health: { stable, canary },
      evidence: allEvidence("pass", later(70_000)),
    });
    const draft = takeBack(draftOf(baking), facts, failed);
    expect(draft.state.phase).toBe("rolling_back");
    expect(kindsOf(draft.events).includes("stable_worse")).toBe(isPaged);
  });
});

test("a queued rollout is cancelled, never rolled back", () => {
  const state = queued() as QueuedRollout;
  const draft = cancelQueued(draftOf(state), later(5_000), { cause: "manual", why: "Not today.", actor: ada });
  expect(draft.state).toMatchObject({
    phase: "cancelled",
    enteredAt: later(5_000),
    cause: "manual",
    canaryVersion: "2.0.0",
  });
  expect(kindsOf(draft.events)).toEqual(["cancelled"]);
});
