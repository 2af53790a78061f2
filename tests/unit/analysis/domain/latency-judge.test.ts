import { describe, expect, it } from "vitest";
import { addHistograms, type Histogram } from "@/lib/analysis/domain/histogram";
import {
  beginLatencyStep,
  feedLatency,
  type LatencyBatch,
  readLatency,
  restartLatency,
  startLatency,
} from "@/lib/analysis/domain/latency-judge";

const settings = { quantile: 0.95, maxIncreaseMs: 500, minRequests: 50 };
const boundsMs = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000];

/** A histogram from pairs of bucket bound and count; Infinity for the last. */
function histogram(counts: Readonly<Record<number, number>>, bounds = boundsMs): Histogram {
  return { boundsMs: bounds, counts: [...bounds, Number.POSITIVE_INFINITY].map((bound) => counts[bound] ?? 0) };
}

function run(batches: readonly LatencyBatch[], state = startLatency(), chosen = settings, serving = true) {
  let step: LatencyBatch = { canary: null, baseline: null };
  let whole: Histogram | null = null;
  for (const batch of batches) {
    state = feedLatency(state, batch, { serving, whole }, chosen);
    whole = addHistograms(whole, batch.baseline);
    step = { canary: addHistograms(step.canary, batch.canary), baseline: whole };
  }
  return { state, finding: readLatency(state, step, { serving, whole }, chosen) };
}

const repeat = (times: number, batch: LatencyBatch) => Array.from({ length: times }, () => batch);
const baseline = histogram({ 50: 30, 100: 40, 250: 19, 500: 1 });
const normal = { canary: histogram({ 50: 3, 100: 4, 250: 3 }), baseline };
const slow = { canary: histogram({ 500: 1, 1000: 9 }), baseline };

describe("the sequential latency judge", () => {
  it("passes a canary as fast as baseline", () => {
    const { finding } = run(repeat(30, normal));
    expect(finding.verdict).toBe("pass");
    expect(finding.sentence).toContain("p95 of the canary is about 225 ms (between 100 and 250)");
  });

  it("fails one that is slower than the limit, and says so with the bounds", () => {
    const { finding } = run([...repeat(3, normal), ...repeat(2, slow)]);
    expect(finding.verdict).toBe("fail");
    expect(finding.sentence).toContain("(between 500 and 1000), of baseline about 2");
    expect(finding.sentence).toContain("took longer than 500 ms");
    expect(finding.numbers.cutoffMs).toBe(500);
  });

  it("latches and forgets histograms, not failures, when bounds change", () => {
    const { state } = run([...repeat(3, normal), ...repeat(2, slow)]);
    expect(run(repeat(50, normal), beginLatencyStep(state)).finding.verdict).toBe("fail");
    expect(restartLatency(state).failure).toEqual(state.failure);
    expect(restartLatency(state).comparison.canaryTrials).toBe(0);
  });

  it("tolerates a canary that is slower within the limit", () => {
    const slower = { canary: histogram({ 100: 2, 250: 5, 500: 3 }), baseline };
    expect(run(repeat(100, slower)).finding.verdict).toBe("pass");
  });

  it("does not blame the canary when both are slow", () => {
    const both = { canary: histogram({ 1000: 10 }), baseline: histogram({ 1000: 90 }) };
    expect(run([...repeat(20, normal), ...repeat(10, both), ...repeat(20, normal)]).finding.verdict).toBe("pass");
  });

  it("needs requests", () => {
    expect(run([]).finding.verdict).toBe("inconclusive");
    expect(run(repeat(4, normal)).finding.sentence).toContain("canary 40 of 50 needed");
  });

  it("says when the buckets are too coarse to tell", () => {
    const coarse = [100, 10_000];
    const batch = {
      canary: histogram({ 100: 8, 10000: 2 }, coarse),
      baseline: histogram({ 100: 89, 10000: 1 }, coarse),
    };
    const wide = run(repeat(40, batch)).finding;
    expect(wide.verdict).toBe("inconclusive");
    expect(wide.sentence).toContain("too coarse");
    const short = [50, 100];
    const past = { canary: histogram({ 100: 8, [Infinity]: 2 }, short), baseline: histogram({ 100: 90 }, short) };
    const endless = run(repeat(40, past)).finding;
    expect(endless.verdict).toBe("inconclusive");
    expect(endless.sentence).toContain("above 100 ms, the last bucket bound");
  });

  it("fails above the last bound when even that bound is too much", () => {
    const over = { canary: histogram({ [Infinity]: 10 }), baseline };
    expect(run([...repeat(2, normal), ...repeat(2, over)]).finding.verdict).toBe("fail");
  });

  it("goes on with the frozen baseline when stable no longer serves", () => {
    const whole = addHistograms(baseline, baseline);
    let state = startLatency();
    const fast = { canary: histogram({ 100: 95, 250: 5 }), baseline: null };
    for (let i = 0; i < 20; i += 1) state = feedLatency(state, fast, { serving: false, whole }, settings);
    expect(state.failure).toBeNull();
    const late = { canary: histogram({ 250: 50, 1000: 50 }), baseline: null };
    for (let i = 0; i < 3; i += 1) state = feedLatency(state, late, { serving: false, whole }, settings);
    expect(state.failure?.verdict).toBe("fail");
  });

  it("survives JSON in the middle", () => {
    const { state } = run(repeat(7, normal));
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  });
});
