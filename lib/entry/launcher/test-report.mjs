import { existsSync, readFileSync } from "node:fs";

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

const none = { passed: 0, failed: 0, skipped: 0 };

/**
 * Counts of a Vitest JSON report. A file that failed before any of its tests did (an import, a hook) counts as one
 * failure, and so does an error outside tests: neither shows among the tests.
 * @returns {Counts}
 */
export function countVitest(report) {
  const files = report.testResults ?? [];
  const brokenFiles = files.filter((file) => file.status === "failed" && !file.assertionResults.some(isFailed)).length;
  const failed = report.numFailedTests + brokenFiles;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && report.success === false ? 1 : failed,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

function isFailed(assertion) {
  return assertion.status === "failed";
}

/**
 * Counts of a Playwright JSON report. A test that passed only when tried again is a failure here.
 * @returns {Counts}
 */
export function countPlaywright(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky + (report.errors?.length ?? 0), skipped };
}

/**
 * Counts of the report that a run of tests should have left. No report, or a report without a single executed test, is one
 * failure: nothing was proven. So is an exit code that speaks of a failure the report does not show.
 * @param {string} file
 * @param {(report: object) => Counts} count
 * @param {number} exitCode
 * @returns {Counts}
 */
export function readCounts(file, count, exitCode) {
  if (!existsSync(file)) return { ...none, failed: 1 };
  const counts = count(JSON.parse(readFileSync(file, "utf8")));
  const proven = counts.passed + counts.failed > 0 && (exitCode === 0 || counts.failed > 0);
  return proven ? counts : { ...counts, failed: counts.failed + 1 };
}

/**
 * The sum, with what was skipped taken as failed where nothing may be skipped.
 * @param {readonly Counts[]} all
 * @param {{ maySkip: boolean }} rules
 */
export function total(all, { maySkip }) {
  const sum = (field) => all.reduce((so, counts) => so + counts[field], 0);
  const skipped = sum("skipped");
  return { passed: sum("passed"), failed: sum("failed") + (maySkip ? 0 : skipped), skipped };
}
