import type { Instant } from "@/lib/kernel/instant";
import type { GateReason } from "../port";

export interface Benchmark {
  readonly name: string;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
  readonly better: "lower" | "higher";
}

/** The newest thing that is known of one suite of a version. Null: it was not said, which is not 0. */
export interface SuiteResult {
  readonly suite: string;
  readonly passed: number | null;
  readonly failed: number | null;
  /** 0 to 1. */
  readonly coverageRatio: number | null;
  readonly benchmarks: readonly Benchmark[];
  readonly at: Instant;
}

/**
 * One result for each suite from everything that was reported, in any order: of tests, of coverage and of each benchmark what was said
 * last, since a pipeline may send them apart.
 */
export function mergeResults(reported: readonly SuiteResult[]): SuiteResult[] {
  const suites = Map.groupBy(
    reported.toSorted((left, right) => left.at - right.at),
    ({ suite }) => suite,
  );
  return [...suites.values()]
    .map((results) => results.reduce(merged))
    .sort((left, right) => (left.suite < right.suite ? -1 : 1));
}

function merged(earlier: SuiteResult, later: SuiteResult): SuiteResult {
  const hasTests = later.passed !== null || later.failed !== null;
  const { passed, failed } = hasTests ? later : earlier;
  const kept = earlier.benchmarks.filter(({ name }) => !later.benchmarks.some((one) => one.name === name));
  return {
    suite: later.suite,
    passed,
    failed,
    coverageRatio: later.coverageRatio ?? earlier.coverageRatio,
    benchmarks: [...kept, ...later.benchmarks],
    at: later.at,
  };
}

export interface QualityFacts {
  /** Null: nobody said which version. */
  readonly version: string | null;
  readonly results: readonly SuiteResult[];
  readonly owner: string;
  readonly href: string;
}

type Said = Pick<GateReason, "state" | "sentence" | "nextAction">;

function say(kind: string, { owner, href }: QualityFacts, said: Said): GateReason {
  return { kind, owner: said.state === "pass" ? null : owner, href, ...said };
}

function withoutVersion(kind: string, facts: QualityFacts): GateReason {
  const sentence = "This depends on the version, and none was named.";
  return say(kind, facts, { state: "unknown", sentence, nextAction: "Name the version." });
}

/** What tests say: each suite that was reported must have run and passed, and each that is asked for must have been reported. */
export function testReasons(facts: QualityFacts, asked: readonly string[]): GateReason[] {
  const { version, results } = facts;
  if (version === null) return [withoutVersion("tests", facts)];
  const ran = results.filter(({ passed, failed }) => passed !== null || failed !== null);
  const missing = asked.filter((suite) => !ran.some((one) => one.suite === suite));
  const nothing = ran.length === 0 && asked.length === 0;
  return [
    ...missing.map((suite) => unknownTests(facts, `No result of “${suite}” is known for ${version}.`)),
    ...(nothing ? [unknownTests(facts, `No test result is known for ${version}.`)] : []),
    ...ran.map((one) => suiteReason(facts, one)),
  ];
}

function unknownTests(facts: QualityFacts, sentence: string): GateReason {
  return say("tests", facts, { state: "unknown", sentence, nextAction: "Run the tests and send their results." });
}

function suiteReason(facts: QualityFacts, { suite, passed, failed }: SuiteResult): GateReason {
  const good = passed ?? 0;
  const bad = failed ?? 0;
  if (bad > 0) {
    const sentence = `${bad} of ${good + bad} tests of “${suite}” failed for ${facts.version}.`;
    return say("tests", facts, { state: "blocked", sentence, nextAction: "Mend what fails and send the new result." });
  }
  if (good === 0) return unknownTests(facts, `“${suite}” ran no test for ${facts.version}.`);
  const sentence = `${good === 1 ? "The one test" : `All ${good} tests`} of “${suite}” passed for ${facts.version}.`;
  return say("tests", facts, { state: "pass", sentence, nextAction: null });
}

/**
 * What coverage says. Suites measure different parts, and together they cover at least what the best of them does: that one is compared.
 */
export function coverageReason(facts: QualityFacts, minPercent: number): GateReason {
  const { version } = facts;
  if (version === null) return withoutVersion("coverage", facts);
  let best: { suite: string; percent: number } | null = null;
  for (const { suite, coverageRatio } of facts.results) {
    if (coverageRatio === null) continue;
    const percent = coverageRatio * 100;
    if (best === null || percent > best.percent) best = { suite, percent };
  }
  if (best === null) {
    const sentence = `No test coverage is known for ${version}; ${minPercent} % is required.`;
    return say("coverage", facts, { state: "unknown", sentence, nextAction: "Measure the coverage and send it." });
  }
  const measured = `${flooredPercent(best.percent)} % of ${version} is covered, as “${best.suite}” measured`;
  if (best.percent < minPercent) {
    const nextAction = "Test more of it, or have the requirement changed.";
    return say("coverage", facts, {
      state: "blocked",
      sentence: `${measured}; ${minPercent} % is required.`,
      nextAction,
    });
  }
  return say("coverage", facts, { state: "pass", sentence: `${measured}.`, nextAction: null });
}

/** Rounded down, so that what misses a limit never reads as if it met it. */
function flooredPercent(percent: number): string {
  return (Math.floor(percent * 10 + 1e-9) / 10).toString();
}

/** What performance benchmarks say: each against the limit that was sent with it, and each that is asked for must be there. */
export function benchmarkReasons(facts: QualityFacts, asked: readonly string[]): GateReason[] {
  const { version } = facts;
  if (version === null) return [withoutVersion("benchmark", facts)];
  const measured = facts.results.flatMap(({ benchmarks }) => benchmarks);
  const missing = asked.filter((name) => !measured.some((one) => one.name === name));
  const nothing = measured.length === 0 && asked.length === 0;
  const unknown = (sentence: string) =>
    say("benchmark", facts, { state: "unknown", sentence, nextAction: "Run the benchmark and send its value." });
  return [
    ...missing.map((name) => unknown(`The benchmark “${name}” was not measured for ${version}.`)),
    ...(nothing ? [unknown(`No benchmark was measured for ${version}.`)] : []),
    ...measured.map((one) => benchmarkReason(facts, one)),
  ];
}

function benchmarkReason(facts: QualityFacts, one: Benchmark): GateReason {
  const { name, value, limit, unit, better } = one;
  const isMet = better === "lower" ? value <= limit : value >= limit;
  const bound = better === "lower" ? "at most" : "at least";
  const words = unit === "" ? "" : ` ${unit}`;
  const sentence = `“${name}” is ${value}${words}; ${bound} ${limit}${words} is allowed.`;
  return isMet
    ? say("benchmark", facts, { state: "pass", sentence, nextAction: null })
    : say("benchmark", facts, { state: "blocked", sentence, nextAction: "Make it faster, or have its limit changed." });
}
