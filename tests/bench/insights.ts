import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { laneSources } from "@/lib/composition-insights";
import { importDeployments } from "@/lib/deployments/use-cases/import-deployments";
import { createRecordBuilder, type RecordBuilder } from "@/lib/insights/loop/record-builder";
import { getBuildState } from "@/lib/insights/use-cases/read-build-state";
import { getFigures } from "@/lib/insights/use-cases/read-figures";
import { getHealthBoard } from "@/lib/insights/use-cases/read-health";
import { listFigureRows } from "@/lib/insights/use-cases/read-rows";
import { rebuildRecords } from "@/lib/insights/use-cases/rebuild";
import type { TokenActor } from "@/lib/platform/auth/actor";
import { permissionsOf } from "@/lib/platform/auth/permissions";
import { startEmbeddedPostgres } from "@/lib/platform/db/embedded-postgres";
import { migrate } from "@/lib/platform/db/migrate";
import { setRuntime } from "@/lib/platform/runtime";
import type { Call } from "@/lib/platform/use-case";
import { createTestRuntime, type TestRuntime } from "@/tests/support/runtime";
import { until } from "@/tests/support/until";
import { type AttributionReport, scoreAttribution } from "./insights/attribution";
import { type GeneratedCounts, generateData } from "./insights/data-set";
import type { BenchOptions } from "./main";
import { type BenchResult, type Figure, figure, percentile } from "./report";

const bars = { queryMs: 300, freshnessMs: 2_000, rebuildSeconds: 600, attribution: 0.95 };
const size = { services: 200, versionsPerService: 625, days: 365 };
const defaultTrials = 40;

const admin: TokenActor = {
  kind: "token",
  id: "tok_bench",
  name: "bench",
  ownerId: null,
  roles: ["admin"],
  permissions: permissionsOf(["admin"]),
};
const call: Call = { actor: admin };

/**
 * Delivery figures at size: 200 services, 250 000 deployments, 1.5 million events in a real PostgreSQL. How long the first making of
 * all records takes, a full rebuild beside live pages, each question of the pages while lanes keep changing, and one event until a
 * figure shows it.
 */
export async function benchInsights({ trials }: BenchOptions): Promise<BenchResult> {
  const directory = await mkdtemp(path.join(tmpdir(), "signalbox-insights-"));
  const server = await startEmbeddedPostgres({
    clusterDir: path.join(directory, "cluster"),
    password: "bench",
    temporary: true,
  });
  const url = server.urlOf("signalbox");
  await migrate(url, path.resolve(import.meta.dirname, "../../prisma/migrations"));
  const runtime = createTestRuntime({ databaseUrl: url });
  setRuntime(runtime);
  try {
    return await measure(runtime, server.adminUrlOf("signalbox"), trials ?? defaultTrials);
  } finally {
    await runtime.close();
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

async function measure(runtime: TestRuntime, adminUrl: string, trials: number): Promise<BenchResult> {
  const now = Date.now();
  const [counts, generateMs] = await timed(() => generateData(adminUrl, { ...size, until: new Date(now - 3_600_000) }));
  say(`${counts.deployments} deployments, ${counts.events} events, ${counts.lanes} lanes in ${seconds(generateMs)} s`);
  const builder = createRecordBuilder({ db: runtime.db, log: runtime.log, sources: laneSources, pollMs: 250 });
  const [, firstMs] = await timed(() => drain(builder));
  say(`first records in ${seconds(firstMs)} s`);
  const rebuilt = await measureRebuild(builder);
  say(
    `rebuilt in ${seconds(rebuilt.tookMs)} s; ${rebuilt.emptyAnswers} of ${rebuilt.answers} answers meanwhile were empty`,
  );
  const [, coldMs] = await timed(() => getFigures.run(wholeYear, call));
  builder.start();
  const samples = await measureQueries(runtime, trials);
  const freshness = await measureFreshness(runtime, Math.max(10, Math.min(trials, 60)));
  await builder.stop();
  say("attribution of incidents on a generated truth set");
  const figures = figuresOf({ counts, firstMs, rebuilt, coldMs, samples, freshness, generateMs });
  return {
    trials,
    figures: [...figures, ...attributionFigures(scoreAttribution())],
    raw: [...samples.map((sample) => ({ ...sample })), ...freshness.map((ms) => ({ name: "freshness", ms }))],
  };
}

/** Until nothing waits any more. */
async function drain(builder: RecordBuilder): Promise<void> {
  while ((await builder.turn()) > 0);
}

interface Rebuilt {
  readonly tookMs: number;
  readonly answers: number;
  readonly emptyAnswers: number;
}

/** A whole new generation; a page is asked again and again meanwhile, and must never be empty. */
async function measureRebuild(builder: RecordBuilder): Promise<Rebuilt> {
  const { generation } = await rebuildRecords.run({ reason: "bench" }, call);
  const began = performance.now();
  let answers = 0;
  let emptyAnswers = 0;
  for (;;) {
    await builder.turn();
    const answer = await getFigures.run({ service: "service-7" }, call);
    answers += 1;
    if (answer.deploymentCount === 0) emptyAnswers += 1;
    const state = await getBuildState.run({}, call);
    if (state.generations.some((one) => one.id === generation && one.state === "current")) break;
  }
  return { tookMs: performance.now() - began, answers, emptyAnswers };
}

const wholeYear = { period: "12m", by: "service", granularity: "week", compare: "previous" } as const;

/** What pages ask. The as-of moment lies after the first making of the records and before nothing. */
const questions: Readonly<Record<string, () => Promise<unknown>>> = {
  "organisation, 6 months by week and service": () => getFigures.run({ by: "service", compare: "previous" }, call),
  "organisation, 12 months by week and service": () => getFigures.run(wholeYear, call),
  "organisation, 12 months by day and team": () =>
    getFigures.run({ period: "12m", granularity: "day", by: "team" }, call),
  "organisation, 24 months by quarter and tier": () =>
    getFigures.run({ period: "24m", granularity: "quarter", by: "tier" }, call),
  "all environments, 12 months by month": () =>
    getFigures.run({ period: "12m", granularity: "month", by: "environment", environment: "all" }, call),
  "another zone": () => getFigures.run({ period: "6m", zone: "Australia/Lord_Howe", by: "service" }, call),
  "a team, 12 months": () => getFigures.run({ period: "12m", team: "team-3", by: "service" }, call),
  "a service, 12 months by week": () =>
    getFigures.run({ period: "12m", service: "service-42", by: "environment" }, call),
  "as of a past moment": () =>
    getFigures.run({ period: "6m", by: "service", asOf: new Date(Date.now() - 1_000).toISOString() }, call),
  "home, 90 days": () => getFigures.run({ period: "90d", granularity: "month" }, call),
  "rows of lead time": () => listFigureRows.run({ measure: "lead_time", period: "12m" }, call),
  "rows of failures": () => listFigureRows.run({ measure: "change_failure_rate", show: "events", period: "12m" }, call),
  "release health": () => getHealthBoard.run({ hours: 168 }, call),
};

interface Sample {
  readonly name: string;
  readonly ms: number;
}

async function measureQueries(runtime: TestRuntime, trials: number): Promise<Sample[]> {
  runtime.setNow(Date.now());
  for (const ask of Object.values(questions)) await ask();
  const samples: Sample[] = [];
  for (let turn = 0; turn < trials; turn += 1) {
    runtime.setNow(Date.now());
    // Something changes between all questions, so that none is answered from where it was.
    await deploy(`turn-${turn}`, `service-${1 + (turn % size.services)}`);
    for (const [name, ask] of Object.entries(questions)) samples.push({ name, ms: (await timed(ask))[1] });
  }
  return samples;
}

async function deploy(ref: string, service: string): Promise<void> {
  const at = Date.now();
  const row = {
    service,
    environment: "production",
    version: `9.${ref}`,
    startedAt: new Date(at - 60_000).toISOString(),
    finishedAt: new Date(at - 1_000).toISOString(),
    externalRef: ref,
  };
  await importDeployments.run({ rows: [row] }, call);
}

/** From the moment a deployment is told until the figures of its service show it. */
async function measureFreshness(runtime: TestRuntime, trials: number): Promise<number[]> {
  const taken: number[] = [];
  for (let turn = 0; turn < trials; turn += 1) {
    runtime.setNow(Date.now());
    const service = `service-${1 + ((turn * 13) % size.services)}`;
    const before = (await getFigures.run({ service, period: "7d" }, call)).deploymentCount;
    const began = performance.now();
    await deploy(`fresh-${turn}`, service);
    await until("the figures of the service show it", async () => {
      runtime.setNow(Date.now());
      return (await getFigures.run({ service, period: "7d" }, call)).deploymentCount > before;
    });
    taken.push(performance.now() - began);
  }
  return taken;
}

interface Measured {
  readonly counts: GeneratedCounts;
  readonly generateMs: number;
  readonly firstMs: number;
  readonly rebuilt: Rebuilt;
  readonly coldMs: number;
  readonly samples: readonly Sample[];
  readonly freshness: readonly number[];
}

function figuresOf({ counts, firstMs, rebuilt, coldMs, samples, freshness }: Measured): Figure[] {
  const p95 = Object.keys(questions)
    .map((name) => ({
      name,
      ms: percentile(
        samples.filter((one) => one.name === name).map((one) => one.ms),
        0.95,
      ),
    }))
    .sort((a, b) => b.ms - a.ms);
  const [worst] = p95;
  return [
    figure({
      id: "query.p95Ms",
      value: worst?.ms ?? null,
      unit: "ms",
      bar: bars.queryMs,
      note: `worst question: ${worst?.name}`,
    }),
    ...p95.map(({ name, ms }) => figure({ id: `query.${slug(name)}.p95Ms`, value: ms, unit: "ms", note: name })),
    figure({
      id: "query.coldMs",
      value: coldMs,
      unit: "ms",
      note: "the first question to a process, 12 months of everything",
    }),
    figure({
      id: "freshness.p95Ms",
      value: percentile(freshness, 0.95),
      unit: "ms",
      bar: bars.freshnessMs,
      note: "import, builder, figure",
    }),
    figure({
      id: "rebuildSeconds",
      value: rebuilt.tookMs / 1_000,
      unit: "s",
      bar: bars.rebuildSeconds,
      note: `${counts.deployments} deployments, ${counts.events} events`,
    }),
    figure({
      id: "rebuild.emptyAnswers",
      value: rebuilt.emptyAnswers,
      unit: "answers",
      bar: 0,
      note: `of ${rebuilt.answers} asked meanwhile`,
    }),
    figure({ id: "firstBuildSeconds", value: firstMs / 1_000, unit: "s", note: `${counts.lanes} lanes` }),
    figure({ id: "deployments", value: counts.deployments, unit: "rows", bar: 250_000, direction: "min" }),
    figure({ id: "events", value: counts.events, unit: "rows", bar: 1_500_000, direction: "min" }),
  ];
}

/** How well incidents are put down to deployments, beside a rule of the field. */
function attributionFigures({ precision, recall, incidents, deployments, baseline }: AttributionReport): Figure[] {
  const bar = { unit: "", bar: bars.attribution, direction: "min" } as const;
  const note = `${incidents} incidents among ${deployments} deployments, on a seed that the rule was not set on`;
  return [
    figure({ id: "attribution.precision", value: precision, ...bar, note }),
    figure({ id: "attribution.recall", value: recall, ...bar }),
    figure({
      id: "attribution.baselineF1",
      value: baseline.f1,
      unit: "",
      note: "the last deployment of the project, DevLake's rule",
    }),
  ];
}

function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}

async function timed<Result>(work: () => Promise<Result>): Promise<[Result, number]> {
  const began = performance.now();
  const result = await work();
  return [result, performance.now() - began];
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(1);
}

function say(text: string): void {
  console.log(`insights: ${text}`);
}
