// npm test: from a bare clone to "N passed, N failed". `--only unit,lint` runs those stages (and what they need).
import { CheckFailed, checks, countsInWords, interruptChecks, plan } from "./launcher/checks.mjs";
import { failuresInWords } from "./launcher/failed-tests.mjs";
import { ensureClient, ensurePackages, interruptQuietly } from "./launcher/install.mjs";
import { mayInstall } from "./launcher/prerequisites.mjs";
import { ensureRuntime } from "./launcher/runtime.mjs";
import { createStages, seconds } from "./launcher/stages.mjs";
import { total } from "./launcher/test-report.mjs";

await ensureRuntime();

const startedAt = performance.now();
const wanted = wantedStages(process.argv.slice(2));
const stages = createStages();
/** @type {Map<string, import("./launcher/test-report.mjs").Counts>} */
const outcomes = new Map();
const failures = [];
/** @type {Map<string, Promise<void>>} */
const begun = new Map();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => {
    interruptChecks();
    interruptQuietly();
    process.stdout.write("\nInterrupted.\n");
    process.exit(130);
  });
}

process.stdout.write("\nSignalbox tests\n");
// Debian's packages and ours come from elsewhere, and wait for the network beside each other.
if (mayInstall && wanted.has("prerequisites")) begin("prerequisites");
try {
  await stages.run("Packages", ensurePackages);
  if (wanted.has("lint")) begin("lint");
  await stages.run("Database client", ensureClient);
} catch (error) {
  interruptQuietly();
  process.stdout.write(`\n${error.message}\n\n0 passed, 1 failed\n`);
  process.exit(1);
}
for (const row of plan) await Promise.all(row.map(runLane));
report();

function wantedStages(argv) {
  const at = argv.indexOf("--only");
  if (at < 0) return new Set(Object.keys(checks));
  const names = (argv[at + 1] ?? "").split(",").filter(Boolean);
  const unknown = names.filter((name) => !(name in checks));
  if (names.length === 0 || unknown.length > 0) {
    process.stderr.write(`--only takes some of: ${Object.keys(checks).join(",")}\n`);
    process.exit(2);
  }
  return new Set(names.flatMap((name) => [name, ...(checks[name].needs ?? [])]));
}

async function runLane(names) {
  for (const name of names) if (wanted.has(name)) await begin(name);
}

/** Run a check, once. */
function begin(name) {
  const run = begun.get(name) ?? runCheck(name);
  begun.set(name, run);
  return run;
}

async function runCheck(name) {
  const check = checks[name];
  const broken = (check.needs ?? []).filter((need) => outcomes.get(need)?.failed > 0);
  if (broken.includes("build")) {
    outcomes.set(name, { passed: 0, failed: 1, skipped: 0 });
    failures.push({ name, label: check.label, output: "There is no build.", failed: [] });
    stages.say(`✗ ${check.label} cannot run: there is no build.`);
    return;
  }
  let counts;
  try {
    await stages.run(check.label, async () => {
      counts = await check.run();
      return counts.passed + counts.skipped > 1 ? countsInWords(counts) : undefined;
    });
  } catch (error) {
    counts = error instanceof CheckFailed ? error.counts : { passed: 0, failed: 1, skipped: 0 };
    const output = error.output ?? error.stack ?? String(error);
    failures.push({ name, label: check.label, output, failed: error.failed ?? [] });
  }
  outcomes.set(name, counts);
}

function report() {
  for (const { name, label, output } of failures) {
    process.stdout.write(`\n──── ${label} (npm test -- --only ${name}) ────\n${output.trimEnd()}\n`);
  }
  const slowest = [...stages.finished].sort((a, b) => b.durationMs - a.durationMs).slice(0, 6);
  const where = slowest.map((stage) => `${stage.label} ${seconds(stage.durationMs)}`).join(", ");
  process.stdout.write(`\nTime: ${seconds(performance.now() - startedAt)} in all; ${where}\n`);
  const { passed, failed, skipped } = total([...outcomes.values()], { maySkip: process.env.CI !== "true" });
  if (skipped > 0)
    process.stdout.write(`${skipped} skipped${process.env.CI === "true" ? ", counted as failed" : ""}\n`);
  // Once more, in short: what was printed above is often lost by whoever reads only the end.
  if (failures.length > 0) process.stdout.write(`\n${failuresInWords(failures)}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
