import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { z } from "zod";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { systemActor } from "@/lib/platform/auth/actor";
import { systemClock } from "@/lib/platform/clock";
import { isDatabaseAway } from "@/lib/platform/db/database-errors";
import type { UseCase } from "@/lib/platform/use-case";
import type { PlanOverrides } from "@/lib/rollouts/contract";
import { startRollout } from "@/lib/rollouts/use-cases/start-rollout";
import { createSource } from "@/lib/telemetry/use-cases/create-source";
import { createTarget } from "@/lib/traffic/use-cases/create-target";
import { createTestRuntime, type TestRuntime } from "../support/runtime";
import { until } from "../support/until";
import { type ChaosDatabase, startChaosDatabase } from "./database";
import { type MetricsBoard, startMetricsBoard } from "./metrics-board";
import { type ChaosPlane, canaryVersion, edgeToken, stableVersion, startChaosPlane } from "./plane";
import { startWorker, type WorkerProcess } from "./worker-process";

/** A whole installation in which everything around the control loop can fail: real workers, database and data plane. */
export interface ChaosRig {
  readonly services: readonly string[];
  readonly database: ChaosDatabase;
  readonly plane: ChaosPlane;
  readonly board: MetricsBoard;
  /** A second source, which no fault of the first may touch. */
  readonly otherBoard: MetricsBoard;
  /** Those that were started and not replaced, dead or alive. */
  readonly workers: readonly WorkerProcess[];
  /** Dead workers are started again in their places, those beyond `count` end; resolves when they share the work. */
  ensureWorkers(count: number): Promise<void>;
  run<I extends z.ZodType, O>(useCase: UseCase<I, O>, input: z.input<I>, idempotencyKey?: string): Promise<O>;
  /** Start a rollout and wait until its canary bakes at 10 %; answers its id. */
  bake(service: string, overrides?: PlanOverrides): Promise<string>;
  /** Bakes on many services side by side: service to rollout. */
  bakeAll(services: readonly string[], wishes?: PlanWishes): Promise<ReadonlyMap<string, string>>;
  /** Which worker runs the rollouts of this service, by the database; null when it is none of ours. */
  ownerOf(service: string): Promise<WorkerProcess | null>;
  phaseOf(rolloutId: string): Promise<string>;
  /** Wait for a phase, by the database. */
  reach(rolloutId: string, phases: readonly string[], deadlineMs?: number): Promise<void>;
  /** Everything well again, no rollout left open. */
  heal(workers: number): Promise<void>;
  close(): Promise<void>;
}

interface PlanWishes {
  readonly source?: "board" | "other-board";
  readonly bakeMs?: number;
  readonly silenceMs?: number;
}

/** 10 % that bake for longer than any trial; the number on the board alone decides, at its first bad value. */
export function planOf(service: string, wishes: PlanWishes = {}): PlanOverrides {
  const { source = "board", bakeMs = 3_600_000, silenceMs = 10_000 } = wishes;
  const off = { enabled: false };
  return {
    steps: [
      { trafficPercent: 10, bakeMs, approval: false, minRequests: 1 },
      { trafficPercent: 50, bakeMs: 3_600_000, approval: false, minRequests: 1 },
      { trafficPercent: 100, bakeMs: 0, approval: false, minRequests: 1 },
    ],
    triggers: {
      health: off,
      errorRate: off,
      latency: off,
      burnRate: off,
      metrics: [
        { id: "number", sourceId: source, query: `/${service}`, failWhen: "above", limit: 0.5, failuresInARow: 1 },
      ],
    },
    silenceMs,
  };
}

/**
 * Sixteen rollouts begin at once and are no part of any fault. When the database is away for want of a connection, they are
 * asked for again as every client would, under the same key.
 */
async function askedAgain<O>(key: string, ask: (key: string) => Promise<O>, timesLeft = 5): Promise<O> {
  try {
    return await ask(key);
  } catch (error) {
    if (timesLeft === 0 || !isDatabaseAway(error)) throw error;
    return askedAgain(key, ask, timesLeft - 1);
  }
}

const by = { actor: systemActor("chaos") };
const openPhases = ["queued", "preparing", "shifting", "baking", "watching", "rolling_back"];

async function buildCatalog(
  run: ChaosRig["run"],
  plane: ChaosPlane,
  boards: Readonly<Record<string, MetricsBoard>>,
  services: readonly string[],
): Promise<void> {
  await run(createEnvironment, { slug: "production", name: "Production", kind: "production", rank: 1 });
  for (const [slug, { url }] of Object.entries(boards)) {
    await run(createSource, { slug, name: slug, config: { kind: "http_json", url } });
  }
  for (const service of services) {
    await run(createService, { slug: service, name: service, tier: 1 });
    await run(createTarget, {
      service,
      environment: "production",
      config: plane.configOf(service),
      secret: edgeToken,
      telemetry: [{ source: "target" }],
      live: { slot: "a", version: stableVersion },
    });
  }
}

/** Build the rig with so many targets. Close it. */
export async function createChaosRig({ targets }: { readonly targets: number }): Promise<ChaosRig> {
  const services = Array.from({ length: targets }, (_, index) => `shop-${index + 1}`);
  const folder = await mkdtemp(path.join(tmpdir(), "sbx-chaos-"));
  const [database, plane, board, otherBoard] = await Promise.all([
    startChaosDatabase(),
    startChaosPlane(services),
    startMetricsBoard(services),
    startMetricsBoard(services),
  ]);
  const settings = { SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.0/8" };
  const runtime: TestRuntime = createTestRuntime({
    databaseUrl: database.url,
    settings,
    overrides: { clock: systemClock },
  });
  const run: ChaosRig["run"] = (useCase, input, idempotencyKey) =>
    useCase.run(input, idempotencyKey === undefined ? by : { ...by, idempotencyKey }, runtime);
  await buildCatalog(run, plane, { board, "other-board": otherBoard }, services);
  const workers: WorkerProcess[] = [];

  const start = (index: number): Promise<WorkerProcess> =>
    startWorker({
      name: `worker ${index + 1}`,
      dataDir: path.join(folder, `worker-${index + 1}`),
      databaseUrl: database.url,
      settings: {
        ...settings,
        NODE_ENV: "production",
        SIGNALBOX_LOG_LEVEL: "info",
        SIGNALBOX_SECRET: runtime.config.SIGNALBOX_SECRET,
      },
    });

  async function ensureWorkers(count: number): Promise<void> {
    const places = Array.from({ length: count }, (_, index) => index);
    const next = await Promise.all(
      places.map(async (index) => {
        const known = workers[index];
        if (known?.isAlive()) return known;
        await known?.close();
        return start(index);
      }),
    );
    await Promise.all(workers.slice(count).map((worker) => worker.close()));
    workers.splice(0, workers.length, ...next);
    if (count > 0) await until("the workers to share the shards", () => areShared(count), { deadlineMs: 30_000 });
  }

  async function areShared(count: number): Promise<boolean> {
    const rows = await database.query<{ owner: string; held: number }>(
      "select owner, count(*)::int as held from loop_shard where lease_until > clock_timestamp() group by owner",
    );
    const ids = new Set(workers.map((worker) => worker.id));
    const sum = rows.reduce((total, row) => total + row.held, 0);
    return sum === 16 && rows.length === count && rows.every((row) => ids.has(row.owner));
  }

  async function ownerOf(service: string): Promise<WorkerProcess | null> {
    const rows = await database.query<{ owner: string }>(
      `select l.owner from loop_shard l join target t on (hashtext(t.id) & 15) = l.id
       join service s on s.id = t.service_id where s.slug = $1`,
      [service],
    );
    return workers.find((worker) => worker.id === rows[0]?.owner) ?? null;
  }

  async function phaseOf(rolloutId: string): Promise<string> {
    const rows = await database.query<{ phase: string }>("select phase::text from rollout where id = $1", [rolloutId]);
    return rows[0]?.phase ?? "gone";
  }

  const reach: ChaosRig["reach"] = async (rolloutId, phases, deadlineMs = 20_000) => {
    await until(
      `rollout ${rolloutId} to be ${phases.join(" or ")}`,
      async () => phases.includes(await phaseOf(rolloutId)),
      { deadlineMs, everyMs: 25 },
    ).catch(async (error: Error) => {
      const told = await database.query<{ sentence: string }>(
        "select phase || ': ' || sentence as sentence from rollout_snapshot where rollout_id = $1 order by revision",
        [rolloutId],
      );
      throw new Error([error.message, ...told.map((one) => one.sentence)].join("\n"));
    });
  };

  async function bake(service: string, overrides: PlanOverrides = planOf(service)): Promise<string> {
    const wanted = { service, environment: "production", version: canaryVersion, policy: "reject", overrides } as const;
    const begun = await askedAgain(randomUUID(), (key) => run(startRollout, wanted, key));
    await reach(begun.id, ["baking"], 30_000);
    return begun.id;
  }

  async function endOpenRollouts(): Promise<void> {
    for (const service of services) for (const source of [board, otherBoard]) source.set(service, 1);
    const countOpen = async (): Promise<number> =>
      (await database.query(`select 1 from rollout where phase::text = any($1)`, [openPhases])).length;
    await until("every rollout to end", async () => (await countOpen()) === 0, { deadlineMs: 30_000, everyMs: 50 });
    board.reset();
    otherBoard.reset();
  }

  return {
    services,
    database,
    plane,
    board,
    otherBoard,
    workers,
    ensureWorkers,
    run,
    bake,
    async bakeAll(chosen, wishes) {
      const ids = await Promise.all(chosen.map((service) => bake(service, planOf(service, wishes))));
      return new Map(chosen.map((service, index) => [service, ids[index] ?? ""]));
    },
    ownerOf,
    phaseOf,
    reach,
    async heal(count) {
      await database.start();
      plane.door.release();
      for (const proxy of [plane.admin, board.network, otherBoard.network, ...workers.map((worker) => worker.database)])
        proxy.set(null);
      for (const worker of workers) worker.signal("SIGCONT");
      await ensureWorkers(count);
      await endOpenRollouts();
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await runtime.close();
      await Promise.all([plane.close(), board.close(), otherBoard.close()]);
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
