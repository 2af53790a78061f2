import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { describeState } from "@/lib/rollouts/domain/describe-state";
import { explain } from "@/lib/rollouts/domain/explain";
import { factsForCommand } from "@/lib/rollouts/domain/rollout-command";
import { decide } from "@/lib/rollouts/domain/rollout-machine";
import { durationWords, percentWords } from "@/lib/rollouts/domain/words";
import {
  accepted,
  allEvidence,
  asks,
  canaryPlan,
  evidence,
  queued,
  reach,
  T0,
  tickWith,
  walk,
} from "../../../support/rollout-fixtures";

/** Goal: the log and the header answer "why" and "what now" in words with numbers. */

describe("words", () => {
  it.each([
    [0, "0 ms"],
    [450, "450 ms"],
    [1_000, "1 second"],
    [150_000, "2 minutes 30 seconds"],
    [3_600_000, "1 hour"],
    [90_061_000, "1 day 1 hour"],
    [-5, "0 ms"],
  ])("%d ms is %s", (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });

  it("rounds shares to one decimal", () => {
    expect([percentWords(10), percentWords(12.54), percentWords(0)]).toEqual(["10 %", "12.5 %", "0 %"]);
  });
});

describe("explain", () => {
  it("says why it rolled back, with the numbers of the check", () => {
    const { state, now } = reach("baking");
    const said = "Errors: canary 5.2 % of 310 requests, stable 0.4 % of 2 800; the limit is 1 point more.";
    const { events } = accepted(
      tickWith(state, now + 1_000, (at) => ({ evidence: [evidence("error_rate", "fail", at, { sentence: said })] })),
    );
    expect(events.map(explain)).toEqual([`Taken back from 10 % because its error rate is too high. ${said}`]);
  });

  it("tells a whole rollout", () => {
    const told = walk(queued(), (state) => state.phase === "completed").events.map(explain);
    expect(told[0]).toContain("prepare version 2.0.0 beside 1.0.0");
    expect(told[1]).toBe("Set step 1: from 0 % to 10 % of the traffic.");
    expect(told[2]).toContain("shows 10 % (wanted 10 %) after 1 second");
    expect(told[4]).toContain("Step 1 at 10 % passed. It baked 1 minute. error_rate says pass.");
    expect(told.at(-1)).toBe("Completed: 2.0.0 is the live version.");
  });

  it("names the person and the reason", () => {
    const { state, now } = reach("watching");
    const { events } = accepted(decide(state, asks("rollback", state), factsForCommand(now)));
    expect(explain(events[0]!)).toBe("Taken back from 100 % by Ada because a person asked for it. wants to rollback.");
  });
});

describe("describeState", () => {
  const plan = canaryPlan({
    steps: [{ trafficPercent: 10, bakeMs: 300_000, approval: true }, { trafficPercent: 50 }, { trafficPercent: 100 }],
  });
  const { state, now } = reach("baking", { plan });

  it("says how far it is and what comes next", () => {
    expect(describeState(state, instant(now + 120_000))).toBe(
      "Baking 10 % for 2 minutes of 5 minutes; next: 50 %, needs approval",
    );
  });

  it("says what it waits for and until when", () => {
    const asked = accepted(tickWith(state, now + 300_000)).next;
    expect(describeState(asked, instant(now + 300_000))).toBe(
      "Baking 10 % for 5 minutes of 5 minutes; next: 50 %, needs approval (paused: an approval is needed; decides by itself in 1 day)",
    );
  });

  it("does not count blind time", () => {
    const blind = accepted(tickWith(state, now + 60_000, (at) => ({ evidence: allEvidence("blind", at) }))).next;
    expect(describeState(blind, instant(now + 120_000))).toContain("for 1 minute of 5 minutes, blind for 1 minute");
  });

  it.each([
    ["queued", "Queued"],
    ["preparing", "Preparing 2.0.0: target, health and queries are tried; next: 10 %"],
    ["shifting", "Shifting to 10 %: waiting for the data plane to show it"],
    ["watching", "Watching 100 % for 0 seconds of 2 minutes; 1.0.0 is warm"],
    ["completed", "Completed: 2.0.0 is live"],
  ] as const)("has words for %s", (phase, words) => {
    const at = phase === "queued" ? { state: queued(), now: T0 } : reach(phase);
    expect(describeState(at.state, at.now)).toBe(words);
  });

  it("has words for the way back", () => {
    const back = accepted(decide(state, asks("abort", state), factsForCommand(now))).next;
    expect(describeState(back, instant(now + 2_000))).toBe("Rolling back because a person asked for it, for 2 seconds");
    const done = accepted(tickWith(back, now + 3_000)).next;
    expect(describeState(done, instant(now + 3_000))).toBe("Rolled back because a person asked for it");
  });
});
