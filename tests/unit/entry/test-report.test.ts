import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { countPlaywright, countVitest, readCounts, total } from "@/lib/entry/launcher/test-report.mjs";

const vitestReport = (overrides: object = {}) => ({
  numPassedTests: 5,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  success: true,
  testResults: [{ status: "passed", assertionResults: [{ status: "passed" }] }],
  ...overrides,
});

describe("countVitest", () => {
  test("passed, failed, skipped", () => {
    const report = vitestReport({ numFailedTests: 2, numPendingTests: 1, numTodoTests: 1, success: false });
    expect(countVitest(report)).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });

  test("a file that could not be imported is a failure though no test of it failed", () => {
    const report = vitestReport({ success: false, testResults: [{ status: "failed", assertionResults: [] }] });
    expect(countVitest(report).failed).toBe(1);
  });

  test("an error outside tests is a failure", () => {
    expect(countVitest(vitestReport({ success: false })).failed).toBe(1);
  });
});

describe("countPlaywright", () => {
  test("flaky is failed, and errors outside tests are failures", () => {
    const report = { stats: { expected: 7, unexpected: 1, flaky: 2, skipped: 3 }, errors: [{ message: "setup" }] };
    expect(countPlaywright(report)).toEqual({ passed: 7, failed: 4, skipped: 3 });
  });
});

describe("readCounts", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "signalbox-report-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const read = (report: object | undefined, exitCode: number) => {
    const file = path.join(directory, "report.json");
    if (report !== undefined) writeFileSync(file, JSON.stringify(report));
    return readCounts(file, countVitest, exitCode);
  };

  test("a clean run", () => expect(read(vitestReport(), 0)).toEqual({ passed: 5, failed: 0, skipped: 0 }));
  test("no report proves nothing", () => expect(read(undefined, 0).failed).toBe(1));
  test("no executed test proves nothing", () => expect(read(vitestReport({ numPassedTests: 0 }), 0).failed).toBe(1));
  test("an exit code counts when the report shows no failure", () => expect(read(vitestReport(), 1).failed).toBe(1));
});

describe("total", () => {
  const all = [
    { passed: 3, failed: 1, skipped: 2 },
    { passed: 1, failed: 0, skipped: 0 },
  ];
  test("skipped tests are told apart for a developer", () =>
    expect(total(all, { maySkip: true })).toEqual({ passed: 4, failed: 1, skipped: 2 }));
  test("and are failures in CI", () => expect(total(all, { maySkip: false }).failed).toBe(3));
});
