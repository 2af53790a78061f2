import { describe, expect, it } from "vitest";
import { type Instant, instant } from "@/lib/kernel/instant";
import { intentOf } from "@/lib/rollouts/domain/intent";
import { factsForCommand } from "@/lib/rollouts/domain/rollout-command";
import { decide } from "@/lib/rollouts/domain/rollout-machine";
import type { RolloutState } from "@/lib/rollouts/domain/rollout-state";
import {
  accepted,
  allEvidence,
  asks,
  canaryPlan,
  evidence,
  goodFacts,
  kindsOf,
  reach,
  rejectedCodes,
  sharing,
  T0,
  tickWith,
} from "../../../support/rollout-fixtures";

/** Goal: blindness and drift by example. */

describe("blind", () => {
  const { state, now } = reach("baking");
  const dark = (at: Instant) => ({ evidence: allEvidence("blind", at) });
  const begin = (from: RolloutState) => accepted(tickWith(from, now + 10_000, dark)).next;

  it("freezes the weight, pauses after the grace, and sees again by itself; the dark time does not count", () => {
    const blind = begin(state);
    expect(blind).toMatchObject({ blindSince: now + 10_000, pauseReasons: [], deadlineAt: now + 310_000 });
    expect(tickWith(blind, now + 309_999, dark).kind).toBe("unchanged");
    const paused = accepted(tickWith(blind, now + 310_000, dark)).next;
    expect(paused).toMatchObject({ phase: "baking", pauseReasons: ["blind"] });
    const seeing = accepted(tickWith(paused, now + 400_000, () => ({}))).next;
    expect(seeing).toMatchObject({ phase: "baking", pauseReasons: [], blindSince: null, blindMs: 390_000 });
    expect(tickWith(seeing, now + 449_999, () => ({})).kind).toBe("unchanged");
    expect(accepted(tickWith(seeing, now + 450_000, () => ({}))).next.phase).toBe("shifting");
  });

  it("is also a data plane that cannot be read", () => {
    const { events } = accepted(
      tickWith(state, now + 10_000, () => ({ traffic: { status: "failed", detail: "socket gone" } })),
    );
    expect(events.at(-1)).toMatchObject({ kind: "went_blind", why: "The data plane could not be read: socket gone." });
  });

  it("is not when a second source still sees", () => {
    const both = (at: Instant) => ({
      evidence: [evidence("error_rate", "blind", at, { source: "prometheus" }), ...allEvidence("pass", at)],
    });
    expect(accepted(tickWith(state, now + 60_000, both)).next.phase).toBe("shifting");
  });

  it("rolls back after the grace where the plan says so", () => {
    const strict = reach("baking", { plan: canaryPlan({ onBlind: "rollback" }) });
    const blind = accepted(tickWith(strict.state, strict.now + 10_000, dark)).next;
    expect(accepted(tickWith(blind, strict.now + 310_000, dark)).next).toMatchObject({
      phase: "rolling_back",
      rollback: { cause: "blind" },
    });
  });

  it("cannot be resumed or promoted away", () => {
    const paused = accepted(tickWith(begin(state), now + 310_000, dark)).next;
    const facts = factsForCommand(instant(now + 311_000));
    expect(rejectedCodes(decide(paused, asks("resume", paused), facts))).toEqual(["paused_blind"]);
    expect(rejectedCodes(decide(paused, asks("promote", paused), facts))).toEqual(["paused_blind"]);
  });

  it("does not move a promoted step", () => {
    const promoted = accepted(decide(state, asks("promote", state), factsForCommand(instant(now + 5_000)))).next;
    expect(accepted(tickWith(promoted, now + 6_000, dark)).next).toMatchObject({
      phase: "baking",
      blindSince: now + 6_000,
    });
  });
});

describe("drift", () => {
  const { state, now } = reach("baking", { stepIndex: 1 });
  const shown =
    (percent: number, incarnation = "i1") =>
    (at: Instant) => ({
      traffic: { status: "seen", observation: sharing(percent, at, incarnation) } as const,
    });

  it("that lowers the share in the same process is somebody's decision: taken over, paused, never raised", () => {
    const { next, intent, events } = accepted(tickWith(state, now + 1_000, shown(20)));
    expect(events).toContainEqual(
      expect.objectContaining({ kind: "drift_adopted", desiredSharePercent: 50, observedSharePercent: 20 }),
    );
    expect(next).toMatchObject({ phase: "baking", pauseReasons: ["drift"], handSharePercent: 20 });
    expect(intent?.sharePercent).toEqual({ a: 80, b: 20 });
    const later = accepted(tickWith(next, now + 100_000, shown(20))).next;
    expect(intentOf(later, 1)?.sharePercent.b).toBe(20);
  });

  it("by the data plane's own switch is said to be that", () => {
    const fired = (at: Instant) => {
      const { traffic } = shown(0)(at);
      return {
        traffic: { ...traffic, observation: { ...traffic.observation, hold: { remainingMs: 0, fired: true } } },
      };
    };
    const { events } = accepted(tickWith(state, now + 1_000, fired));
    expect(events).toContainEqual(expect.objectContaining({ kind: "drift_adopted", isSilence: true }));
    expect(JSON.stringify(events)).toContain("no worker had renewed its hold in time");
  });

  it("that lowers it again while the first is being taken over is taken over too", () => {
    const adopted = accepted(tickWith(state, now + 1_000, shown(20))).next;
    const waiting = (percent: number) => (at: Instant) => {
      const { traffic } = shown(percent)(at);
      const before = { ...traffic.observation, accepted: { term: 1, epoch: 0 } };
      return { traffic: { ...traffic, observation: before } };
    };
    const { next, events } = accepted(tickWith(adopted, now + 1_250, waiting(8)));
    expect(kindsOf(events)).toContain("drift_adopted");
    expect(next).toMatchObject({ handSharePercent: 8, unshownSharePercent: 8 });
  });

  it("that lowered it comes back after a person resumes and the canary is healthy", () => {
    const adopted = accepted(tickWith(state, now + 1_000, shown(0))).next;
    expect(intentOf(adopted, 1)).toMatchObject({ sharePercent: { a: 100, b: 0 }, closed: ["b"] });
    const resumed = accepted(decide(adopted, asks("resume", adopted), factsForCommand(instant(now + 2_000))));
    expect(resumed.intent?.sharePercent.b).toBe(0);
    const sick = (at: Instant) => ({ evidence: allEvidence("inconclusive", at) });
    const held = tickWith(resumed.next, now + 3_000, sick);
    const next = held.kind === "accepted" ? held.next : resumed.next;
    expect(intentOf(next, 1)?.sharePercent.b).toBe(0);
    const restored = accepted(tickWith(next, now + 4_000, () => ({})));
    expect(restored.next).toMatchObject({ phase: "shifting", stepIndex: 1 });
    expect(restored.intent?.sharePercent.b).toBe(50);
  });

  it("does not come back in a window, not even after 100 %", () => {
    const watching = reach("watching");
    const adopted = accepted(tickWith(watching.state, watching.now + 2_000, shown(40))).next;
    const resumed = accepted(
      decide(adopted, asks("resume", adopted), factsForCommand(instant(watching.now + 3_000))),
    ).next;
    const hold = {
      ...goodFacts(resumed, T0).hold,
      windows: [{ id: "w", why: "The blackout Freeze is in force.", endsAt: null }],
    };
    const frozen = accepted(tickWith(resumed, watching.now + 4_000, () => ({ hold }))).next;
    expect(frozen).toMatchObject({ phase: "watching", pauseReasons: ["freeze"], handSharePercent: 40 });
    expect(accepted(tickWith(frozen, watching.now + 5_000)).intent?.sharePercent.b).toBe(100);
  });

  it("after a restart that a new owner did not see is not set again: it may have been taken back before", () => {
    const { next } = accepted(tickWith(state, now + 1_000, (at) => ({ ...shown(0, "i2")(at), mayRaise: false })));
    expect(next).toMatchObject({ pauseReasons: ["drift"], incarnation: "i2", handSharePercent: 0 });
  });

  it("after a restart of the data plane is set again, not taken for a hand", () => {
    const { next, intent, events } = accepted(tickWith(state, now + 1_000, shown(0, "i2")));
    expect(events).toContainEqual(expect.objectContaining({ kind: "data_plane_restarted", isShown: false }));
    expect(intent?.sharePercent.b).toBe(50);
    expect(next).toMatchObject({ pauseReasons: [], incarnation: "i2" });
    expect(tickWith(next, now + 1_500, shown(0, "i2")).kind).toBe("unchanged");
    expect(kindsOf(accepted(tickWith(next, now + 2_000, shown(50, "i2"))).events)).toEqual(["split_shown"]);
  });

  it("does not let a step pass while it lasts", () => {
    const restarted = accepted(tickWith(state, now + 1_000, shown(0, "i2"))).next;
    expect(tickWith(restarted, now + 60_000, shown(0, "i2")).kind).toBe("unchanged");
  });

  it("that raises the share is set again, and taken back when the data plane does not obey", () => {
    const { next, events, intent } = accepted(tickWith(state, now + 1_000, shown(90)));
    expect(kindsOf(events)).toContain("drift_seen");
    expect(intent?.sharePercent.b).toBe(50);
    expect(tickWith(next, now + 30_999, shown(90)).kind).toBe("unchanged");
    expect(accepted(tickWith(next, now + 31_000, shown(90))).next).toMatchObject({
      rollback: { cause: "apply_deadline" },
    });
  });

  it("from servers that went down is a matter of health, not of a hand", () => {
    const { next } = accepted(
      tickWith(state, now + 1_000, (at) => {
        const observation = sharing(30, at);
        const b = { ...observation.slots.b, serversUp: 1 };
        return { traffic: { status: "seen", observation: { ...observation, slots: { ...observation.slots, b } } } };
      }),
    );
    expect(next).toMatchObject({ pauseReasons: [], handSharePercent: null, unshownSince: now + 1_000 });
  });
});
