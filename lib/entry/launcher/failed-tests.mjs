import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { root } from "./runtime.mjs";

/**
 * A test that did not pass: where it stands ("tests/unit/a.test.ts" or "tests/e2e/a.spec.ts:12"), its full name, and what
 * it said, without colours.
 * @typedef {object} FailedTest
 * @property {string} place
 * @property {string} name
 * @property {string} message
 */

const limits = { linesEach: 40, testsInFull: 20 };
const outside = "what went wrong outside of tests";
const plain = (text) => stripVTControlCharacters(String(text ?? "")).trim();
const relative = (file) => (path.isAbsolute(file) ? path.relative(root, file) : file);

/**
 * The failed tests of a Vitest JSON report; a file that failed before any of its tests is one of them.
 * @returns {FailedTest[]}
 */
export function failedInVitest(report) {
  return (report.testResults ?? []).flatMap((file) => {
    const place = relative(file.name ?? "");
    const failed = file.assertionResults.filter(({ status }) => status === "failed");
    if (failed.length === 0 && file.status === "failed")
      return [{ place, name: "the file itself", message: plain(file.message) }];
    return failed.map(({ fullName, failureMessages }) => ({
      place,
      name: fullName,
      message: plain((failureMessages ?? []).join("\n")),
    }));
  });
}

/**
 * The failed tests of a Playwright JSON report, and what failed outside of them (the start of the installation).
 * @returns {FailedTest[]}
 */
export function failedInPlaywright(report) {
  const errors = (report.errors ?? []).map((error) => ({
    place: placeOf(error.location),
    name: outside,
    message: plain(error.message),
  }));
  return [...errors, ...(report.suites ?? []).flatMap((suite) => failedInSuite(suite, []))];
}

function failedInSuite(suite, above) {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === "unexpected" || status === "flaky")
      .map(({ results }) => ({
        place: placeOf({ file: spec.file, line: spec.line }),
        name: [...above, spec.title].join(" › "),
        message: plain(results.flatMap((result) => (result.errors ?? []).map(wordsOf)).join("\n")),
      })),
  );
  return [...own, ...(suite.suites ?? []).flatMap((inner) => failedInSuite(inner, [...above, inner.title]))];
}

function wordsOf({ message, location, snippet }) {
  return [message, ...(location ? [`at ${placeOf(location)}`] : []), ...(snippet ? [snippet] : [])].join("\n");
}

// Playwright names files of its tests below their folder, files of errors in full.
function placeOf(location) {
  if (!location?.file) return "";
  const file = path.isAbsolute(location.file) ? relative(location.file) : path.join("tests", "e2e", location.file);
  return `${file}:${location.line}`;
}

/**
 * The failed tests of the report that a run left; none when it left none.
 * @param {string} file
 * @param {(report: object) => FailedTest[]} list
 */
export function readFailed(file, list) {
  return existsSync(file) ? list(JSON.parse(readFileSync(file, "utf8"))) : [];
}

/**
 * Every failed test with its place and the first lines of what it said, to stand at the very end of a long run; beyond
 * twenty, only their names. A stage whose failure is no test's (lint, a run that broke off) shows its last lines.
 * @param {readonly { label: string, failed: readonly FailedTest[], output: string }[]} stages
 */
export function failuresInWords(stages) {
  const all = stages.flatMap(({ label, failed, output }) =>
    failed.length > 0
      ? failed.map((test) => ({ label, ...test, lines: firstLines(test.message) }))
      : [{ label, place: "", name: "", lines: lastLines(output) }],
  );
  if (all.length === 0) return "";
  const parts = all.map(({ label, place, name, lines }, index) => {
    const head = `✗ ${[label, place, name].filter(Boolean).join(" › ")}`;
    return index < limits.testsInFull ? [head, ...lines.map((line) => `    ${line}`), ""].join("\n") : head;
  });
  return `What failed:\n\n${parts.join("\n").trimEnd()}\n`;
}

function firstLines(text) {
  const lines = text.split("\n");
  const left = lines.length - limits.linesEach;
  return left > 0 ? [...lines.slice(0, limits.linesEach), `… ${left} more lines`] : lines;
}

const lastLines = (text) => plain(text).split("\n").slice(-limits.linesEach);
