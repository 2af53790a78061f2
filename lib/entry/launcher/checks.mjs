import { spawn } from "node:child_process";
import { createWriteStream, existsSync, mkdirSync, rmSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { failedInPlaywright, failedInVitest, readFailed } from "./failed-tests.mjs";
import { ensureBuild, letOthersFirst } from "./install.mjs";
import { makeMemoryDirectory } from "./memory-directory.mjs";
import { ensurePrerequisites } from "./prerequisites.mjs";
import { root } from "./runtime.mjs";
import { countPlaywright, countVitest, readCounts } from "./test-report.mjs";

const results = path.join(root, "test-results");
const bin = (...parts) => path.join(root, "node_modules", ...parts);
const tail = { maxChars: 40_000, maxLines: 250 };
const underWay = new Set();
/**
 * Who lets others go first, and how far. What waits for nothing real goes on in the time that tests leave; tests that compute go behind
 * those that run in real time.
 */
const { PRIORITY_BELOW_NORMAL, PRIORITY_LOW } = constants.priority;
const patience = new Map([
  ...["build", "typecheck", "knip", "architecture"].map((name) => [name, PRIORITY_LOW]),
  ["integration", PRIORITY_BELOW_NORMAL],
]);

/** A check that did not pass; `output` is what to show, `remark` what stands on its line, `failed` which tests it were. */
export class CheckFailed extends Error {
  constructor(counts, output, remark, failed = []) {
    super(remark ?? "failed");
    this.counts = counts;
    this.output = output;
    this.remark = remark;
    this.failed = failed;
  }
}

/** End what is running: somebody pressed Ctrl-C. */
export function interruptChecks() {
  for (const child of underWay) child.kill("SIGTERM");
}

/** Where temporary files of tests go, once one runs; null: where those of everything else go. */
let inMemory;

/** A developer's own settings must not reach the tests: they might name a database that is in use. */
function cleanEnvironment() {
  inMemory ??= { directory: makeMemoryDirectory() };
  const ours = /^(SIGNALBOX_|DATABASE_|PORT$|HOST$|NODE_ENV$)/;
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name))),
    ...(inMemory.directory === null ? {} : { TMPDIR: inMemory.directory }),
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

function node(name, args) {
  mkdirSync(results, { recursive: true });
  return new Promise((resolve) => {
    const log = createWriteStream(path.join(results, `${name}.log`), { flags: "a" });
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: cleanEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    if (patience.has(name)) letOthersFirst(child, patience.get(name));
    underWay.add(child);
    let output = "";
    const keep = (text) => {
      log.write(text);
      output = (output + text).slice(-tail.maxChars);
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    child.once("error", (error) => keep(`${error.message}\n`));
    child.once("close", (code) => {
      underWay.delete(child);
      log.end();
      resolve({ code: code ?? 1, output: output.split("\n").slice(-tail.maxLines).join("\n") });
    });
  });
}

/** A stage that is one yes or no. */
async function verdict(name, ...commands) {
  rmSync(path.join(results, `${name}.log`), { force: true });
  for (const args of commands) {
    const { code, output } = await node(name, args);
    if (code !== 0) throw new CheckFailed({ passed: 0, failed: 1, skipped: 0 }, output);
  }
  return { passed: 1, failed: 0, skipped: 0 };
}

async function tests(name, args, { count, list }) {
  const file = path.join(results, `${name}.json`);
  for (const old of [file, path.join(results, `${name}.log`)]) rmSync(old, { force: true });
  const { code, output } = await node(name, args(file));
  const counts = readCounts(file, count, code);
  if (counts.failed > 0) throw new CheckFailed(counts, output, countsInWords(counts), readFailed(file, list));
  return counts;
}

export function countsInWords({ passed, failed, skipped }) {
  return [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(", ");
}

function vitest(project) {
  const args = (file) => [
    bin("vitest", "vitest.mjs"),
    "run",
    "--config=tests/vitest.config.ts",
    `--project=${project}`,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ];
  return tests(project, args, { count: countVitest, list: failedInVitest });
}

function playwright() {
  const args = () => [bin("@playwright", "test", "cli.js"), "test", "--config=tests/playwright.config.ts"];
  return tests("e2e", args, { count: countPlaywright, list: failedInPlaywright });
}

async function once(work) {
  try {
    await work();
  } catch (error) {
    throw new CheckFailed({ passed: 0, failed: 1, skipped: 0 }, error.message);
  }
  return { passed: 1, failed: 0, skipped: 0 };
}

function typecheck() {
  const routes = existsSync(path.join(root, "app")) ? [[bin("next", "dist", "bin", "next"), "typegen"]] : [];
  // Each checker works out for itself what the others know; its four are more than a small machine has processors.
  return verdict("typecheck", ...routes, [bin("typescript-native", "bin", "tsc"), "--noEmit", "--checkers", "2"]);
}

/** Every stage by its name for `--only`. `needs` are run before it and without their success it cannot be. */
export const checks = {
  prerequisites: { label: "Chromium, HAProxy, Prometheus", run: () => once(ensurePrerequisites) },
  lint: {
    label: "Lint",
    run: () => verdict("lint", [bin("@biomejs", "biome", "bin", "biome"), "check", "."]),
  },
  typecheck: { label: "Types", run: typecheck },
  knip: {
    label: "Unused code and packages",
    run: () => verdict("knip", [bin("knip", "bin", "knip.js"), "--no-progress"]),
  },
  unit: { label: "Unit tests", run: () => vitest("unit") },
  architecture: { label: "Architecture tests", run: () => vitest("architecture") },
  integration: { label: "Integration and contract tests", run: () => vitest("integration"), needs: ["prerequisites"] },
  "real-time": { label: "Tests in real time", run: () => vitest("real-time"), needs: ["prerequisites"] },
  build: { label: "Build", run: () => once(() => ensureBuild(cleanEnvironment(), true)) },
  e2e: { label: "End-to-end tests", run: playwright, needs: ["prerequisites", "build"] },
};

/**
 * What runs after what; lanes of one row run beside each other. Tests in real time wait for most of theirs: the other tests with real parts
 * take what they leave, and what judges the sources, and the build, what both leave, each by its priority. End-to-end tests use the
 * whole machine. The build clears the folder into which types of routes are written, so that it comes before them.
 */
export const plan = [
  [["prerequisites"], ["lint", "unit"]],
  [["real-time"], ["integration"], ["build", "typecheck", "knip", "architecture"]],
  [["e2e"]],
];
