import { describe, expect, it } from "vitest";
import { type Instant, instant } from "@/lib/kernel/instant";
import { intentOf } from "@/lib/rollouts/domain/intent";
import { factsForCommand, type RolloutFacts } from "@/lib/rollouts/domain/rollout-command";
import { decide } from "@/lib/rollouts/domain/rollout-machine";
import {
  accepted,
  allEvidence,
  asks,
  evidence,
  goodFacts,
  kindsOf,
  queued,
  reach,
  T0,
  tick,
  tickWith,
  walk,
} from "../../../support/rollout-fixtures";

/** Goal: the rules that hold in every phase, by example. Method: walk to a phase under good facts, then change one thing. */

describe("the happy path of a canary", () => {
  it("goes 10, 50, 100 %, watches, and completes with the slots swapped", () => {
    const { state, now, events } = walk(queued(), (at) => at.phase === "completed");
    expect(kindsOf(events)).toEqual([
      "preparation_started",
      "step_started",
      ...["step_shown", "step_healthy", "step_passed", "step_started"],
      ...["step_shown", "step_healthy", "step_passed", "step_started"],
      ...["step_shown", "step_healthy", "step_passed", "watch_started"],
      "completed",
    ]);
    expect(now - T0).toBeGreaterThanOrEqual(3 * 60_000 + 120_000);
    expect(decide(state, tick, goodFacts(state, now))).toEqual({
      kind: "unchanged",
      intent: { epoch: 100 + state.revision, sharePercent: { a: 0, b: 100 }, closed: ["a"] },
    });
  });

  it("freezes the baseline before stable loses its last traffic", () => {
    expect(reach("baking", { stepIndex: 1 }).state).toMatchObject({ baselineRef: null });
    expect(reach("shifting", { stepIndex: 2 }).state).toMatchObject({ baselineRef: "base-1" });
  });

  it("closes stable only once the last step has baked", () => {
    expect(intentOf(reach("baking", { stepIndex: 2 }).state, 1)).toMatchObject({
      sharePercent: { a: 0, b: 100 },
      closed: [],
    });
    expect(intentOf(reach("watching").state, 1)).toMatchObject({ sharePercent: { a: 0, b: 100 }, closed: ["a"] });
  });
});

describe("a failed check", () => {
  const kinds = ["error_rate", "latency", "burn_rate", "health", "metric"] as const;

  it.each(kinds)("of kind %s takes the canary out at once", (kind) => {
    const { state, now } = reach("baking");
    const { next, events } = accepted(
      tickWith(state, now + 1_000, (at) => ({ evidence: [...allEvidence("pass", at), evidence(kind, "fail", at)] })),
    );
    expect(next).toMatchObject({
      phase: "rolling_back",
      rollback: { cause: kind, fromSharePercent: 10, fromPhase: "baking" },
    });
    expect(events[0]).toMatchObject({ kind: "rollback_started", evidence: [{ verdict: "fail" }] });
  });

  it("does so while paused, frozen and blind", () => {
    const { state, now } = reach("baking");
    const paused = accepted(decide(state, asks("pause", state), factsForCommand(instant(now + 1)))).next;
    const facts = (at: Instant): Partial<RolloutFacts> => ({
      evidence: [...allEvidence("blind", at), evidence("error_rate", "fail", at)],
      traffic: { status: "failed", detail: "gone" },
      hold: {
        ...goodFacts(state, at).hold,
        windows: [{ id: "w", why: "The blackout Freeze is in force.", endsAt: null }],
      },
      mayRaise: false,
    });
    expect(accepted(tickWith(paused, now + 1_000, facts)).next.phase).toBe("rolling_back");
  });

  it("does so after 100 %, while stable is warm", () => {
    const { state, now } = reach("watching");
    const { next, intent } = accepted(
      tickWith(state, now + 1_000, (at) => ({ evidence: allEvidence("pass", at, { latency: "fail" }) })),
    );
    expect(next).toMatchObject({ phase: "rolling_back", rollback: { fromPhase: "watching", fromSharePercent: 100 } });
    expect(intent).toMatchObject({ sharePercent: { a: 100, b: 0 }, closed: ["b"] });
  });

  it("goes before a person's command that came with it", () => {
    const { state, now } = reach("baking");
    const facts = goodFacts(state, instant(now + 1), { evidence: [evidence("health", "fail", instant(now + 1))] });
    expect(accepted(decide(state, asks("pause", state), facts)).next).toMatchObject({
      phase: "rolling_back",
      rollback: { cause: "health" },
    });
  });

  it("is latched: good evidence afterwards changes nothing", () => {
    const { state, now } = reach("baking");
    let next = accepted(
      tickWith(state, now + 1_000, (at) => ({ evidence: [evidence("error_rate", "fail", at)] })),
    ).next;
    next = accepted(tickWith(next, now + 2_000, () => ({}))).next;
    expect(next).toMatchObject({ phase: "rolled_back", rollback: { cause: "error_rate" } });
    expect(tickWith(next, now + 3_000, () => ({})).kind).toBe("unchanged");
  });

  it("takes it back even to a sick stable, and pages a person", () => {
    const { state, now } = reach("baking");
    const { next, events } = accepted(
      tickWith(state, now + 1_000, (at) => ({
        evidence: [evidence("latency", "fail", at)],
        health: { stable: "unhealthy", canary: "healthy" },
      })),
    );
    expect(next.phase).toBe("rolling_back");
    expect(kindsOf(events)).toEqual(["rollback_started", "stable_worse"]);
  });
});
