import { describe, expect, it } from "vitest";
import type { Histogram } from "@/lib/analysis/domain/histogram";
import { judge, startJudge } from "@/lib/analysis/domain/judge-step";
import { hear, heardNothing, type KeptLook, takeLooks } from "@/lib/analysis/domain/kept-looks";
import { type KeptRollout, replayRollout } from "@/lib/analysis/domain/replay";
import { replayHealth, replayMetrics } from "@/lib/analysis/domain/replay-looks";
import { type Instant, instant } from "@/lib/kernel/instant";
import { Triggers } from "@/lib/rollouts/contract";

/** Goal: a replay of what was kept says of health, metrics and latency what the judge said of the rollout itself. */

const at = (seconds: number): Instant => instant(seconds * 1_000);
const queue = {
  id: "queue",
  sourceId: "prom",
  query: "depth",
  failWhen: "above",
  limit: 10,
  failuresInARow: 2,
} as const;
const only = (given: object) =>
  Triggers.parse({
    ...{ errorRate: { enabled: false }, latency: { enabled: false }, burnRate: { enabled: false } },
    ...{ health: { enabled: false }, ...given },
  });

/** What is kept of a rollout, and when the judge failed it, second by second. */
function rollOut(ok: readonly boolean[], values: readonly number[], triggers: Triggers) {
  let state = startJudge();
  let heard = heardNothing;
  const looks: KeptLook[] = [];
  let failedAt: number | null = null;
  for (let second = 1; second <= ok.length; second += 1) {
    const health = ok.slice(0, second).map((good, index) => ({ at: at(index + 1), ok: good, detail: "answered 500" }));
    const reading = { status: "read" as const, value: values[second - 1] ?? 0, sampledAt: at(second) };
    const facts = {
      ...{ now: at(second), stepKey: "0", weightShownAt: at(0), stepStartedAt: at(0), lagMs: 0, stepMinRequests: 0 },
      ...{ canarySlot: "a" as const, baselineServing: true, counts: [], health },
      scalars: [{ metricId: "queue", source: "prom", reading }],
    };
    const judged = judge(state, facts, triggers);
    state = judged.state;
    heard = hear(heard, { ...facts, stepIndex: 0 });
    if (second % 4 === 0) ({ heard } = keep(heard, second, looks));
    if (failedAt === null && judged.evidence.some(({ verdict }) => verdict === "fail")) failedAt = second;
  }
  keep(heard, ok.length, looks);
  return { looks, failedAt };
}

function keep(heard: typeof heardNothing, second: number, looks: KeptLook[]) {
  const taken = takeLooks(heard, at(second));
  looks.push(...taken.looks);
  return taken;
}

const pattern = (text: string) => [...text].map((letter) => letter === "+");

describe("health, judged again", () => {
  it.each(["++++--++---+++", "-----+++++", "--------------", "+-+-+-+-+---", "++++++++++++"])(
    "says of %s what was said",
    (text) => {
      for (const health of [{ failuresInARow: 2 }, { failuresInARow: 3 }, { failuresInARow: 5 }, { withinMs: 6_000 }]) {
        const triggers = only({ health: { enabled: true, ...health } });
        const { looks, failedAt } = rollOut(pattern(text), [], triggers);
        const failure = replayHealth(looks, () => triggers);
        expect(failure === null ? null : failure.at / 1_000).toBe(failedAt);
      }
    },
  );
});

describe("a custom metric, judged again", () => {
  it("says what was said, also under another limit", () => {
    const values = [1, 11, 1, 12, 13, 30, 30, 1];
    for (const limit of [10, 12, 29, 40]) {
      const triggers = only({ metrics: [{ ...queue, limit }] });
      const { looks, failedAt } = rollOut(pattern("++++++++"), values, triggers);
      const failure = replayMetrics(looks, triggers.metrics);
      expect(failure === null ? null : failure.at / 1_000).toBe(failedAt);
    }
  });
});

/** 100 requests every 5 s on both sides, those of the new version `slowMs` slow. */
function measured(slowMs: number): KeptRollout["moments"] {
  const boundsMs = [20, 50, 100, 200];
  const histogram = (ms: number, total: number): Histogram => ({
    boundsMs,
    counts: [...boundsMs, Number.POSITIVE_INFINITY].map((bound) =>
      bound === (boundsMs.find((one) => ms <= one) ?? Number.POSITIVE_INFINITY) ? total : 0,
    ),
  });
  return Array.from({ length: 24 }, (_, index) => ({
    ...{ at: at((index + 1) * 5), source: "prometheus", stepIndex: index < 12 ? 0 : 1, sharePercent: 50 },
    canary: { trials: 100 * (index + 1), events: 0 },
    baseline: { trials: 100 * (index + 1), events: 0 },
    latency: { canary: histogram(slowMs, 100 * (index + 1)), baseline: histogram(10, 100 * (index + 1)) },
  }));
}

describe("latency, judged again", () => {
  const kept = (slowMs: number): KeptRollout => ({ moments: measured(slowMs), looks: [], metrics: [] });
  it.each(["sequential", "threshold"])(
    "fails what is slower than the limit by the %s judge, and nothing else",
    (judging) => {
      const under = (maxIncreaseMs: number) => () =>
        only({ latency: { enabled: true, maxIncreaseMs, judge: judging } });
      expect(replayRollout(kept(90), under(20)).failure).toMatchObject({ check: "latency", stepIndex: 0 });
      expect(replayRollout(kept(90), under(300)).failure).toBeNull();
      expect(replayRollout(kept(10), under(20)).failure).toBeNull();
    },
  );

  it("begins anew where the buckets changed, and asks nothing of moments without", () => {
    const triggers = () => only({ latency: { enabled: true, maxIncreaseMs: 20 } });
    const moments = measured(90).map(({ latency: _, ...moment }) => moment);
    expect(replayRollout({ moments, looks: [], metrics: [] }, triggers)).toEqual({
      ...{ failure: null, judged: [], notKept: ["latency"] },
    });
  });
});

describe("a replay", () => {
  it("says which checks it judged, and takes the first failure of all", () => {
    const triggers = only({
      health: { enabled: true },
      latency: { enabled: true, maxIncreaseMs: 20 },
      metrics: [queue],
    });
    const { looks } = rollOut(pattern("++--"), [1, 1, 1, 1], triggers);
    const whole = { moments: measured(90), looks, metrics: [queue] };
    const replay = replayRollout(whole, () => triggers);
    expect(replay).toMatchObject({ failure: { check: "health", at: 4_000 }, notKept: [] });
    expect(replay.judged).toEqual(["latency", "health", "metric"]);
    const changed = replayRollout({ ...whole, metrics: [{ ...queue, query: "another" }] }, () => triggers);
    expect(changed.notKept).toEqual(["metric"]);
  });
});
