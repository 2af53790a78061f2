import { describe, expect, it } from "vitest";
import {
  type Benchmark,
  benchmarkReasons,
  coverageReason,
  mergeResults,
  type QualityFacts,
  type SuiteResult,
  testReasons,
} from "@/lib/gates/domain/quality";
import { instant } from "@/lib/kernel/instant";

/** Goal: results of a version pass, fail or are unknown; nothing known is never a pass. Method: tables. */

const result = (more: Partial<SuiteResult> = {}): SuiteResult => ({
  suite: "unit",
  passed: 10,
  failed: 0,
  coverageRatio: null,
  benchmarks: [],
  at: instant(1),
  ...more,
});
const facts = (results: readonly SuiteResult[], version: string | null = "1.0.0"): QualityFacts => ({
  version,
  results,
  owner: "Shop team",
  href: "/services/shop",
});
const speed = (value: number, more: Partial<Benchmark> = {}): Benchmark => ({
  name: "p95",
  value,
  limit: 100,
  unit: "ms",
  better: "lower",
  ...more,
});

describe("tests", () => {
  it.each<[string, readonly SuiteResult[], readonly string[], readonly string[]]>([
    ["that all passed pass", [result()], [], ["pass"]],
    ["of which one failed block", [result({ failed: 1 })], [], ["blocked"]],
    ["of two suites are told for each", [result(), result({ suite: "e2e", failed: 2 })], [], ["pass", "blocked"]],
    ["that nobody reported are unknown", [], [], ["unknown"]],
    ["that ran none are unknown", [result({ passed: 0 })], [], ["unknown"]],
    ["of a suite that is asked for and missing are unknown", [result()], ["e2e"], ["unknown", "pass"]],
    ["of which only coverage was said are unknown", [result({ passed: null, failed: null })], [], ["unknown"]],
  ])("%s", (_name, results, asked, states) => {
    expect(testReasons(facts(results), asked).map(({ state }) => state)).toEqual(states);
  });

  it("are unknown without a version", () => {
    expect(testReasons(facts([result()], null), [])).toMatchObject([
      { state: "unknown", nextAction: "Name the version." },
    ]);
  });
});

describe("coverage", () => {
  it.each<[number | null, string]>([
    [0.8, "pass"],
    [0.7999, "blocked"],
    [null, "unknown"],
  ])("of %s against 80 percent is %s", (coverageRatio, state) => {
    expect(coverageReason(facts([result({ coverageRatio })]), 80).state).toBe(state);
  });

  it("is that of the suite that covers most, and never reads as if it met what it misses", () => {
    const results = [result({ coverageRatio: 0.4 }), result({ suite: "all", coverageRatio: 0.79999 })];
    expect(coverageReason(facts(results), 80).sentence).toBe(
      "79.9 % of 1.0.0 is covered, as “all” measured; 80 % is required.",
    );
  });
});

describe("benchmarks", () => {
  it.each<[string, Benchmark, string]>([
    ["at its limit", speed(100), "pass"],
    ["above its limit", speed(100.1), "blocked"],
    ["of which more is better, below its limit", speed(99, { better: "higher" }), "blocked"],
    ["of which more is better, at its limit", speed(100, { better: "higher" }), "pass"],
  ])("%s", (_name, benchmark, state) => {
    expect(benchmarkReasons(facts([result({ benchmarks: [benchmark] })]), [])).toMatchObject([{ state }]);
  });

  it("that are missing are unknown", () => {
    expect(benchmarkReasons(facts([result()]), []).map(({ state }) => state)).toEqual(["unknown"]);
    expect(benchmarkReasons(facts([result({ benchmarks: [speed(1)] })]), ["rps"]).map(({ state }) => state)).toEqual([
      "unknown",
      "pass",
    ]);
  });
});

describe("results that came apart", () => {
  it("are one for each suite: of tests, coverage and each benchmark what was said last", () => {
    const merged = mergeResults([
      result({ at: instant(3), passed: null, failed: null, coverageRatio: 0.9 }),
      result({ at: instant(1), failed: 3, benchmarks: [speed(90), speed(5, { name: "rps" })] }),
      result({ at: instant(2), passed: 13, benchmarks: [speed(70)] }),
      result({ suite: "e2e", at: instant(1) }),
    ]);
    expect(merged).toMatchObject([
      { suite: "e2e" },
      { suite: "unit", passed: 13, failed: 0, coverageRatio: 0.9, at: 3, benchmarks: [{ value: 5 }, { value: 70 }] },
    ]);
  });
});
