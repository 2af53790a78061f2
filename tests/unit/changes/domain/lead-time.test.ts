import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bottleneckOf,
  type ChangeTimes,
  leadStageNames,
  leadTimeOf,
  type WorkInterval,
} from "@/lib/changes/domain/lead-time";
import { type Instant, instant } from "@/lib/kernel/instant";
import { runs } from "@/tests/support/runs";

const minute = 60_000;
const at = (minutes: number): Instant => instant(1_790_000_000_000 + minutes * minute);

const change: ChangeTimes = {
  hasRequest: true,
  firstCommitAt: at(0),
  openedAt: at(60),
  firstReviewAt: at(90),
  approvedAt: at(150),
  mergedAt: at(160),
};
const work: readonly WorkInterval[] = [
  { stage: "build", startedAt: at(162), finishedAt: at(170) },
  { stage: "test", startedAt: at(168), finishedAt: at(180) },
  { stage: "approval", startedAt: at(180), finishedAt: at(240) },
  { stage: "data_preparation", startedAt: at(240), finishedAt: at(260) },
];
const release = { startedAt: at(270), finishedAt: at(280), work };

function stagesOf(lead: ReturnType<typeof leadTimeOf>): Record<string, number | string> {
  if (lead.kind === "unmeasured") throw new Error(lead.reason);
  return Object.fromEntries(lead.stages.map(({ stage, durationMs, reason }) => [stage, durationMs ?? `${reason}`]));
}

describe("lead time", () => {
  it("has ten stages that add up", () => {
    const lead = leadTimeOf(change, release);
    expect(lead).toMatchObject({ kind: "measured", measuredFrom: "first_commit", totalMs: 280 * minute });
    expect(stagesOf(lead)).toEqual({
      coding: 60 * minute,
      pickup: 30 * minute,
      review: 60 * minute,
      merge_wait: 10 * minute,
      build: 6 * minute,
      test: 12 * minute,
      approval: 60 * minute,
      data_preparation: 20 * minute,
      deploy_wait: 12 * minute,
      deploy: 10 * minute,
    });
    expect(bottleneckOf(lead)).toEqual({ stage: "coding", durationMs: 60 * minute });
  });

  it("has null and a reason for what is not known, and keeps its time in the next stage", () => {
    const lead = leadTimeOf({ ...change, firstReviewAt: null, approvedAt: null }, { ...release, work: [] });
    const stages = stagesOf(lead);
    expect(stages).toMatchObject({ merge_wait: 100 * minute, deploy_wait: 110 * minute, deploy: 10 * minute });
    expect(stages.pickup).toBe("No review was recorded; its time is in the stage after it.");
    expect(stages.build).toBe("No pipeline reported a build of it.");
    expect(Object.values(stages)).not.toContain(0);
  });

  it("counts a commit to the trunk from when it was written", () => {
    const trunk: ChangeTimes = { ...change, hasRequest: false, openedAt: null, firstReviewAt: null, approvedAt: null };
    expect(stagesOf(leadTimeOf(trunk, release))).toMatchObject({
      coding: 160 * minute,
      pickup: "It went to the trunk without a change request.",
      merge_wait: "It went to the trunk without a change request.",
    });
    const atOnce = leadTimeOf({ ...trunk, mergedAt: at(0) }, release);
    expect(stagesOf(atOnce).coding).toBe("It was committed as it was written.");
  });

  it("says so when it was deployed before it was merged", () => {
    const lead = leadTimeOf({ ...change, mergedAt: at(500) }, release);
    expect(lead).toMatchObject({ totalMs: 280 * minute });
    expect(stagesOf(lead).merge_wait).toBe("It was deployed before it was merged.");
  });

  it("is counted from the earliest known moment when the first commit is not known", () => {
    const lead = leadTimeOf({ ...change, firstCommitAt: null }, release);
    expect(lead).toMatchObject({ measuredFrom: "opened", totalMs: 220 * minute });
    expect(stagesOf(lead).coding).toBe("It is not known when it was begun.");
  });

  it("is not measured without a beginning, or when clocks say that it ended before it began", () => {
    const nothing: ChangeTimes = {
      ...change,
      firstCommitAt: null,
      openedAt: null,
      firstReviewAt: null,
      approvedAt: null,
      mergedAt: null,
    };
    expect(leadTimeOf(nothing, release)).toMatchObject({ kind: "unmeasured" });
    expect(leadTimeOf({ ...change, firstCommitAt: at(900) }, release)).toMatchObject({ kind: "unmeasured" });
    expect(bottleneckOf(leadTimeOf(nothing, release))).toBeNull();
  });

  it("adds up for every change, without gaps, zeros and overlaps", () => {
    const moment = fc.option(fc.integer({ min: 0, max: 500 }).map(at), { nil: null, freq: 6 });
    const anyChange = fc.record({
      hasRequest: fc.boolean(),
      firstCommitAt: moment,
      openedAt: moment,
      firstReviewAt: moment,
      approvedAt: moment,
      mergedAt: moment,
    });
    const stage = fc.constantFrom<WorkInterval["stage"]>("build", "test", "approval", "data_preparation", "deploy");
    const interval = fc
      .tuple(stage, fc.integer({ min: 0, max: 600 }), fc.integer({ min: 0, max: 200 }))
      .map(([name, from, length]) => ({ stage: name, startedAt: at(from), finishedAt: at(from + length) }));
    fc.assert(
      fc.property(
        anyChange,
        fc.array(interval, { maxLength: 8 }),
        fc.integer({ min: 0, max: 500 }),
        (times, ran, start) => {
          const lead = leadTimeOf(times, { startedAt: at(start), finishedAt: at(start + 20), work: ran });
          if (lead.kind === "unmeasured") return;
          const sum = lead.stages.reduce((total, { durationMs }) => total + (durationMs ?? 0), 0);
          expect(sum).toBe(lead.totalMs);
          expect(lead.stages.map((one) => one.stage)).toEqual([...leadStageNames]);
          expect(lead.stages.every(({ durationMs, reason }) => (durationMs === null) === (reason !== null))).toBe(true);
          expect(lead.stages.every(({ durationMs }) => durationMs !== 0)).toBe(true);
          let reached = lead.startedAt;
          for (const { from, to } of lead.segments) {
            expect(from).toBe(reached);
            expect(to).toBeGreaterThan(from);
            reached = to;
          }
          expect(reached).toBe(lead.endedAt);
        },
      ),
      runs(1_000),
    );
  });
});
