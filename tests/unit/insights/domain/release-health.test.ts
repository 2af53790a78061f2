import { describe, expect, it } from "vitest";
import { healthOf, isKnown, type ReleaseSignals } from "@/lib/insights/domain/release-health";
import { instant } from "@/lib/kernel/instant";

const now = instant(Date.parse("2026-11-20T12:00:00Z"));
const hoursAgo = (hours: number) => instant(now - hours * 3_600_000);

function signals(more: Partial<ReleaseSignals> = {}): ReleaseSignals {
  return {
    outcome: "succeeded",
    finishedAt: hoursAgo(48),
    rollout: null,
    openIncidents: 0,
    incidentSource: null,
    customers: null,
    numbers: [],
    ...more,
  };
}

const numbersThatAre = (verdict: ReleaseSignals["numbers"][number]["verdict"]): Partial<ReleaseSignals> => ({
  numbers: [
    {
      metric: "bought",
      better: "higher",
      verdict,
      medianSince: 1,
      medianBefore: 3,
      n: 9,
      nBefore: 36,
      pValue: 0,
      sentence: "bought: so.",
    },
  ],
  incidentSource: { heardAt: hoursAgo(1), isDark: false, why: null },
});

const rollout = (more: Partial<NonNullable<ReleaseSignals["rollout"]>> = {}) => ({
  phase: "baking",
  verdicts: ["pass"] as const,
  pauseReasons: [],
  judgedAt: hoursAgo(0),
  ...more,
});

describe("health of a release", () => {
  it.each([
    ["an open incident", { openIncidents: 1 }, "hurting"],
    [
      "an open incident, even without any source that is alive",
      { openIncidents: 2, incidentSource: { heardAt: null, isDark: true, why: "PagerDuty is silent." } },
      "hurting",
    ],
    ["a failing check", { outcome: "running", rollout: rollout({ verdicts: ["pass", "fail"] }) }, "hurting"],
    ["passing checks", { outcome: "running", rollout: rollout() }, "watched"],
    ["a blind check", { outcome: "running", rollout: rollout({ verdicts: ["pass", "blind"] }) }, "unknown"],
    ["too few numbers", { outcome: "running", rollout: rollout({ verdicts: ["inconclusive"] }) }, "unknown"],
    ["nothing judged yet", { outcome: "running", rollout: rollout({ verdicts: [] }) }, "unknown"],
    ["a drifting data plane", { outcome: "running", rollout: rollout({ pauseReasons: ["drift"] }) }, "unknown"],
    ["a number of its users that is worse", numbersThatAre("worse"), "hurting"],
    ["a number that moved, where nobody said which way is better", numbersThatAre("moved"), "quiet"],
    ["a number that is better", numbersThatAre("better"), "quiet"],
    [
      "a source of incidents that is alive",
      { incidentSource: { heardAt: hoursAgo(1), isDark: false, why: null } },
      "quiet",
    ],
    [
      "a source of incidents that went silent",
      { incidentSource: { heardAt: hoursAgo(99), isDark: true, why: "PagerDuty is silent." } },
      "unknown",
    ],
    ["a rollout that ended well today", { finishedAt: hoursAgo(2), rollout: rollout({ phase: "completed" }) }, "quiet"],
    [
      "a rollout that ended well last week",
      { finishedAt: hoursAgo(150), rollout: rollout({ phase: "completed" }) },
      "unknown",
    ],
    ["nobody who watched", {}, "unknown"],
    [
      "customers who complain more than before",
      { customers: { since: 7, sinceMs: 5 * 3_600_000, named: 0, before: 40, beforeMs: 28 * 86_400_000 } },
      "hurting",
    ],
    [
      "as many tickets as usual",
      {
        incidentSource: { heardAt: hoursAgo(1), isDark: false, why: null },
        customers: { since: 3, sinceMs: 48 * 3_600_000, named: 0, before: 40, beforeMs: 28 * 86_400_000 },
      },
      "quiet",
    ],
    ["a failed attempt", { outcome: "failed" }, "ended_badly"],
    ["one that was taken back", { outcome: "rolled_back" }, "ended_badly"],
  ] as const)("with %s is as they say", (_, more, expected) => {
    const health = healthOf(signals(more as Partial<ReleaseSignals>), now);
    expect(health.state).toBe(expected);
    expect(health.because.length).toBeGreaterThan(10);
  });

  it("is known unless it is unknown", () => {
    expect([isKnown("quiet"), isKnown("hurting"), isKnown("unknown")]).toEqual([true, true, false]);
  });
});
