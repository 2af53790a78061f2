import { describe, expect, it } from "vitest";
import type { Fact, FactBody } from "@/lib/ingest/domain/fact";
import { instant } from "@/lib/kernel/instant";
import { readRun } from "@/lib/pipelines/domain/run-reading";
import { type WaterfallStage, waterfallOf } from "@/lib/pipelines/domain/waterfall";

const fact = (at: number, body: FactBody): Fact => ({
  subjectKey: "pipeline_run:x:y:1",
  occurredAt: instant(at),
  ...body,
});
const run = (at: number, progress: "queued" | "running" | "succeeded" | "failed", more: object = {}): Fact =>
  fact(at, { kind: "pipeline_run", name: "build", progress, ...more });
const stage = (at: number, stageKey: string, progress: "running" | "succeeded" | "failed"): Fact =>
  fact(at, { kind: "pipeline_stage", stageKey, name: stageKey, stage: "test", progress });

describe("a pipeline run", () => {
  it("is read from facts whose order of arrival was completed, in progress, queued", () => {
    const facts = [
      run(10, "queued"),
      run(20, "running", { commitSha: "ABCDEF1" }),
      run(30, "succeeded", { url: "https://ci.example/1" }),
    ];
    expect(readRun(facts)).toMatchObject({
      state: "succeeded",
      queuedAt: 10,
      startedAt: 20,
      finishedAt: 30,
      commitSha: "abcdef1",
      url: "https://ci.example/1",
      stages: [],
    });
  });

  it("has stages, each attempt its own", () => {
    const facts = [
      run(1, "running"),
      stage(2, "unit#1", "running"),
      stage(3, "unit#1", "failed"),
      stage(4, "unit#2", "running"),
      stage(6, "unit#2", "succeeded"),
    ];
    expect(readRun(facts)?.stages.map(({ stageKey, state, startedAt }) => [stageKey, state, startedAt])).toEqual([
      ["unit#1", "failed", 2],
      ["unit#2", "succeeded", 4],
    ]);
  });

  it("is known from its stages alone, and not known to have ended", () => {
    expect(readRun([stage(2, "unit", "running"), stage(3, "unit", "succeeded")])).toMatchObject({
      name: "unit",
      state: "running",
      startedAt: 2,
      finishedAt: null,
    });
    expect(readRun([])).toBeNull();
  });
});

describe("a waterfall", () => {
  const bar = (
    key: string,
    kind: string,
    from: number | null,
    to: number | null,
    queued: number | null = null,
  ): WaterfallStage => ({
    key,
    name: key,
    kind,
    state: "succeeded",
    queuedAt: queued === null ? null : instant(queued * 1_000),
    startedAt: from === null ? null : instant(from * 1_000),
    finishedAt: to === null ? null : instant(to * 1_000),
    url: null,
  });

  it("shows waits between stages and names the longest", () => {
    const shown = waterfallOf([
      bar("deploy", "deploy", 100, 110),
      bar("build", "build", 0, 30),
      bar("test", "test", 20, 60),
    ]);
    expect(shown?.bars.map(({ key, durationMs }) => [key, durationMs])).toEqual([
      ["build", 30_000],
      ["test", 40_000],
      ["wait:deploy", 40_000],
      ["deploy", 10_000],
    ]);
    expect(shown).toMatchObject({ from: 0, to: 110_000, bottleneck: "test" });
  });

  it("counts an approval from when it was asked", () => {
    const shown = waterfallOf([bar("build", "build", 0, 10), bar("ok", "approve", 90, 95, 10)]);
    expect(shown?.bottleneck).toBe("ok");
    expect(shown?.bars.at(-1)).toMatchObject({ durationMs: 85_000 });
  });

  it("has no length for what runs, and lists what has no time", () => {
    const shown = waterfallOf([bar("build", "build", 0, null), bar("odd", "other", null, 9)]);
    expect(shown).toMatchObject({ bottleneck: null, withoutTimes: ["odd"] });
    expect(shown?.bars[0]).toMatchObject({ to: null, durationMs: null });
    expect(waterfallOf([bar("odd", "other", null, 9)])).toBeNull();
  });
});
