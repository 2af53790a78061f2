import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import type { Strategy } from "@/lib/rollouts/contract";
import { defaultPlans } from "@/lib/rollouts/domain/default-plans";
import { decide, newRollout } from "@/lib/rollouts/domain/rollout-machine";
import { isEnded, type RolloutState } from "@/lib/rollouts/domain/rollout-state";
import { allEvidence, goodFacts, T0 } from "../../../support/rollout-fixtures";
import { PlaneModel } from "../../../support/rollout-world";

/**
 * Goal: the default plans, walked tick by tick with a data plane that answers one tick late. Method: four ticks a second,
 * until the rollout has ended; a bad version turns bad at each moment of the walk in turn.
 */

const tickMs = 250;

interface Walk {
  readonly state: RolloutState;
  /** Canary's share in the data plane, after each tick. */
  readonly shares: readonly number[];
  readonly tookMs: number;
  readonly badTicksWithUsers: number;
}

function walkPlan(strategy: Strategy, turnsBadAfterMs: number): Walk {
  const plane = new PlaneModel();
  const input = { rolloutId: "r1", purpose: "release", policy: "queue", canaryVersion: "2.0.0", now: T0 } as const;
  let state: RolloutState = newRollout({ ...input, plan: defaultPlans[strategy] }).state;
  const shares: number[] = [];
  let badTicksWithUsers = 0;
  for (let ms = tickMs; ms < 3 * 3_600_000; ms += tickMs) {
    const now = instant(T0 + ms);
    const isBad = ms >= turnsBadAfterMs && (shares.at(-1) ?? 0) > 0;
    if (isBad) badTicksWithUsers += 1;
    const observation = plane.observe(now);
    const facts = goodFacts(state, now, {
      traffic: { status: "seen", observation },
      evidence: allEvidence(isBad ? "fail" : "pass", now),
    });
    const decision = decide(state, { kind: "tick" }, facts);
    if (decision.kind === "accepted") state = decision.next;
    if (decision.kind !== "rejected") plane.apply(decision.intent, "obeys");
    shares.push(plane.observe(now).slots.b.sharePercent);
    if (isEnded(state)) return { state, shares, tookMs: ms, badTicksWithUsers };
  }
  throw new Error(`still ${state.phase}`);
}

describe("the default plans", () => {
  it.each([
    ["canary", [0, 10, 50, 100], 25],
    ["blue_green", [0, 100], 36],
    ["rolling", [0, 25, 50, 75, 100], 18],
    ["immediate", [0, 100], 15],
  ] as const)("%s takes its steps and completes within moments of its own times", (strategy, expected, minutes) => {
    const { state, shares, tookMs } = walkPlan(strategy, Number.POSITIVE_INFINITY);
    expect(state.phase).toBe("completed");
    expect([...new Set(shares)]).toEqual(expected);
    expect(tookMs).toBeGreaterThanOrEqual(minutes * 60_000);
    expect(tookMs).toBeLessThan(minutes * 60_000 + 10_000);
  });

  it.each(["canary", "blue_green", "rolling", "immediate"] as const)(
    "%s is out of traffic one tick after it turns bad, whenever that is",
    (strategy) => {
      for (let badMs = 1_000; badMs < 15 * 60_000; badMs += 47_250) {
        const { state, shares, badTicksWithUsers } = walkPlan(strategy, badMs);
        expect(state).toMatchObject({ phase: "rolled_back", isVerified: true });
        expect(badTicksWithUsers).toBe(1);
        expect(shares.at(-1)).toBe(0);
      }
    },
  );
});
