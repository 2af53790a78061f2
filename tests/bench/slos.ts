import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { instant } from "@/lib/kernel/instant";
import { systemActor } from "@/lib/platform/auth/actor";
import { startEmbeddedPostgres } from "@/lib/platform/db/embedded-postgres";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { migrate } from "@/lib/platform/db/migrate";
import { getBudgetGate } from "@/lib/policies/use-cases/read-budget-policies";
import { runMinute } from "@/lib/slos/loop/minute-loop";
import { createMinuteMemory } from "@/lib/slos/loop/minute-memory";
import { sealHours } from "@/lib/slos/loop/seal-hours";
import { getObjective, listObjectives } from "@/lib/slos/use-cases/read-objectives";
import { standingNow } from "@/lib/slos/use-cases/read-standing";
import { createTestRuntime, type TestRuntime } from "@/tests/support/runtime";
import { scriptCounters } from "@/tests/support/scripted-counters";
import type { BenchOptions } from "./main";
import { type BenchResult, figure, percentile } from "./report";
import { generatePast, insertPolicy, targetIdOf } from "./slos/generated-past";

const minuteMs = 60_000;
const sizes = [200, 2_000, 5_000] as const;
const barred = 2_000;

interface Sample extends Readonly<Record<string, unknown>> {
  readonly what: "lag" | "page" | "gate" | "dark" | "list" | "standing";
  readonly objectives: number;
  readonly tookMs: number;
  /** Time that this process computed, without waiting for the database. */
  readonly cpuMs?: number;
}

/**
 * A minute's round over 200, 2000 and 5000 objectives with three days of minutes behind them, from reading the counters to the commit;
 * and the gate, the list and the page of an objective over 90 days. PostgreSQL is real, the minutes are generated in it, the counters are scripted.
 */
export async function benchSlos({ trials }: BenchOptions): Promise<BenchResult> {
  const rounds = trials ?? 20;
  const parent = await mkdtemp(path.join(tmpdir(), "sbx-bench-"));
  // Started by root, PostgreSQL runs as another user, who must be able to enter.
  await chmod(parent, 0o755);
  const server = await startEmbeddedPostgres({
    clusterDir: path.join(parent, "pg"),
    password: "bench",
    temporary: true,
  });
  try {
    const samples: Sample[] = [];
    for (const objectives of sizes) {
      const name = `bench_${objectives}`;
      const admin = new pg.Client({ connectionString: server.adminUrlOf("postgres") });
      await admin.connect();
      await admin.query(`create database ${name} owner signalbox`);
      await admin.end();
      await migrate(server.urlOf(name), path.resolve("prisma/migrations"));
      const runtime = createTestRuntime({ databaseUrl: server.urlOf(name), now: "2026-11-20T12:00:00Z" });
      try {
        samples.push(...(await measure(runtime, objectives, rounds)));
      } finally {
        await runtime.close();
      }
    }
    return { trials: rounds, figures: figuresOf(samples), raw: samples };
  } finally {
    await server.stop();
    await rm(parent, { recursive: true, force: true });
  }
}

async function measure(runtime: TestRuntime, objectives: number, rounds: number): Promise<Sample[]> {
  const startMs = runtime.clock.now();
  const targetIds = await generatePast(runtime.db, { objectives, untilMs: startMs, longDays: 90 });
  const counters = scriptCounters(targetIds, () => runtime.clock.now());
  const memory = createMinuteMemory();
  const samples: Sample[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const now = instant(startMs + round * minuteMs);
    runtime.setNow(now);
    for (const [index, targetId] of targetIds.entries()) counters.serve(targetId, 1_000, index % 10 === 0 ? 30 : 0);
    const begun = performance.now();
    await runMinute({ runtime, port: counters.port, memory }, now);
    // The first one reads three days: a worker that has just begun. It is on record, and not in the figure.
    const tookMs = performance.now() - begun;
    samples.push({ what: "lag", objectives, tookMs, isFirst: round === 0 });
  }
  await storeAllHours(runtime);
  const call = { actor: systemActor("bench") };
  const place = { service: "service-1", environment: "production" };
  const asked: [Sample["what"], () => Promise<unknown>][] = [
    ["gate", () => askGate(place, call, runtime, null)],
    ["list", () => listObjectives.run({}, call, runtime)],
    ["standing", () => askStanding(objectives, runtime)],
  ];
  if (objectives === barred) asked.push(["page", () => askPage(call, runtime)]);
  // Last: from here on the sources have told nothing for an hour.
  asked.push(["dark", () => askGate(place, call, runtime, "undetermined")]);
  for (const [what, ask] of asked) {
    if (what === "dark") runtime.setNow(instant(runtime.clock.now() + 60 * minuteMs));
    for (let round = 0; round < rounds; round += 1) {
      const [begun, used] = [performance.now(), process.cpuUsage()];
      await ask();
      const tookMs = performance.now() - begun;
      const { user, system } = process.cpuUsage(used);
      samples.push({ what, objectives, tookMs, cpuMs: (user + system) / 1_000 });
    }
  }
  return samples;
}

/** What an installation that has run for a while has stored: the rounds of the minute do this a bit at a time. */
async function storeAllHours(runtime: TestRuntime): Promise<void> {
  await insertPolicy(runtime.db);
  for (let round = 0; round < 1_000; round += 1) {
    const now = runtime.clock.now();
    const stored = await runtime.db.$transaction((tx) => sealHours(prismaExecutor(tx), now), { timeout: 60_000 });
    if (stored === 0) return;
  }
  throw new Error("storing hours does not come to an end");
}

/** The page must have drawn: a line of its own minutes, and what went after each deployment. */
async function askPage(call: Parameters<typeof getObjective.run>[1], runtime: TestRuntime): Promise<void> {
  const page = await getObjective.run({ slug: "objective-1" }, call, runtime);
  if (page.line.length < 100 || page.markers.length < 100) throw new Error("the page shows too little");
  if (page.markers.some(({ budgetUsedPercent }) => budgetUsedPercent === null))
    throw new Error("the page does not know what went after a deployment");
}

/** The gate must have looked: at three objectives, under a policy. */
async function askGate(
  place: { readonly service: string; readonly environment: string },
  call: Parameters<typeof getBudgetGate.run>[1],
  runtime: TestRuntime,
  verdict: "undetermined" | null,
): Promise<void> {
  const gate = await getBudgetGate.run(place, call, runtime);
  if (gate.policies.length !== 1 || gate.objectives.length !== 3) throw new Error("the gate did not look");
  if (gate.objectives.some(({ budgetLeftWorstPercent }) => budgetLeftWorstPercent === null))
    throw new Error("the gate knows no budget");
  if (verdict !== null && gate.verdict !== verdict) throw new Error(`the gate answers ${gate.verdict}`);
}

/** Every objective must have been counted. */
async function askStanding(objectives: number, runtime: TestRuntime): Promise<void> {
  const { total, noData } = await standingNow(runtime.db, runtime.clock.now());
  if (total < objectives || noData > 0)
    throw new Error(`${total} of ${objectives} were counted, ${noData} without data`);
}

function pageCpu(samples: readonly Sample[]): number {
  const pages = samples.filter(({ what }) => what === "page");
  return percentile(
    pages.map(({ cpuMs }) => cpuMs ?? Number.NaN),
    0.5,
  );
}

function figuresOf(samples: readonly Sample[]) {
  const p95 = (what: Sample["what"], objectives: number) =>
    percentile(
      samples
        .filter((one) => one.what === what && one.objectives === objectives && one.isFirst !== true)
        .map((one) => one.tookMs),
      0.95,
    );
  const first = samples.find((one) => one.objectives === barred && one.isFirst === true)?.tookMs ?? Number.NaN;
  return [
    figure({
      id: "evaluationLag2000.p95Ms",
      value: p95("lag", barred),
      unit: "ms",
      bar: 5_000,
      note: `${Math.round(first)} ms after a start`,
    }),
    figure({ id: "evaluationLag200.p95Ms", value: p95("lag", 200), unit: "ms" }),
    figure({ id: "evaluationLag5000.p95Ms", value: p95("lag", 5_000), unit: "ms" }),
    figure({
      id: "page90d.p95Ms",
      value: p95("page", barred),
      unit: "ms",
      bar: 300,
      note: `${90 * 1_440} minutes of ${targetIdOf(1)}, ${2 * 90} deployments`,
    }),
    figure({ id: "page90dCpu.p50Ms", value: pageCpu(samples), unit: "ms", note: "of which this process computed" }),
    figure({
      id: "gate.p95Ms",
      value: p95("gate", barred),
      unit: "ms",
      bar: 100,
      note: "3 objectives over 90 days, from stored sums",
    }),
    figure({
      id: "gateDark.p95Ms",
      value: p95("dark", barred),
      unit: "ms",
      note: "with the source down: undetermined",
    }),
    figure({ id: "gate200.p95Ms", value: p95("gate", 200), unit: "ms" }),
    figure({ id: "gate5000.p95Ms", value: p95("gate", 5_000), unit: "ms" }),
    figure({ id: "list200.p95Ms", value: p95("list", 200), unit: "ms", note: "the list of objectives" }),
    figure({
      id: "standing2000.p95Ms",
      value: p95("standing", barred),
      unit: "ms",
      note: "all of them, for a home page; made at most each 5 s",
    }),
    figure({ id: "list500.p95Ms", value: p95("list", 5_000), unit: "ms", note: "as many as the list shows" }),
  ];
}
