import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { factsForCommand, type RolloutFacts } from "@/lib/rollouts/domain/rollout-command";
import { decide } from "@/lib/rollouts/domain/rollout-machine";
import {
  accepted,
  ada,
  asks,
  canaryPlan,
  goodFacts,
  later,
  queued,
  reach,
  sharing,
  T0,
  tick,
  tickWith,
} from "../../../support/rollout-fixtures";

/** Goal: queue and preparation by example. */

describe("queued", () => {
  const hold = goodFacts(queued(), T0).hold;

  it.each([
    ["active_rollout", { ...hold, activeRolloutId: "r0" }],
    ["ahead_in_queue", { ...hold, aheadCount: 2 }],
    ["window", { ...hold, windows: [{ id: "w1", why: "The blackout Freeze is in force.", endsAt: null }] }],
    ["slots_unknown", { ...hold, live: null }],
  ])("is held by %s, and says so once", (code, held) => {
    const first = accepted(decide(queued(), tick, goodFacts(queued(), later(1_000), { hold: held })));
    expect(first.next).toMatchObject({ phase: "queued", heldBy: [{ code }] });
    expect(first.intent).toBeNull();
    expect(decide(first.next, tick, goodFacts(first.next, later(2_000), { hold: held })).kind).toBe("unchanged");
  });

  it("takes the roles of the slots as they are when it leaves the queue", () => {
    const swapped = { ...hold, live: { slot: "b" as const, version: "1.9.0" }, newestEpoch: 7 };
    const { next, intent } = accepted(decide(queued(), tick, goodFacts(queued(), later(1_000), { hold: swapped })));
    expect(next).toMatchObject({
      phase: "preparing",
      stableSlot: "b",
      canarySlot: "a",
      stableVersion: "1.9.0",
      epochBase: 7,
    });
    expect(intent).toEqual({ epoch: 9, sharePercent: { a: 0, b: 100 }, closed: ["a"] });
  });

  it("is cancelled when its version is live by then", () => {
    const live = { ...hold, live: { slot: "a" as const, version: "2.0.0" } };
    expect(accepted(decide(queued(), tick, goodFacts(queued(), later(1), { hold: live }))).next).toMatchObject({
      phase: "cancelled",
      cause: "already_live",
    });
  });

  it("is cancelled at its deadline", () => {
    const held = { ...hold, activeRolloutId: "r0" };
    const state = queued();
    const at = (ms: number) => decide(state, tick, goodFacts(state, later(ms), { hold: held }));
    expect(accepted(at(86_399_999)).next.phase).toBe("queued");
    expect(accepted(at(86_400_000)).next).toMatchObject({ phase: "cancelled", cause: "queue_deadline" });
  });

  it.each(["cancel", "abort", "rollback"] as const)("is cancelled by %s", (kind) => {
    const { next } = accepted(decide(queued(), asks(kind, queued()), factsForCommand(later(1))));
    expect(next).toMatchObject({ phase: "cancelled", cause: "manual", actor: ada });
  });

  it("never holds a return behind a window", () => {
    const state = queued(canaryPlan(), { purpose: "return" });
    const windows = [{ id: "w1", why: "The blackout Freeze is in force.", endsAt: null }];
    const { next } = accepted(decide(state, tick, goodFacts(state, later(1), { hold: { ...hold, windows } })));
    expect(next.phase).toBe("preparing");
  });
});

describe("preparing", () => {
  const { state, now } = reach("preparing");

  it.each<[string, Partial<RolloutFacts>]>([
    ["the preparation is pending", { preparation: { status: "pending" } }],
    ["it may not raise", { mayRaise: false }],
    ["the data plane cannot be read", { traffic: { status: "failed", detail: "refused" } }],
    [
      "the data plane shows another split",
      { traffic: { status: "seen", observation: sharing(5, instant(now + 1_000)) } },
    ],
    [
      "the observation is old",
      { traffic: { status: "seen", observation: sharing(0, instant(now - 5_000), "i1", "b") } },
    ],
  ])("waits while %s", (_words, facts) => {
    expect(tickWith(state, now + 1_000, () => facts).kind).toBe("unchanged");
  });

  it("is taken back with all reasons when the preparation fails, and ends verified", () => {
    const reasons = [{ code: "query", message: "The query gave two series." }];
    const failed = accepted(tickWith(state, now + 1_000, () => ({ preparation: { status: "failed", reasons } })));
    expect(failed.next).toMatchObject({ phase: "rolling_back", rollback: { cause: "preparation_failed" } });
    expect(failed.events[0]).toMatchObject({ kind: "rollback_started", reasons, why: "The query gave two series." });
    expect(accepted(tickWith(failed.next, now + 2_000, () => ({}))).next).toMatchObject({
      phase: "rolled_back",
      isVerified: true,
    });
  });

  it("is taken back at its deadline, and ends unverified when the target never answers", () => {
    const silent = { traffic: { status: "failed", detail: "no answer" } as const };
    const back = accepted(tickWith(state, now + 120_000, () => silent));
    expect(back.next).toMatchObject({ phase: "rolling_back", rollback: { cause: "preparation_failed" } });
    expect(tickWith(back.next, now + 239_999, () => silent).kind).toBe("unchanged");
    expect(accepted(tickWith(back.next, now + 240_000, () => silent)).next).toMatchObject({
      phase: "rolled_back",
      isVerified: false,
    });
  });

  it("pauses for a window and goes on by itself after it", () => {
    const hold = {
      ...goodFacts(state, instant(now)).hold,
      windows: [{ id: "w1", why: "The blackout Freeze is in force.", endsAt: null }],
    };
    const frozen = accepted(tickWith(state, now + 1_000, () => ({ hold })));
    expect(frozen.next).toMatchObject({ phase: "preparing", pauseReasons: ["freeze"] });
    const free = accepted(tickWith(frozen.next, now + 3_600_000, () => ({})));
    expect(free.next).toMatchObject({ phase: "shifting", pauseReasons: [], pausedSince: null });
  });
});
