import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { factsForCommand } from "@/lib/rollouts/domain/rollout-command";
import { decide } from "@/lib/rollouts/domain/rollout-machine";
import { accepted, asks, reach, rejectedCodes, sharing, tickWith } from "../../../support/rollout-fixtures";

/** Goal: a rollback is proven from the data plane, and never given up. */

describe("rolling back", () => {
  const { state, now } = reach("watching");
  const back = accepted(decide(state, asks("rollback", state), factsForCommand(instant(now)))).next;

  it.each([
    ["stable has not everything", sharing(1, instant(now + 1_000), "i1", null)],
    ["the canary is not closed", sharing(0, instant(now + 1_000), "i1", null)],
    ["the observation is from before", { ...sharing(0, instant(now - 1), "i1", "b") }],
  ])("is not done while %s", (_words, observation) => {
    expect(tickWith(back, now + 1_000, () => ({ traffic: { status: "seen", observation } })).kind).toBe("unchanged");
  });

  it("tries for ever and pages each time the deadline passes", () => {
    const dead = () => ({ traffic: { status: "failed", detail: "no answer" } as const });
    const first = accepted(tickWith(back, now + 120_000, dead));
    expect(first.events).toMatchObject([{ kind: "rollback_overdue", isPage: true, elapsedMs: 120_000 }]);
    expect(first.intent).toMatchObject({ sharePercent: { a: 100, b: 0 }, closed: ["b"] });
    const second = accepted(tickWith(first.next, now + 240_000, dead));
    expect(second.next).toMatchObject({ phase: "rolling_back", overdueCount: 2 });
    expect(accepted(tickWith(second.next, now + 300_000, () => ({}))).next).toMatchObject({
      phase: "rolled_back",
      isVerified: true,
    });
  });

  it("is never held", () => {
    const facts = factsForCommand(instant(now + 1_000));
    expect(rejectedCodes(decide(back, asks("pause", back), facts))).toEqual(["rollback_is_never_held"]);
    expect(decide(back, asks("abort", back), facts).kind).toBe("unchanged");
  });
});
