import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { lengthOf, slowestOf } from "@/lib/pipelines/domain/run-summary";

const at = instant;

describe("the length of a stage", () => {
  it.each([
    [at(1_000), at(4_000), 3_000],
    [at(1_000), at(1_000), 0],
    [at(4_000), at(1_000), null],
    [null, at(1_000), null],
    [at(1_000), null, null],
  ])("from %s to %s is %s", (from, to, ms) => expect(lengthOf(from, to)).toBe(ms));
});

describe("the slowest stage", () => {
  it("is the one that took longest, the first of several", () => {
    const stages = [
      { name: "build", durationMs: 4_000 },
      { name: "test", durationMs: 9_000 },
      { name: "scan", durationMs: 9_000 },
      { name: "deploy", durationMs: null },
    ];
    expect(slowestOf(stages, 20_000)).toEqual({ name: "test", durationMs: 9_000, ratio: 0.45 });
  });

  it("has no share of a run of which the length is not known, and never more than all of it", () => {
    const stages = [{ name: "build", durationMs: 4_000 }];
    expect(slowestOf(stages, null)?.ratio).toBeNull();
    expect(slowestOf(stages, 0)?.ratio).toBeNull();
    expect(slowestOf(stages, 1_000)?.ratio).toBe(1);
  });

  it("is none when none has ended or took any time", () => {
    expect(slowestOf([], 1_000)).toBeNull();
    expect(slowestOf([{ name: "build", durationMs: null }], 1_000)).toBeNull();
    expect(slowestOf([{ name: "build", durationMs: 0 }], 1_000)).toBeNull();
  });
});
