import { describe, expect, test } from "vitest";
import {
  addPause,
  change,
  clearPause,
  deadlineOf,
  draftOf,
  lookFrom,
  lookUntil,
  moveTo,
} from "@/lib/rollouts/domain/draft";
import { limits } from "@/lib/rollouts/domain/limits";
import type { BakingRollout, QueuedRollout, WatchingRollout } from "@/lib/rollouts/domain/rollout-state";
import { canaryPlan, later, queued, reach } from "../../../support/rollout-fixtures";

const baking = () => reach("baking").state as BakingRollout;
const watching = () => reach("watching").state as WatchingRollout;

describe("a draft", () => {
  test("counts as a transition only through its events", () => {
    const state = baking();
    const quiet = change(draftOf(state), { isSkipped: true });
    expect(quiet.events).toEqual([]);
    expect(quiet.state.isSkipped).toBe(true);
    expect(state.isSkipped).toBe(false);
  });

  test("keeps its events in order, also into another phase", () => {
    const event = (at: number) =>
      ({ kind: "completed", at: later(at), liveVersion: "2.0.0", isWatchedToTheEnd: true }) as const;
    const draft = change(draftOf(baking()), {}, event(1));
    expect(moveTo(draft, watching(), event(2), event(3)).events.map(({ at }) => at)).toEqual([
      later(1),
      later(2),
      later(3),
    ]);
  });
});

describe("pause reasons", () => {
  test("are a sorted set; the first begins the pause, the same again changes nothing", () => {
    const once = addPause(draftOf(baking()), { reason: "manual", why: "Lunch.", now: later(100_000) });
    const twice = addPause(once, { reason: "blind", why: "No data.", now: later(200_000) });
    expect(twice.state.pauseReasons).toEqual(["blind", "manual"]);
    expect(twice.state.pausedSince).toBe(later(100_000));
    expect(addPause(twice, { reason: "blind", why: "Still none.", now: later(300_000) })).toBe(twice);
  });

  test("let the rollout go on only when none is left; then its clocks begin again", () => {
    const paused = addPause(addPause(draftOf(baking()), { reason: "manual", why: "Lunch.", now: later(100_000) }), {
      reason: "blind",
      why: "No data.",
      now: later(110_000),
    });
    const half = clearPause(paused, { reasons: ["manual"], why: "Back.", now: later(200_000) });
    expect(half.state).toMatchObject({ pauseReasons: ["blind"], pausedSince: later(100_000) });
    expect(half.state.runningSince).toBe(baking().runningSince);
    const free = clearPause(half, { reasons: ["manual", "blind"], why: "Data again.", now: later(300_000) });
    expect(free.state).toMatchObject({
      pauseReasons: [],
      pausedSince: null,
      runningSince: later(300_000),
      inconclusiveSince: null,
    });
    expect(free.events.at(-1)).toMatchObject({ kind: "resumed", cleared: ["blind"], remaining: [] });
    expect(clearPause(free, { reasons: ["blind"], why: "Again.", now: later(400_000) })).toBe(free);
  });
});

describe("the deadline", () => {
  test("of each phase is the one the plan gives", () => {
    const waiting = queued() as QueuedRollout;
    expect(deadlineOf(waiting)).toBe(waiting.createdAt + waiting.plan.queueDeadlineMs);
    const state = baking();
    expect(deadlineOf(state)).toBe(lookUntil(state) + state.plan.inconclusiveGraceMs);
    expect(deadlineOf(watching())).toBe(lookUntil(watching()));
    const preparing = reach("preparing").state;
    if (preparing.phase !== "preparing") throw new Error("not preparing");
    expect(deadlineOf(preparing)).toBe(preparing.runningSince + limits.preparationDeadlineMs);
  });

  test("of a pause or of blindness comes before that of the phase", () => {
    const state = baking();
    expect(deadlineOf({ ...state, blindSince: later(70_000) })).toBe(later(70_000) + state.plan.blindGraceMs);
    const paused = {
      ...state,
      blindSince: later(70_000),
      pauseReasons: ["manual" as const],
      pausedSince: later(90_000),
    };
    expect(deadlineOf(paused)).toBe(later(90_000) + state.plan.pauseDeadlineMs);
  });
});

test("blind time does not count as looking", () => {
  const state = baking();
  expect(lookUntil(state)).toBe(lookFrom(state) + 60_000);
  expect(lookUntil({ ...state, blindMs: 7_000 })).toBe(lookUntil(state) + 7_000);
  const watched = reach("watching", { plan: canaryPlan({ warmMs: 5_000 }) }).state as WatchingRollout;
  expect(lookUntil(watched)).toBe(watched.enteredAt + 5_000);
});
