import { describe, expect, it } from "vitest";
import type { Fact } from "@/lib/ingest/domain/fact";
import { objectionToFact, storableFact } from "@/lib/ingest/domain/fact-check";
import { instant } from "@/lib/kernel/instant";

const fact: Fact = {
  kind: "deployment",
  subjectKey: "deployment:push:ci:1",
  occurredAt: instant(1_763_000_000_000),
  progress: "running",
  service: "checkout",
  environment: "production",
  version: "1",
};

describe("objectionToFact", () => {
  it("has none to a plain fact", () => {
    expect(objectionToFact(fact)).toBeNull();
  });

  it.each([
    ["a time before 1990", { occurredAt: instant(-62_135_596_800_000) }],
    ["a time in seconds instead of milliseconds", { occurredAt: instant(1_763_000) }],
    ["a time after 2099", { occurredAt: instant(4_102_444_800_000) }],
    ["no subject", { subjectKey: "" }],
    ["a subject that no index holds", { subjectKey: "x".repeat(601) }],
    ["a name that no index holds", { service: "x".repeat(401) }],
  ])("objects to %s, in words", (_what, change) => {
    expect(objectionToFact({ ...fact, ...change } as Fact)).toMatch(/^A deployment .+\.$/);
  });
});

describe("storableFact", () => {
  it("replaces what the database cannot keep, at any depth, and leaves the rest", () => {
    const given = { ...fact, flags: ["a\0b", "\ud800"], nested: { "k\0": 1 } } as unknown as Fact;
    expect(storableFact(given)).toEqual({ ...fact, flags: ["a\uFFFDb", "\uFFFD"], nested: { "k\uFFFD": 1 } });
  });
});
