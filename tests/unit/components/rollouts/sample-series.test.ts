import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  errorLimitOf,
  intervalOf,
  latencyLimitOf,
  latencySourceOf,
  markersOf,
  seriesOf,
  sourcesOf,
} from "@/components/rollouts/sample-series";
import { defaultPlans } from "@/lib/rollouts/domain/default-plans";
import { iso, sampleView, snapshotView } from "../../../support/rollout-views";

describe("seriesOf", () => {
  it("gives the errors of each interval, not of all time", () => {
    const samples = [0, 1, 2, 3].map((second) =>
      sampleView(second * 1_000, { requests: second * 100, errors: second < 3 ? 0 : 50 }, { requests: second * 100 }),
    );
    const { errorPercent, intervalMs } = seriesOf(samples);
    expect(intervalMs).toBe(1_000);
    expect(errorPercent.canary.map((point) => point.value)).toEqual([null, 0, 0, 50]);
  });

  it("has a gap, not a zero, where nobody asked", () => {
    const samples = [
      sampleView(0, { requests: 10 }),
      sampleView(1_000, { requests: 10 }),
      sampleView(2_000, { requests: 60 }),
    ];
    expect(seriesOf(samples).errorPercent.canary.map((point) => point.value)).toEqual([0, null, 0]);
  });

  it("has a gap where a counter went backwards", () => {
    const samples = [sampleView(0, { requests: 500, errors: 9 }), sampleView(1_000, { requests: 600, errors: 2 })];
    expect(seriesOf(samples).errorPercent.canary[1]?.value).toBeNull();
  });

  it("never has more than about 72 points, and every share lies between 0 and 100", () => {
    const counts = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 })), {
      maxLength: 900,
    });
    fc.assert(
      fc.property(counts, (steps) => {
        let requests = 0;
        let errors = 0;
        const samples = steps.map(([asked, failed], index) => {
          requests += asked;
          errors += Math.min(asked, failed);
          return sampleView(index * 1_000, { requests, errors }, { requests });
        });
        const { errorPercent } = seriesOf(samples);
        expect(errorPercent.canary.length).toBeLessThanOrEqual(75);
        for (const { value } of errorPercent.canary) if (value !== null) expect(value >= 0 && value <= 100).toBe(true);
      }),
    );
  });
});

describe("intervalOf", () => {
  it("is long enough that one error is no cliff", () => {
    const quiet = Array.from({ length: 121 }, (_, second) => sampleView(second * 1_000, { requests: second }));
    expect(intervalOf(quiet)).toBeGreaterThanOrEqual(10_000);
    const busy = Array.from({ length: 61 }, (_, second) => sampleView(second * 1_000, { requests: second * 500 }));
    expect(intervalOf(busy)).toBe(1_000);
  });
});

describe("limits", () => {
  it("are what the baseline did in all, and what is tolerated above it", () => {
    const samples = [sampleView(0, {}, { requests: 1_000, errors: 5, p95Ms: 120 })];
    expect(errorLimitOf(samples, 1)).toBe(1.5);
    expect(latencyLimitOf(samples, 500)).toBe(620);
  });

  it("are not drawn without a baseline", () => {
    expect(errorLimitOf([sampleView(0, { requests: 9 })], 1)).toBeNull();
    expect(latencyLimitOf([], 500)).toBeNull();
  });
});

describe("sourcesOf", () => {
  it("puts the source with the most samples first", () => {
    const samples = [sampleView(0, {}, {}, "prometheus"), sampleView(0, {}), sampleView(1_000, {})];
    expect(sourcesOf(samples)).toEqual(["edge counters", "prometheus"]);
  });
});

describe("latencySourceOf", () => {
  it("is the wished source where it measures latency, otherwise one that does", () => {
    const counts = [
      sampleView(0, { p95Ms: null }, { p95Ms: null }),
      sampleView(1_000, { p95Ms: null }, { p95Ms: null }),
    ];
    const timed = sampleView(0, { p95Ms: 80 }, { p95Ms: 70 }, "prometheus");
    expect(latencySourceOf([...counts, timed], "edge counters")).toBe("prometheus");
    expect(latencySourceOf([...counts, timed], "prometheus")).toBe("prometheus");
    expect(latencySourceOf(counts, "edge counters")).toBe("edge counters");
  });
});

describe("markersOf", () => {
  const plan = defaultPlans.canary;
  const newestFirst = [
    snapshotView({ at: iso(60_000), eventKinds: ["rollback_started"] }),
    snapshotView({ at: iso(30_000), eventKinds: ["step_passed", "step_started"] }),
    snapshotView({ at: iso(0), eventKinds: ["step_started"] }),
  ];

  it("names each step by its share, and the way back", () => {
    const labels = markersOf({ plan, snapshots: newestFirst }, 60_000).map((mark) => mark.label);
    expect(labels).toEqual(["10 %", "50 %", "Rollback"]);
  });

  it("keeps the line but not the words of marks that would write over one another", () => {
    const labels = markersOf({ plan, snapshots: newestFirst }, 3_600_000).map((mark) => mark.label);
    expect(labels).toEqual(["", "", "Rollback"]);
  });
});
