import { describe, expect, it } from "vitest";
import {
  type JudgeState,
  judge,
  type StepFacts,
  type StepJudgement,
  startJudge,
} from "@/lib/analysis/domain/judge-step";
import { instant } from "@/lib/kernel/instant";
import { Triggers } from "@/lib/rollouts/contract";
import type { CountsReading } from "@/lib/telemetry/port";
import { Counters, stepFacts } from "../../../support/judge-facts";

const triggers = Triggers.parse({
  metrics: [{ id: "queue-depth", sourceId: "prometheus", query: "queue", failWhen: "above", limit: 100 }],
});
const dark: CountsReading = { status: "blind", cause: "unreachable", detail: "Connection refused." };

/** What one second of the rollout looks like: every source, health and metric good, unless overridden. */
function second(
  at: number,
  readings: Readonly<Record<string, CountsReading>>,
  overrides: Partial<StepFacts> = {},
): StepFacts {
  const now = at * 1000;
  return stepFacts(now + 100, {
    counts: Object.entries(readings).map(([source, reading]) => ({ source, reading })),
    health: [{ at: instant(now), ok: true, detail: "HTTP 200" }],
    scalars: [
      { metricId: "queue-depth", source: "prometheus", reading: { status: "read", sampledAt: instant(now), value: 3 } },
    ],
    ...overrides,
  });
}

function verdicts(judgement: StepJudgement): Record<string, string> {
  return Object.fromEntries(judgement.evidence.map((one) => [one.checkId, one.verdict]));
}

function run(
  seconds: number,
  factsOf: (at: number) => StepFacts,
  state: JudgeState = startJudge(),
  from = 0,
): StepJudgement {
  let judgement = judge(state, factsOf(from), triggers);
  for (let at = from + 1; at <= from + seconds; at += 1) judgement = judge(judgement.state, factsOf(at), triggers);
  return judgement;
}

function steady(counters: Counters, canaryErrors = 0, slow = 0) {
  return (at: number) =>
    counters
      .serve("a", 90)
      .serve("b", 10, canaryErrors, slow)
      .read(at * 1000);
}

describe("judge", () => {
  it("passes a healthy canary on every check, with a sentence each", () => {
    const read = steady(new Counters());
    const judgement = run(20, (at) => second(at, { prometheus: read(at) }));
    expect(verdicts(judgement)).toEqual({
      error_rate: "pass",
      latency: "pass",
      burn_rate: "pass",
      health: "pass",
      "metric:queue-depth": "pass",
    });
    for (const one of judgement.evidence) {
      expect(one.sentence).toMatch(/^[A-Zp].*\.$/);
      expect(one.blindCause).toBeNull();
      expect(one.at).toBe(20_100);
    }
  });

  it("fails on errors within seconds and latches for the rest of the rollout", () => {
    const counters = new Counters();
    const good = steady(counters);
    const healthy = run(10, (at) => second(at, { prometheus: good(at) }));
    const bad = steady(counters, 10);
    const failed = run(0, (at) => second(at, { prometheus: bad(at) }), healthy.state, 11);
    expect(verdicts(failed)).toMatchObject({ error_rate: "fail", burn_rate: "fail", latency: "pass", health: "pass" });
    const later = run(60, (at) => second(at, { prometheus: good(at) }, { stepKey: "1" }), failed.state, 12);
    expect(verdicts(later).error_rate).toBe("fail");
    expect(later.evidence[0]).toEqual(failed.evidence[0]);
    // Not even when the source that said so has gone.
    const gone = judge(later.state, second(80, { haproxy: dark }), triggers);
    expect(gone.evidence[0]).toEqual(failed.evidence[0]);
  });

  it("fails on latency", () => {
    const counters = new Counters();
    const healthy = run(10, (at) => second(at, { prometheus: steady(counters)(at) }));
    const slow = run(3, (at) => second(at, { prometheus: steady(counters, 0, 10)(at) }), healthy.state, 11);
    expect(verdicts(slow)).toMatchObject({ latency: "fail", error_rate: "pass" });
  });

  it("gives the same verdicts when its state went through JSON at every tick", () => {
    const run20 = (through: (state: JudgeState) => JudgeState) => {
      const counters = new Counters();
      let judgement = judge(startJudge(), second(0, { prometheus: counters.read(0) }), triggers);
      const log = [];
      for (let at = 1; at <= 20; at += 1) {
        const read = counters
          .serve("a", 90, at % 2)
          .serve("b", 10, at > 12 ? 2 : 0)
          .read(at * 1000);
        judgement = judge(through(judgement.state), second(at, { prometheus: read }), triggers);
        log.push(judgement.evidence);
      }
      return log;
    };
    const restarted = run20((state) => JSON.parse(JSON.stringify(state)) as JudgeState);
    expect(restarted).toEqual(run20((state) => state));
    expect(restarted.at(-1)?.[0]?.verdict).toBe("fail");
  });
});

describe("several sources", () => {
  it("goes on with the one that sees, and is blind only when none does", () => {
    const read = steady(new Counters(false));
    const one = run(20, (at) => second(at, { prometheus: dark, haproxy: read(at) }));
    expect(verdicts(one)).toMatchObject({ error_rate: "pass", latency: "blind", burn_rate: "pass" });
    expect(one.evidence[0]?.source).toBe("haproxy");
    expect(one.bySource.filter((evidence) => evidence.checkId === "error_rate")).toHaveLength(2);
    const none = judge(one.state, second(21, { prometheus: dark, haproxy: dark }), triggers);
    expect(verdicts(none)).toMatchObject({ error_rate: "blind", latency: "blind", burn_rate: "blind", health: "pass" });
    expect(none.evidence[0]).toMatchObject({ blindCause: "unreachable", sentence: "Connection refused." });
  });

  it("fails when one of them says so, whatever the other says", () => {
    const calm = steady(new Counters());
    const bad = steady(new Counters(), 10);
    const judgement = run(10, (at) => second(at, { prometheus: calm(at), haproxy: bad(at) }));
    expect(judgement.evidence[0]).toMatchObject({ checkId: "error_rate", verdict: "fail", source: "haproxy" });
  });

  it("does not lose its counts to a blind minute", () => {
    const counters = new Counters();
    const good = steady(counters);
    const before = run(10, (at) => second(at, { prometheus: good(at) }));
    const during = run(60, (at) => second(at, { prometheus: dark }), before.state, 11);
    expect(verdicts(during).error_rate).toBe("blind");
    const after = run(5, (at) => second(at, { prometheus: good(at) }), during.state, 72);
    expect(verdicts(after).error_rate).toBe("pass");
  });

  it("is blind, not fine, when there is no source or a metric was not read", () => {
    const judgement = run(20, (at) => second(at, {}, { scalars: [] }));
    expect(verdicts(judgement)).toMatchObject({ error_rate: "blind", "metric:queue-depth": "blind" });
    expect(judgement.evidence.at(-1)?.blindCause).toBe("no_series");
  });
});

describe("health and metrics over steps", () => {
  it("counts failed checks at once in a later step", () => {
    const read = steady(new Counters());
    const before = run(5, (at) => second(at, { prometheus: read(at) }));
    const health = [11, 12].map((at) => ({ at: instant(at * 1000), ok: false, detail: "HTTP 503" }));
    const facts = second(12, { prometheus: read(12) }, { stepKey: "1", stepStartedAt: instant(10_000), health });
    expect(verdicts(judge(before.state, facts, triggers)).health).toBe("fail");
    expect(verdicts(judge(startJudge(), facts, triggers)).health).toBe("inconclusive");
  });

  it("asks for a new sample of a metric in each step", () => {
    const read = steady(new Counters());
    const before = run(5, (at) => second(at, { prometheus: read(at) }));
    const moving = second(6, { prometheus: read(6) }, { stepKey: "1", weightShownAt: null });
    expect(verdicts(judge(before.state, moving, triggers))["metric:queue-depth"]).toBe("inconclusive");
  });

  it("leaves out checks that are switched off", () => {
    const off = Triggers.parse({
      errorRate: { enabled: false },
      latency: { enabled: false },
      burnRate: { enabled: false },
      health: { enabled: false },
    });
    expect(judge(startJudge(), second(5, {}), off).evidence).toEqual([]);
  });
});
