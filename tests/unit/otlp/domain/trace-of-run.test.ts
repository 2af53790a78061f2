import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { type FinishedRun, mergeExports, traceOfRun } from "@/lib/otlp/domain/trace-of-run";

const hash = (text: string, bytes: number): string =>
  createHash("sha256")
    .update(text)
    .digest("hex")
    .slice(0, 2 * bytes);
const at = (seconds: number) => instant(1_700_000_000_000 + seconds * 1_000);
const run: FinishedRun = {
  subjectKey: "pipeline_run:jenkins:ci:shop#1",
  name: "shop",
  state: "failed",
  service: "checkout",
  environment: null,
  repository: null,
  commitSha: "abc",
  branch: "main",
  version: null,
  url: null,
  queuedAt: at(0),
  startedAt: at(10),
  finishedAt: at(100),
  stages: [
    {
      stageKey: "build",
      name: "Build",
      kind: "build",
      state: "succeeded",
      startedAt: at(10),
      finishedAt: at(40),
      url: null,
    },
    {
      stageKey: "test",
      name: "Test",
      kind: "test",
      state: "failed",
      startedAt: at(40),
      finishedAt: at(100),
      url: null,
    },
    {
      stageKey: "never",
      name: "Deploy",
      kind: "deploy",
      state: "cancelled",
      startedAt: null,
      finishedAt: null,
      url: null,
    },
  ],
};

describe("the trace of a run", () => {
  it("has a root, its time in the queue and its stages, and the same ids each time", () => {
    const spans = traceOfRun(run, hash).resourceSpans[0]?.scopeSpans[0]?.spans ?? [];
    expect(spans.map(({ name, status }) => [name, status.code])).toEqual([
      ["shop", 2],
      ["queue", 0],
      ["Build", 1],
      ["Test", 2],
    ]);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    expect(spans.slice(1).every(({ parentSpanId }) => parentSpanId === spans[0]?.spanId)).toBe(true);
    expect(spans[0]).toMatchObject({
      startTimeUnixNano: "1700000000000000000",
      endTimeUnixNano: "1700000100000000000",
    });
    expect(traceOfRun(run, hash)).toEqual(traceOfRun(run, hash));
    expect(spans[0]?.traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it("is one of several in a request", () => {
    const other = { ...run, subjectKey: "another", queuedAt: null };
    const merged = mergeExports([traceOfRun(run, hash), traceOfRun(other, hash)]);
    expect(merged.resourceSpans).toHaveLength(2);
  });
});
