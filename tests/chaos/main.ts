import os from "node:os";
import { parseArgs } from "node:util";
import { type BenchResult, type Figure, figure, percentile, report } from "../bench/report";
import type { Fault, FaultResult } from "./fault";
import { faults } from "./faults";
import { type ChaosRig, createChaosRig } from "./rig";

const targetCount = 16;
/** In the whole table; a row asked for by its number gets all its trials. So the table takes about ten minutes. */
const trialsInTable = 4;
const usage = () =>
  `usage: npm run chaos -- --fault <${faults.map((fault) => fault.row).join("|")}> | --all [--json FILE] [--trials N]`;

function chosenFrom(values: { fault?: string; all?: boolean }): readonly Fault[] {
  if (values.all) return faults;
  const rows = new Set((values.fault ?? "").split(",").map(Number));
  return faults.filter((fault) => rows.has(fault.row));
}

/** A row of the fault table as figures: does its promise hold, and how long did recovery take. */
function figuresOf(fault: Fault, result: FaultResult, trials: number): Figure[] {
  const id = `row${fault.row}`;
  const note = `${fault.name}, n=${trials}`;
  const violated = figure({ id: `${id}.violations`, value: result.violations.length, unit: "", bar: 0, note });
  if (result.recoveryMs.length === 0) return [...result.figures, violated];
  const value = percentile(result.recoveryMs, 1);
  return [...result.figures, violated, figure({ id: `${id}.maxMs`, value, unit: "ms", bar: fault.barMs, note })];
}

/** A fault that breaks off has not held; the others are done all the same, on a rig of their own. */
async function runOne(fault: Fault, rig: ChaosRig, trials: number): Promise<FaultResult & { isBroken: boolean }> {
  try {
    await rig.heal(2);
    return { ...(await fault.run(rig, { trials })), isBroken: false };
  } catch (error) {
    const why = error instanceof Error ? error.message : "without saying why";
    return { violations: [`it broke off: ${why}`], recoveryMs: [], figures: [], raw: [], isBroken: true };
  }
}

async function runAll(chosen: readonly Fault[], trialsOf: (fault: Fault) => number): Promise<BenchResult> {
  const figures: Figure[] = [];
  const raw: Record<string, unknown>[] = [];
  let rig = await createChaosRig({ targets: targetCount });
  try {
    for (const fault of chosen) {
      const trials = trialsOf(fault);
      const startedMs = performance.now();
      const result = await runOne(fault, rig, trials);
      figures.push(...figuresOf(fault, result, trials));
      raw.push(...result.raw.map((sample) => ({ row: fault.row, ...sample })));
      const words = result.violations.length === 0 ? "holds" : `VIOLATED: ${result.violations.join("; ")}`;
      const tookSeconds = Math.round((performance.now() - startedMs) / 1_000);
      const load = os.loadavg()[0]?.toFixed(1);
      console.log(`row ${fault.row} ${fault.name}: ${words} (${tookSeconds} s, load ${load})`);
      if (!result.isBroken) continue;
      await rig.close();
      rig = await createChaosRig({ targets: targetCount });
    }
  } finally {
    await rig.close();
  }
  return { trials: Math.max(...chosen.map(trialsOf)), figures, raw };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      fault: { type: "string" },
      all: { type: "boolean" },
      json: { type: "string" },
      trials: { type: "string" },
    },
  });
  const chosen = chosenFrom(values);
  const given = values.trials === undefined ? null : Number(values.trials);
  if (chosen.length === 0 || (given !== null && !(Number.isInteger(given) && given > 0))) {
    console.error(usage());
    return 2;
  }
  const result = await runAll(
    chosen,
    (fault) => given ?? (values.all ? Math.min(fault.fullTrials, trialsInTable) : fault.fullTrials),
  );
  report("chaos", result, values.json ?? null);
  return result.figures.every((one) => one.bar === null || one.holds) ? 0 : 1;
}

process.exitCode = await main();
