import { describe, expect, it } from "vitest";
import { type Instant, instant } from "@/lib/kernel/instant";
import { epochOf, intentOf } from "@/lib/rollouts/domain/intent";
import { factsForCommand } from "@/lib/rollouts/domain/rollout-command";
import { decide } from "@/lib/rollouts/domain/rollout-machine";
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
  tickWith,
} from "../../../support/rollout-fixtures";

/** Goal: how a step is shown, looked at and passed, by example. */

describe("shifting", () => {
  const { state, now } = reach("shifting");

  it("does not take an observation from before the weight was set", () => {
    const traffic = { status: "seen", observation: sharing(10, instant(now - 1)) } as const;
    expect(tickWith(state, now + 1_000, () => ({ traffic })).kind).toBe("unchanged");
  });

  it("counts the bake time from the moment the data plane showed the weight", () => {
    const traffic = { status: "seen", observation: sharing(10, instant(now + 3_500)) } as const;
    const { next } = accepted(tickWith(state, now + 4_000, () => ({ traffic })));
    expect(next).toMatchObject({
      phase: "baking",
      stepShownAt: now + 3_500,
      deadlineAt: now + 3_500 + 60_000 + 1_800_000,
    });
  });

  it("is taken back when the data plane does not show the weight in time", () => {
    const traffic = () => ({ traffic: { status: "failed", detail: "connection refused" } as const });
    expect(tickWith(state, now + 29_999, traffic).kind).toBe("unchanged");
    const { next, events } = accepted(tickWith(state, now + 30_000, traffic));
    expect(next).toMatchObject({ phase: "rolling_back", rollback: { cause: "apply_deadline" } });
    expect(events[0]).toMatchObject({ why: expect.stringContaining("connection refused") });
  });

  it("sets again what a restarted process forgot, and tells a hand after that from it", () => {
    const seen = (share: number, at: Instant, epoch: number | null) => ({
      traffic: {
        status: "seen" as const,
        observation: {
          ...sharing(share, at),
          incarnation: "i2",
          accepted: epoch === null ? null : { term: 1, epoch },
        },
      },
    });
    const restarted = accepted(tickWith(state, now + 1_000, (at) => seen(0, at, null)));
    expect(kindsOf(restarted.events)).toEqual(["data_plane_restarted"]);
    expect(restarted.next).toMatchObject({ phase: "shifting", incarnation: "i2" });
    expect(restarted.intent?.sharePercent.b).toBe(10);
    // The fence that a process keeps over its restart is older than the write that is on its way.
    const before = epochOf(state);
    expect(tickWith(restarted.next, now + 1_100, (at) => seen(0, at, before)).kind).toBe("unchanged");
    const byHand = accepted(tickWith(restarted.next, now + 1_200, (at) => seen(5, at, epochOf(restarted.next))));
    expect(byHand.next).toMatchObject({ phase: "baking", pauseReasons: ["drift"], handSharePercent: 5 });
  });

  it("does not trust a restart whose past it does not know", () => {
    const { next } = accepted(
      tickWith(state, now + 1_000, (at) => ({
        mayRaise: false,
        traffic: { status: "seen", observation: { ...sharing(0, at), incarnation: "i2" } },
      })),
    );
    expect(next).toMatchObject({ pauseReasons: ["drift"], handSharePercent: 0 });
  });

  it("is taken back by a failed check before the weight is shown", () => {
    const { next, intent } = accepted(
      tickWith(state, now + 1_000, (at) => ({ evidence: [evidence("error_rate", "fail", at)] })),
    );
    expect(next.phase).toBe("rolling_back");
    expect(intent).toMatchObject({ sharePercent: { a: 100, b: 0 }, closed: ["b"] });
  });
});

describe("health within 30 s of each step", () => {
  const { state, now } = reach("shifting");
  const shown = accepted(tickWith(state, now + 1_000, () => ({}))).next;
  const silent = (at: Instant) => ({ evidence: allEvidence("pass", at, { health: "inconclusive" }) });

  it("takes the canary out when no healthy answer came", () => {
    expect(tickWith(shown, now + 30_999, silent).kind).toBe("unchanged");
    expect(accepted(tickWith(shown, now + 31_000, silent)).next).toMatchObject({
      phase: "rolling_back",
      rollback: { cause: "health" },
    });
  });

  it("does not when only the check itself was blind", () => {
    const { next } = accepted(
      tickWith(shown, now + 31_000, (at) => ({ evidence: allEvidence("pass", at, { health: "blind" }) })),
    );
    expect(next).toMatchObject({ phase: "baking", blindSince: now + 31_000 });
  });

  it("keeps the first healthy answer for the step", () => {
    const { next, events } = accepted(tickWith(shown, now + 4_000, () => ({})));
    expect(events).toMatchObject([{ kind: "step_healthy", afterMs: 3_000 }]);
    expect(tickWith(next, now + 40_000, silent).kind).toBe("unchanged");
  });
});

describe("too few numbers", () => {
  const { state, now } = reach("baking");
  const thin = (at: Instant) => ({ evidence: allEvidence("inconclusive", at, { health: "pass" }) });
  const extend = () => accepted(tickWith(state, now + 60_000, thin)).next;

  it("extend the step, then pause it, and end the pause by themselves when they come", () => {
    const extended = extend();
    expect(extended).toMatchObject({ phase: "baking", inconclusiveSince: now + 60_000, pauseReasons: [] });
    expect(tickWith(extended, now + 60_000 + 1_799_999, thin).kind).toBe("unchanged");
    const paused = accepted(tickWith(extended, now + 60_000 + 1_800_000, thin)).next;
    expect(paused).toMatchObject({ phase: "baking", pauseReasons: ["inconclusive"] });
    expect(accepted(tickWith(paused, now + 4_000_000, () => ({}))).next).toMatchObject({
      phase: "shifting",
      stepIndex: 1,
    });
  });

  it("count from the canary's requests of the step", () => {
    const held = accepted(tickWith(state, now + 60_000, () => ({ canaryRequests: 49 })));
    expect(held.events).toMatchObject([
      { kind: "step_healthy" },
      { kind: "step_extended", why: expect.stringContaining("49 of the 50") },
    ]);
    const uncounted = accepted(tickWith(state, now + 60_000, () => ({ canaryRequests: null })));
    expect(uncounted.next.phase).toBe("baking");
    expect(accepted(tickWith(state, now + 60_000, () => ({ canaryRequests: 50 }))).next.phase).toBe("shifting");
  });

  it("can be answered for by a person who promotes", () => {
    const extended = extend();
    const promoted = accepted(decide(extended, asks("promote", extended), factsForCommand(instant(now + 70_000)))).next;
    expect(promoted).toMatchObject({ phase: "baking", isSkipped: true });
    expect(accepted(tickWith(promoted, now + 71_000, thin)).next).toMatchObject({ phase: "shifting", stepIndex: 1 });
  });

  it("do not hold a step that asks for no requests, as long as it is healthy", () => {
    const plan = canaryPlan({
      steps: [{ trafficPercent: 10, minRequests: 0, bakeMs: 60_000 }, { trafficPercent: 100 }],
    });
    const quiet = reach("baking", { plan });
    const facts = { ...thin(instant(quiet.now + 60_000)), canaryRequests: 0 };
    expect(accepted(tickWith(quiet.state, quiet.now + 60_000, () => facts)).next).toMatchObject({
      phase: "shifting",
      stepIndex: 1,
    });
    const sick = (at: Instant) => ({ evidence: allEvidence("inconclusive", at) });
    expect(accepted(tickWith(quiet.state, quiet.now + 20_000, () => ({}))).next).toMatchObject({ phase: "baking" });
    expect(accepted(tickWith(quiet.state, quiet.now + 60_000, sick)).next.phase).not.toBe("shifting");
  });

  it("of another time do not pass: old evidence is blind, evidence from before the step is too early", () => {
    const old = accepted(
      tickWith(state, now + 60_000, (at) => ({ evidence: allEvidence("pass", instant(at - 15_001)) })),
    );
    expect(kindsOf(old.events)).toEqual(["went_blind"]);
    const shifting = reach("shifting", {
      stepIndex: 1,
      plan: canaryPlan({ steps: [{ trafficPercent: 10 }, { trafficPercent: 50, bakeMs: 0 }, { trafficPercent: 100 }] }),
    });
    const shown = accepted(tickWith(shifting.state, shifting.now + 1_000, () => ({}))).next;
    const early = accepted(
      tickWith(shown, shifting.now + 2_000, () => ({ evidence: allEvidence("pass", instant(shifting.now)) })),
    );
    expect(early.next).toMatchObject({ phase: "baking", stepIndex: 1 });
    expect(kindsOf(early.events)).toEqual(["step_extended"]);
  });

  it("never means no numbers: a step without evidence is blind", () => {
    expect(kindsOf(accepted(tickWith(state, now + 60_000, () => ({ evidence: [] }))).events)).toEqual(["went_blind"]);
  });
});

describe("a smoke step at 0 %", () => {
  const plan = canaryPlan({
    strategy: "blue_green",
    steps: [{ trafficPercent: 0, bakeMs: 10_000 }, { trafficPercent: 100 }],
  });

  it("keeps users out, rests on health alone, and then switches", () => {
    const { state, now } = reach("baking", { plan });
    expect(intentOf(state, 1)).toEqual({ epoch: 1, sharePercent: { a: 100, b: 0 }, closed: ["b"] });
    const onlyHealth = (at: Instant) => ({
      evidence: [evidence("health", "pass", at)],
      canaryRequests: null,
    });
    expect(accepted(tickWith(state, now + 10_000, onlyHealth)).next).toMatchObject({ phase: "shifting", stepIndex: 1 });
    expect(accepted(tickWith(state, now + 10_000, () => ({ evidence: [] }))).next).toMatchObject({
      phase: "baking",
      blindSince: now + 10_000,
    });
  });
});

describe("windows", () => {
  it("pause a baking step and let it go on afterwards; a watch is not paused", () => {
    const { state, now } = reach("baking");
    const hold = {
      ...goodFacts(state, instant(now)).hold,
      windows: [{ id: "w", why: "The blackout Quarter end is in force.", endsAt: null }],
    };
    const frozen = accepted(tickWith(state, now + 60_000, () => ({ hold }))).next;
    expect(frozen).toMatchObject({ phase: "baking", pauseReasons: ["freeze"] });
    expect(rejectedCodes(decide(frozen, asks("resume", frozen), factsForCommand(instant(now))))).toEqual([
      "paused_freeze",
    ]);
    expect(accepted(tickWith(frozen, now + 70_000, () => ({}))).next).toMatchObject({
      phase: "shifting",
      stepIndex: 1,
    });

    const watching = reach("watching");
    expect(tickWith(watching.state, watching.now + 1_000, () => ({ hold })).kind).toBe("unchanged");
  });
});

describe("watching", () => {
  const { state, now } = reach("watching");
  const dark = (at: Instant) => ({ evidence: allEvidence("blind", at) });

  it("does not complete while blind; a pause for that reason alone ends as completed, not rolled back", () => {
    const blind = accepted(tickWith(state, now + 100_000, dark)).next;
    expect(tickWith(blind, now + 130_000, dark).kind).toBe("unchanged");
    const paused = accepted(tickWith(blind, now + 400_000, dark)).next;
    expect(paused).toMatchObject({ phase: "watching", pauseReasons: ["blind"] });
    expect(accepted(tickWith(paused, now + 400_000 + 86_400_000, dark)).next).toMatchObject({
      phase: "completed",
      isWatchedToTheEnd: false,
    });
  });

  it("is taken back when somebody's pause is never ended", () => {
    const paused = accepted(decide(state, asks("pause", state), factsForCommand(instant(now + 1_000)))).next;
    expect(accepted(tickWith(paused, now + 1_000 + 86_400_000, () => ({}))).next).toMatchObject({
      rollback: { cause: "pause_deadline" },
    });
  });
});
