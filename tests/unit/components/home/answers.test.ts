import { describe, expect, it } from "vitest";
import { homeAnswer } from "@/components/home/answers";
import { homeViews, viewsOf } from "@/components/home/home-roles";
import type { RollbackStory } from "@/lib/rollouts/api-contract";
import { iso, overviewView, summaryView } from "../../../support/rollout-views";

const story = (more: Partial<RollbackStory> = {}): RollbackStory => ({
  rollout: summaryView({ phase: "rolled_back", canaryVersion: "4.12.0" }),
  cause: "error_rate",
  why: "Canary failed 9 of 60 requests.",
  actorName: null,
  decidedAt: iso(-600_000),
  fromSharePercent: 10,
  tookMs: 700,
  ...more,
});

describe("is anything hurting users", () => {
  it("says yes only while something is being taken out", () => {
    const overview = overviewView({ active: [summaryView({ phase: "rolling_back" })] });
    expect(homeAnswer("sre", overview)).toBe("Yes: Checkout 4.12.0 is being taken out of traffic now.");
  });

  it("tells what did, lately, and how soon it was out", () => {
    expect(homeAnswer("sre", overviewView({ recentRollbacks: [story()] }))).toBe(
      "Not now. No new version has users. Checkout 4.12.0 did 10 min ago (error rate) and was out of traffic in 700 ms.",
    );
  });

  it("does not blame a version that a person took back, or that no user saw", () => {
    const stories = [story({ actorName: "Ada" }), story({ fromSharePercent: 0 })];
    expect(homeAnswer("sre", overviewView({ recentRollbacks: stories }))).toBe("No. No new version has users.");
  });

  it("never calls the unseen healthy", () => {
    const overview = overviewView({ active: [summaryView({ pauseReasons: ["blind"] })] });
    expect(homeAnswer("sre", overview)).toContain("But Checkout 4.12.0 cannot be judged: no numbers arrive.");
  });
});

describe("what ships today", () => {
  it("names what is stuck, and on what", () => {
    const overview = overviewView({
      active: [summaryView(), summaryView({ needsAttention: true, pauseReasons: ["approval"] })],
      queued: [summaryView()],
    });
    expect(homeAnswer("release_manager", overview)).toBe(
      "1 moves, 1 waits for a person and 1 in the queue. Stuck: Checkout 4.12.0 (needs an approval).",
    );
  });
});

describe("fast, safe, provable", () => {
  it("says nothing about nothing", () => {
    expect(homeAnswer("executive", overviewView())).toContain("nothing to say yet");
  });

  it("gives the share with its counts, and the median with its n", () => {
    const last30Days = {
      ...overviewView().last30Days,
      completed: 18,
      rolledBack: 2,
      rolledBackByItself: 1,
      medianRollbackMs: 900,
      rollbacksMeasured: 2,
      decisions: 240,
    };
    expect(homeAnswer("executive", overviewView({ last30Days }))).toBe(
      "In 30 days 18 of 20 rollouts (90 %) stayed. 2 were taken back, 1 of them without anybody asking. Half of those with users were out of traffic within 900 ms (n = 2). All 240 decisions are on record.",
    );
  });
});

describe("viewsOf", () => {
  it("gives everybody at least one view, and several roles several", () => {
    expect(viewsOf([])).toEqual(["developer"]);
    expect(viewsOf(["viewer"])).toEqual(["developer"]);
    expect(viewsOf(["executive", "sre"])).toEqual(["sre", "executive"]);
    expect(viewsOf(["admin"])).toEqual(homeViews);
  });
});
