import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { factsForCommand } from "@/lib/rollouts/domain/rollout-command";
import { decide } from "@/lib/rollouts/domain/rollout-machine";
import {
  accepted,
  ada,
  asks,
  canaryPlan,
  queued,
  reach,
  rejectedCodes,
  tickWith,
  walk,
} from "../../../support/rollout-fixtures";

/** Goal: what a person can and cannot do, by example. Method: walk to a phase under good facts, then give a command. */

describe("approval", () => {
  const plan = canaryPlan({
    steps: [
      { trafficPercent: 10, bakeMs: 60_000, approval: true },
      { trafficPercent: 100, bakeMs: 60_000 },
    ],
  });
  const { state, now } = reach("baking", { plan });

  it("is asked for once the step looks good, and opens the next step at the next good tick", () => {
    const asked = accepted(tickWith(state, now + 60_000, () => ({}))).next;
    expect(asked).toMatchObject({ phase: "baking", pauseReasons: ["approval"], deadlineAt: now + 60_000 + 86_400_000 });
    expect(rejectedCodes(decide(asked, asks("promote", asked), factsForCommand(instant(now))))).toEqual([
      "paused_approval",
    ]);
    expect(rejectedCodes(decide(asked, asks("resume", asked), factsForCommand(instant(now))))).toEqual([
      "paused_approval",
    ]);
    const approved = accepted(decide(asked, asks("approve", asked), factsForCommand(instant(now + 61_000)))).next;
    expect(approved).toMatchObject({ phase: "baking", pauseReasons: [], approvedStepIndex: 0 });
    expect(accepted(tickWith(approved, now + 62_000, () => ({}))).next).toMatchObject({
      phase: "shifting",
      stepIndex: 1,
    });
  });

  it("can be given early", () => {
    const early = accepted(decide(state, asks("approve", state), factsForCommand(instant(now + 1_000)))).next;
    expect(accepted(tickWith(early, now + 60_000, () => ({}))).next).toMatchObject({ phase: "shifting", stepIndex: 1 });
    expect(rejectedCodes(decide(early, asks("approve", early), factsForCommand(instant(now))))).toEqual([
      "nothing_to_approve",
    ]);
  });

  it("is taken back when nobody answers in time", () => {
    const asked = accepted(tickWith(state, now + 60_000, () => ({}))).next;
    expect(tickWith(asked, now + 60_000 + 86_399_999, () => ({})).kind).toBe("unchanged");
    expect(accepted(tickWith(asked, now + 60_000 + 86_400_000, () => ({}))).next).toMatchObject({
      phase: "rolling_back",
      rollback: { cause: "pause_deadline" },
    });
  });

  it("must be given before a promotion", () => {
    expect(rejectedCodes(decide(state, asks("promote", state), factsForCommand(instant(now))))).toEqual([
      "paused_approval",
    ]);
  });
});

describe("what a person can do", () => {
  const { state, now } = reach("baking");
  const facts = factsForCommand(instant(now + 5_000));

  it("pause stops forward moves until resume", () => {
    const paused = accepted(decide(state, asks("pause", state), facts)).next;
    expect(decide(paused, asks("pause", paused), facts).kind).toBe("unchanged");
    const still = accepted(tickWith(paused, now + 100_000, () => ({}))).next;
    expect(still).toMatchObject({ phase: "baking", stepIndex: 0 });
    const resumed = accepted(decide(still, asks("resume", still), factsForCommand(instant(now + 100_000)))).next;
    expect(accepted(tickWith(resumed, now + 101_000, () => ({}))).next).toMatchObject({
      phase: "shifting",
      stepIndex: 1,
    });
    expect(rejectedCodes(decide(state, asks("resume", state), facts))).toEqual(["not_paused"]);
  });

  it("promote skips the rest of the bake, at the next good tick", () => {
    const promoted = accepted(decide(state, asks("promote", state), facts));
    expect(promoted.intent?.sharePercent.b).toBe(10);
    const { next, events } = accepted(tickWith(promoted.next, now + 6_000, () => ({})));
    expect(next).toMatchObject({ phase: "shifting", stepIndex: 1 });
    expect(events).toContainEqual(expect.objectContaining({ kind: "step_passed", isSkipped: true, bakedMs: 6_000 }));
  });

  it("promote ends the watch early", () => {
    const watching = reach("watching");
    const promoted = accepted(
      decide(watching.state, asks("promote", watching.state), factsForCommand(instant(watching.now))),
    ).next;
    expect(accepted(tickWith(promoted, watching.now + 1_000, () => ({}))).next).toMatchObject({
      phase: "completed",
      isWatchedToTheEnd: true,
    });
  });

  it.each(["preparing", "shifting", "baking", "watching"] as const)(
    "abort takes it back from %s, in a freeze too",
    (phase) => {
      const at = reach(phase);
      const hold = { ...facts.hold, windows: [{ id: "w", why: "The blackout Freeze is in force.", endsAt: null }] };
      const { next, intent } = accepted(decide(at.state, asks("abort", at.state), { ...facts, hold }));
      expect(next).toMatchObject({
        phase: "rolling_back",
        rollback: { cause: "manual", actor: ada, why: "wants to abort" },
      });
      expect(intent).toMatchObject({ sharePercent: { a: 100, b: 0 }, closed: ["b"] });
    },
  );

  it("abort without a seen revision is never stale; everything else is", () => {
    const any = { kind: "abort", actor: ada, reason: "now", seenRevision: null } as const;
    expect(accepted(decide(state, any, facts)).next.phase).toBe("rolling_back");
    for (const kind of ["promote", "approve", "pause", "resume", "cancel", "abort", "rollback"] as const) {
      const stale = { kind, actor: ada, reason: "x", seenRevision: state.revision - 1 };
      expect(rejectedCodes(decide(state, stale, facts))).toEqual(["stale_state"]);
    }
  });

  it("supersede takes the old one back and names the new", () => {
    const command = { kind: "supersede", byRolloutId: "r9", actor: ada, reason: "fix", seenRevision: null } as const;
    expect(accepted(decide(state, command, facts)).next).toMatchObject({
      rollback: { cause: "superseded", why: "The rollout r9 takes its place. fix" },
    });
  });

  it("cancel is for the queue only", () => {
    expect(rejectedCodes(decide(state, asks("cancel", state), facts))).toEqual(["not_queued"]);
  });

  it("nothing moves an ended rollout", () => {
    const ended = walk(queued(), (at) => at.phase === "completed").state;
    for (const kind of ["promote", "approve", "pause", "resume", "cancel", "abort", "rollback"] as const) {
      expect(rejectedCodes(decide(ended, asks(kind, ended), facts))).toEqual(["rollout_ended"]);
    }
  });
});
