import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { type BenchResult, figure, report } from "../bench/report";
import { plant, plantedBugs } from "./planted-bugs";
import { scheduleOf } from "./schedule";

const usage = `Usage: npm run simulate -- [--seeds N] [--first S] [--json FILE]   run N seeds, then look for the planted bugs
       npm run simulate -- --seed S                              run one seed and tell what happens
       npm run simulate -- --bug ID [--seeds N]                  look for one planted bug (${plantedBugs.map(({ id }) => id).join(", ")})
`;
const processCount = 2;
const savedIn = path.join(import.meta.dirname, "found");

interface Share {
  readonly seeds: number;
  readonly virtualMs: number;
  /** Failing seeds with the first law that each broke. */
  readonly failing: readonly { readonly seed: number; readonly violation: string }[];
}

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "10000" },
    first: { type: "string", default: "1" },
    seed: { type: "string" },
    bug: { type: "string" },
    json: { type: "string" },
    share: { type: "boolean", default: false },
  },
});
const seeds = Number(values.seeds);
const first = Number(values.first);

if (!Number.isInteger(seeds) || seeds < 1 || !Number.isInteger(first)) {
  console.error(usage);
  process.exit(2);
} else if (values.seed !== undefined) process.exit(await tell(Number(values.seed)));
else if (values.bug !== undefined) process.exit(await findBug(values.bug));
else if (values.share) process.exit(await runShare());
else process.exit(await runAll());

/** One seed, with everything that happens. A failing one is made as small as can be, and saved for the tests. */
async function tell(seed: number): Promise<number> {
  const { runSchedule } = await import("./world");
  const { shrink } = await import("./shrink");
  const say = (words: string): void => console.log(words);
  console.log(JSON.stringify(scheduleOf(seed), null, 1));
  const result = await runSchedule(scheduleOf(seed), { say });
  console.log(result.violations.length === 0 ? "every law holds" : result.violations.join("\n"));
  if (result.violations.length === 0) return 0;
  const { schedule, result: smallest } = await shrink(scheduleOf(seed), {});
  mkdirSync(savedIn, { recursive: true });
  const file = path.join(savedIn, `seed-${seed}.json`);
  writeFileSync(file, `${JSON.stringify({ law: smallest.violations[0], schedule }, null, 2)}\n`);
  console.log(`as small as can be, in ${path.relative(process.cwd(), file)}:\n${JSON.stringify(schedule, null, 1)}`);
  return 1;
}

/** Does the simulator find a bug that was put in on purpose? Stops at the first seed that shows it. */
async function findBug(id: string): Promise<number> {
  const bug = plantedBugs.find((one) => one.id === id);
  if (!bug) {
    console.error(usage);
    return 2;
  }
  const mustBePlanted = plant(bug);
  const { runSchedule } = await import("./world");
  mustBePlanted();
  for (let seed = first; seed < first + seeds; seed += 1) {
    const { violations } = await runSchedule(scheduleOf(seed), { planted: bug.world ?? {} });
    if (violations.length === 0) continue;
    console.log(JSON.stringify({ bug: id, seed, violation: violations[0] }));
    return 0;
  }
  console.log(JSON.stringify({ bug: id, seed: null, violation: null }));
  return 1;
}

/** A part of the seeds, in this process; the answer is one line of JSON. */
async function runShare(): Promise<number> {
  const { runSchedule } = await import("./world");
  const failing: { seed: number; violation: string }[] = [];
  let virtualMs = 0;
  for (let seed = first; seed < first + seeds; seed += 1) {
    const result = await runSchedule(scheduleOf(seed));
    virtualMs += result.virtualMs;
    if (result.violations[0]) failing.push({ seed, violation: result.violations[0] });
  }
  console.log(JSON.stringify({ seeds, virtualMs, failing } satisfies Share));
  return 0;
}

async function runAll(): Promise<number> {
  const startedMs = performance.now();
  const each = Math.ceil(seeds / processCount);
  const parts = Array.from({ length: processCount }, (_, index) => ({
    from: first + index * each,
    count: Math.min(each, seeds - index * each),
  })).filter(({ count }) => count > 0);
  const shares = await Promise.all(
    parts.map(({ from, count }) => ask<Share>(["--share", "--first", String(from), "--seeds", String(count)])),
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  const failing = shares.flatMap((share) => share.failing);
  for (const { seed, violation } of failing.slice(0, 20)) console.log(`seed ${seed}: ${violation}`);
  const found: Found[] = [];
  for (const { id } of plantedBugs) found.push(await ask<Found>(["--bug", id, "--seeds", "10000"]));
  for (const one of found)
    console.log(`planted ${one.bug}: ${one.seed === null ? "NOT FOUND" : `seed ${one.seed}, ${one.violation}`}`);
  const result = resultOf(shares, failing, found, seconds);
  report("simulate", result, values.json ?? null);
  return result.figures.every((one) => one.bar === null || one.holds) ? 0 : 1;
}

interface Found {
  readonly bug: string;
  readonly seed: number | null;
  readonly violation: string | null;
}

function resultOf(
  shares: readonly Share[],
  failing: Share["failing"],
  found: readonly Found[],
  seconds: number,
): BenchResult {
  const virtualHours = shares.reduce((sum, share) => sum + share.virtualMs, 0) / 3_600_000;
  const foundCount = found.filter(({ seed }) => seed !== null).length;
  return {
    trials: seeds,
    figures: [
      figure({
        id: "seeds",
        value: seeds,
        unit: "",
        bar: 10_000,
        direction: "min",
        note: `${virtualHours.toFixed(1)} h of virtual time`,
      }),
      figure({ id: "seconds", value: seconds, unit: "s", bar: 60, note: `${processCount} processes` }),
      figure({ id: "violations", value: failing.length, unit: "", bar: 0, note: "seeds that broke a law" }),
      figure({
        id: "plantedBugsFound",
        value: foundCount,
        unit: "",
        bar: plantedBugs.length,
        direction: "min",
        note: "each within 10 000 seeds",
      }),
      figure({ id: "plantedBugs", value: plantedBugs.length, unit: "" }),
    ],
    raw: found.map((one) => ({ ...one })),
  };
}

/** Run this file in a process of its own; its answer is the last line. */
function ask<Answer>(args: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? "", ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.on("error", reject);
    child.on("close", () => {
      const last = text.trim().split("\n").at(-1) ?? "";
      try {
        resolve(JSON.parse(last) as Answer);
      } catch {
        reject(new Error(`the simulator ended without an answer: ${text.slice(-500)}`));
      }
    });
  });
}
