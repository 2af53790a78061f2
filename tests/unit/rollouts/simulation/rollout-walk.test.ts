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

/** A walk on its way: what the next tick needs. */
interface Walk {
  readonly state: RolloutState;
  readonly plane: PlaneModel;
  /** Canary's share in the data plane, after each tick. */
  readonly shares: readonly number[];
  readonly tookMs: number;
  readonly badTicksWithUsers: number;
}

function begin(strategy: Strategy): Walk {
  const input = { rolloutId: "r1", purpose: "release", policy: "queue", canaryVersion: "2.0.0", now: T0 } as const;
  const { state } = newRollout({ ...input, plan: defaultPlans[strategy] });
  return { state, plane: new PlaneModel(), shares: [], tookMs: 0, badTicksWithUsers: 0 };
}

/** Walk on, with a version that is good or bad, to its end or up to `untilMs`. What was walked so far stays as it is. */
function walkOn(from: Walk, version: "good" | "bad", untilMs = Number.POSITIVE_INFINITY): Walk {
  const plane = from.plane.copy();
  const shares = [...from.shares];
  let { state, tookMs, badTicksWithUsers } = from;
  while (!isEnded(state) && tookMs + tickMs < untilMs) {
    tookMs += tickMs;
    if (tookMs >= 3 * 3_600_000) throw new Error(`still ${state.phase}`);
    const now = instant(T0 + tookMs);
    const isBad = version === "bad" && (shares.at(-1) ?? 0) > 0;
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
  }
  return { state, plane, shares, tookMs, badTicksWithUsers };
}

describe("the default plans", () => {
  it.each([
    ["canary", [0, 10, 50, 100], 25],
    ["blue_green", [0, 100], 36],
    ["rolling", [0, 25, 50, 75, 100], 18],
    ["immediate", [0, 100], 15],
  ] as const)("%s takes its steps and completes within moments of its own times", (strategy, expected, minutes) => {
    const { state, shares, tookMs } = walkOn(begin(strategy), "good");
    expect(state.phase).toBe("completed");
    expect([...new Set(shares)]).toEqual(expected);
    expect(tookMs).toBeGreaterThanOrEqual(minutes * 60_000);
    expect(tookMs).toBeLessThan(minutes * 60_000 + 10_000);
  });

  it.each(["canary", "blue_green", "rolling", "immediate"] as const)(
    "%s is out of traffic one tick after it turns bad, whenever that is",
    (strategy) => {
      // Up to that moment all of them are one walk.
      let good = begin(strategy);
      for (let badMs = 1_000; badMs < 15 * 60_000; badMs += 47_250) {
        good = walkOn(good, "good", badMs);
        const { state, shares, badTicksWithUsers } = walkOn(good, "bad");
        expect(state).toMatchObject({ phase: "rolled_back", isVerified: true });
        expect(badTicksWithUsers).toBe(1);
        expect(shares.at(-1)).toBe(0);
      }
    },
  );
});
