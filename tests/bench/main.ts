import { parseArgs } from "node:util";
import { type BenchResult, report } from "./report";

export interface BenchOptions {
  /** How many trials per figure; null leaves it to the bench. */
  readonly trials: number | null;
}

type Bench = (options: BenchOptions) => Promise<BenchResult>;

/** Every bench by name. Loaded on demand, so that one bench does not need what another one does. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  ingest: async () => (await import("./ingest")).benchIngest,
  anomalies: async () => (await import("./anomalies")).benchAnomalies,
  insights: async () => (await import("./insights")).benchInsights,
  judge: async () => (await import("./judge")).benchJudge,
  loop: async () => (await import("./loop")).benchLoop,
  pages: async () => (await import("./pages")).benchPages,
  slos: async () => (await import("./slos")).benchSlos,
  permutation: async () => (await import("./permutation")).benchPermutation,
  releases: async () => (await import("./releases")).benchReleases,
  rollback: async () => (await import("./rollback")).benchRollback,
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "string" }, trials: { type: "string" } },
  });
  const name = positionals[0] ?? "";
  const load = Object.hasOwn(benches, name) ? benches[name] : undefined;
  const trials = values.trials === undefined ? null : Number(values.trials);
  if (load === undefined || (trials !== null && !(Number.isInteger(trials) && trials > 0))) {
    console.error(`usage: npm run bench -- <${Object.keys(benches).join("|")}> [--json FILE] [--trials N]`);
    return 2;
  }
  const bench = await load();
  const result = await bench({ trials });
  report(name, result, values.json ?? null);
  return result.figures.every((one) => one.bar === null || one.holds) ? 0 : 1;
}

process.exitCode = await main();
