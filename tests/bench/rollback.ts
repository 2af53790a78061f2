import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { systemClock } from "@/lib/platform/clock";
import { startEmbeddedPostgres } from "@/lib/platform/db/embedded-postgres";
import { migrate } from "@/lib/platform/db/migrate";
import { fetchThrough } from "@/lib/platform/http/fetch-outbound";
import { abortRollout } from "@/lib/rollouts/use-cases/abort-rollout";
import { createEdgeDoors } from "@/lib/traffic/adapters/edge-door";
import { createEdgeTarget } from "@/lib/traffic/adapters/edge-target";
import { createHaproxyTarget } from "@/lib/traffic/adapters/haproxy/haproxy-target";
import { fenceToken } from "../support/haproxy";
import { startLoad } from "../support/load";
import { createReleaseRig, edgeToken, type ReleaseRig, type RigOptions } from "../support/release-rig";
import { Random } from "./random";
import { type BenchResult, type Figure, figure, percentile } from "./report";
import { measureAfterAbort } from "./rollback/sticky-clients";
import { type Fault, runTrial, type TrialResult } from "./rollback/trial";
import { type Deviation, measureShares } from "./rollback/weights";

/**
 * From the first bad response to the last one that a user sees: real HAProxy, real Prometheus (scrape 1 s), 100 requests
 * a second, a canary with 10 %. Half of the versions are bad from their first request, half turn bad in the middle.
 */
const rigsSideBySide = 3;
const ratePerSecond = 100;

const isServerError = (answer: { status: number }): boolean => answer.status === 0 || answer.status >= 500;

const faults: Record<string, Fault> = {
  all500: { name: "all500", mayStartBad: true, faults: { errorRatio: 1 }, isBad: isServerError, deadlineMs: 30_000 },
  error5: { name: "error5", mayStartBad: true, faults: { errorRatio: 0.05 }, isBad: isServerError, deadlineMs: 90_000 },
  latency600: {
    name: "latency600",
    mayStartBad: true,
    faults: { extraLatencyMs: 600 },
    isBad: (answer) => answer.latencyMs > 500,
    deadlineMs: 90_000,
  },
  health: { name: "health", mayStartBad: false, faults: { healthy: false }, isBad: isServerError, deadlineMs: 30_000 },
};

interface Series {
  readonly id: string;
  readonly fault: Fault;
  readonly sources: RigOptions["sources"];
}

const series: readonly Series[] = [
  { id: "all500", fault: faults.all500!, sources: ["prometheus"] },
  { id: "all500.counters", fault: faults.all500!, sources: ["target"] },
  { id: "error5", fault: faults.error5!, sources: ["prometheus"] },
  { id: "latency600", fault: faults.latency600!, sources: ["prometheus"] },
  { id: "health", fault: faults.health!, sources: ["prometheus"] },
];

interface Databases {
  make(): Promise<string>;
  stop(): Promise<void>;
}

async function startDatabases(): Promise<Databases> {
  const parent = await mkdtemp(path.join(tmpdir(), "sbx-bench-"));
  // Started by root, PostgreSQL runs as another user, who must be able to enter.
  await chmod(parent, 0o755);
  const clusterDir = path.join(parent, "pg");
  const server = await startEmbeddedPostgres({ clusterDir, password: "bench", temporary: true });
  let count = 0;
  return {
    async make() {
      count += 1;
      const name = `bench_${count}`;
      const client = new pg.Client({ connectionString: server.adminUrlOf("postgres") });
      await client.connect();
      await client.query(`create database ${name} owner signalbox`);
      await client.end();
      await migrate(server.urlOf(name), path.resolve("prisma/migrations"));
      return server.urlOf(name);
    },
    stop: () => server.stop(),
  };
}

/** Run the trials of one series on one rig, one after the other. */
async function runOnRig(rig: ReleaseRig, one: Series, count: number, offset: number): Promise<TrialResult[]> {
  const random = new Random(7_919 * (offset + 1));
  const load = startLoad({ url: rig.url, ratePerSecond, maxRequests: 100_000 });
  const results: TrialResult[] = [];
  try {
    for (let index = 0; index < count; index += 1) {
      const latencyEnabled = one.sources?.includes("prometheus") ?? false;
      const trial = await runTrial(rig, load, one.fault, {
        fromStart: one.fault.mayStartBad && index % 2 === 1,
        latencyEnabled,
        jitterMs: random.next() * 1_000,
      });
      results.push(trial);
    }
  } finally {
    await load.stop();
  }
  return results;
}

async function runSeries(databases: Databases, one: Series, trials: number): Promise<TrialResult[]> {
  const perRig = Math.ceil(trials / rigsSideBySide);
  const runs = Array.from({ length: rigsSideBySide }, async (_, offset) => {
    const rig = await createReleaseRig({
      databaseUrl: await databases.make(),
      plane: "haproxy",
      prometheusScrapeMs: 1_000,
      ...(one.sources ? { sources: one.sources } : {}),
    });
    try {
      return await runOnRig(rig, one, perRig, offset);
    } finally {
      await rig.close();
    }
  });
  return (await Promise.all(runs)).flat();
}

function timesOf(results: readonly TrialResult[]): number[] {
  return results.map((result) => result.onsetToLastMs ?? (result.cause ? 0 : Number.POSITIVE_INFINITY));
}

const bars: Record<string, number> = {
  all500: 2_000,
  "all500.counters": 1_000,
  error5: 45_000,
  latency600: 45_000,
  health: 5_000,
};

function figuresOf(one: Series, results: readonly TrialResult[]): Figure[] {
  // A dead health check shows no bad response: what counts is when the version was out.
  const times =
    one.id === "health"
      ? results.map((result) => result.onsetToRolledBackMs ?? Number.POSITIVE_INFINITY)
      : timesOf(results);
  const errors = results.map((result) => result.userErrors);
  const note = `n=${results.length}, from first to last user-visible bad response`;
  return [
    figure({ id: `${one.id}.p50Ms`, value: percentile(times, 0.5), unit: "ms", note }),
    figure({ id: `${one.id}.p95Ms`, value: percentile(times, 0.95), unit: "ms", bar: bars[one.id] ?? null, note }),
    figure({ id: `${one.id}.maxMs`, value: percentile(times, 1), unit: "ms", note }),
    figure({
      id: `${one.id}.userErrors.p95`,
      value: percentile(errors, 0.95),
      unit: "answers",
      ...(one.id === "all500" ? { bar: 25 } : {}),
    }),
  ];
}

async function measureSticky(databases: Databases): Promise<Record<string, number>> {
  const rig = await createReleaseRig({
    databaseUrl: await databases.make(),
    plane: "haproxy",
    prometheusScrapeMs: 1_000,
    cookie: true,
  });
  const load = startLoad({ url: rig.url, ratePerSecond: 20, maxRequests: 2_000 });
  try {
    return await measureAfterAbort(rig, (id) => rig.run(abortRollout, { id, reason: "bench" }));
  } finally {
    await load.stop();
    await rig.close();
  }
}

async function measureWeights(databases: Databases): Promise<Deviation[]> {
  const found: Deviation[] = [];
  for (const plane of ["haproxy", "edge"] as const) {
    const rig = await createReleaseRig({ databaseUrl: await databases.make(), plane, startLoop: false });
    const now = systemClock.now;
    const config = rig.config;
    const target =
      config.kind === "haproxy"
        ? createHaproxyTarget({ config, fenceToken, now })
        : config.kind === "edge"
          ? createEdgeTarget({
              config,
              token: edgeToken,
              doors: createEdgeDoors(fetchThrough(rig.runtime.outbound)),
              now,
            })
          : null;
    if (target) found.push(...(await measureShares(plane, target, rig.url, "1.1.0")));
    await rig.close();
  }
  return found;
}

/** `npm run bench -- rollback`. */
export async function benchRollback(options: { readonly trials: number | null }): Promise<BenchResult> {
  const trials = options.trials ?? 30;
  const databases = await startDatabases();
  const figures: Figure[] = [];
  const raw: Record<string, unknown>[] = [];
  try {
    for (const one of series) {
      const startedMs = performance.now();
      const results = await runSeries(databases, one, trials);
      figures.push(...figuresOf(one, results));
      raw.push(...results.map((result) => ({ series: one.id, ...result })));
      console.log(`${one.id}: ${results.length} trials in ${Math.round((performance.now() - startedMs) / 1_000)} s`);
    }
    const late = raw.reduce((sum, trial) => sum + Number(trial.canaryAfterMs ?? 0), 0);
    const sticky = await measureSticky(databases);
    const { before, ...after } = sticky;
    const stickyAfter = Object.values(after).reduce((sum, count) => sum + count, 0);
    figures.push(
      figure({
        id: "afterAbort.canaryResponses",
        value: late + stickyAfter,
        unit: "answers",
        bar: 0,
        note: `cookie, keep-alive, slow, websocket clients; ${before} canary answers before`,
      }),
    );
    const deviations = await measureWeights(databases);
    raw.push(...deviations.map((deviation) => ({ series: "weight", ...deviation })));
    figures.push(
      figure({
        id: "weight.maxDeviationPp",
        value: Math.max(...deviations.map((one) => Math.abs(one.seenPercent - one.setPercent))),
        unit: "pp",
        bar: 1,
        note: "HAProxy and edge, 7 shares, 1 000 requests each",
      }),
    );
  } finally {
    await databases.stop();
  }
  return { trials, figures, raw };
}
