import { describe, expect, it } from "vitest";
import { judgeSource, type SourceState, startSource } from "@/lib/analysis/domain/source-judge";
import { instant } from "@/lib/kernel/instant";
import { Triggers } from "@/lib/rollouts/contract";
import { Counters, stepFacts } from "../../../support/judge-facts";

const triggers = Triggers.parse({});

/** Reads each second from `fromS` to `toS` with 10 canary and 90 stable requests between them. */
function steady(state: SourceState, counters: Counters, fromS: number, toS: number, facts = {}, canaryErrors = 0) {
  let findings = {};
  for (let second = fromS; second <= toS; second += 1) {
    counters.serve("a", 90).serve("b", 10, canaryErrors);
    const judged = judgeSource(state, counters.read(second * 1000), stepFacts(second * 1000 + 100, facts), triggers);
    state = judged.state;
    findings = judged.findings;
  }
  return { state, findings };
}

describe("which samples count", () => {
  it("counts towards the step only what came after the weight was shown, and the lag", () => {
    const counters = new Counters();
    const { state } = steady(startSource(), counters, 0, 10, { lagMs: 3_000 });
    // Shown at 1 s, lag until 4 s: the read at 4 s is the mark, six reads follow.
    expect(state.counts.step.b.requests).toBe(60);
    expect(state.counts.whole.b.requests).toBe(100);
  });

  it("does not trust a sample that was known before the weight showed, however late it is read again", () => {
    const counters = new Counters().serve("a", 90).serve("b", 10);
    const early = judgeSource(startSource(), counters.read(500), stepFacts(600), triggers).state;
    const again = judgeSource(early, counters.read(500), stepFacts(5_000), triggers);
    expect(again.findings.error_rate?.verdict).toBe("inconclusive");
    expect(again.findings.error_rate?.sentence).toBe("No sample of this step was read yet.");
    const fresh = judgeSource(again.state, counters.read(4_000), stepFacts(5_100), triggers).state;
    expect(fresh.waiting).toBeNull();
  });

  it("does not compare its clock with the source's", () => {
    const counters = new Counters();
    let state = startSource();
    // The source's clock is an hour behind.
    for (let second = 0; second <= 10; second += 1) {
      counters.serve("a", 90).serve("b", 10);
      state = judgeSource(
        state,
        counters.read(second * 1000 - 3_600_000),
        stepFacts(second * 1000 + 100),
        triggers,
      ).state;
    }
    expect(state.counts.step.b.requests).toBe(90);
  });

  it("starts the totals anew with each step but keeps what speaks against the canary", () => {
    const counters = new Counters();
    const first = steady(startSource(), counters, 0, 20);
    const facts = { stepKey: "1", weightShownAt: null };
    const moving = steady(first.state, counters, 21, 22, facts);
    expect(moving.findings).toMatchObject({ error_rate: { verdict: "inconclusive" } });
    expect(moving.state.counts.step.b.requests).toBe(0);
    const seen = steady(moving.state, counters, 23, 30, { stepKey: "1", weightShownAt: instant(22_500) });
    expect(seen.state.counts.step.b.requests).toBe(70);
    expect(seen.state.errorRate.comparison.canaryTrials).toBe(300);
    expect(seen.findings).toMatchObject({ error_rate: { verdict: "pass" }, latency: { verdict: "pass" } });
  });

  it("lets a failure show while the next weight is still on its way", () => {
    const counters = new Counters();
    const first = steady(startSource(), counters, 0, 20);
    const moving = steady(first.state, counters, 21, 21, { stepKey: "1", weightShownAt: null }, 10);
    expect(moving.findings).toMatchObject({ error_rate: { verdict: "fail" } });
  });

  it("does not hold against the canary what it answered before users came", () => {
    const counters = new Counters();
    const starting = steady(startSource(), counters, 0, 10, { weightShownAt: null }, 10);
    expect(starting.state.errorRate.failure).toBeNull();
    expect(starting.state.errorRate.comparison.canaryTrials).toBe(0);
  });
});

describe("latency of a source", () => {
  it("is blind when the source has none, and when its bounds change", () => {
    const plain = steady(startSource(), new Counters(false), 0, 20);
    expect(plain.findings).toMatchObject({
      error_rate: { verdict: "pass" },
      latency: { verdict: "blind", blindCause: "no_series" },
    });
    const counters = new Counters();
    const { state } = steady(startSource(), counters, 0, 20);
    const read = counters.serve("b", 10).read(21_000);
    const b = read.slots.b.map((one) => ({
      ...one,
      latencyBuckets: [{ upperBoundMs: Number.POSITIVE_INFINITY, count: 5 }],
    }));
    const odd = judgeSource(state, { ...read, slots: { ...read.slots, b } }, stepFacts(21_100), triggers);
    expect(odd.findings.latency).toMatchObject({ verdict: "blind", blindCause: "wrong_shape" });
    expect(odd.findings.error_rate?.verdict).toBe("pass");
  });
});

describe("policies", () => {
  it("lets the plain threshold decide when it is chosen", () => {
    const plain = Triggers.parse({ errorRate: { judge: "threshold" }, latency: { judge: "threshold" } });
    const counters = new Counters();
    let state = startSource();
    for (let second = 0; second <= 10; second += 1) {
      counters.serve("a", 90).serve("b", 10, second === 5 ? 1 : 0);
      const judged = judgeSource(state, counters.read(second * 1000), stepFacts(second * 1000 + 100), plain);
      state = judged.state;
      // 1 of 60 requests is 1.7 %: too much for the rule, nothing for the sequential judge.
      if (second === 8) expect(judged.findings.error_rate?.verdict).toBe("fail");
    }
    expect(state.errorRate.failure).toBeNull();
  });

  it("takes the stricter minimum of step and trigger, and leaves out what is switched off", () => {
    const { findings } = steady(startSource(), new Counters(), 0, 20, { stepMinRequests: 5_000 });
    expect(findings).toMatchObject({ error_rate: { verdict: "inconclusive" }, burn_rate: { verdict: "inconclusive" } });
    const off = Triggers.parse({ errorRate: { enabled: false }, latency: { enabled: false } });
    const judged = judgeSource(startSource(), new Counters().read(2_000), stepFacts(2_100), off);
    expect(Object.keys(judged.findings)).toEqual(["burn_rate"]);
  });
});
