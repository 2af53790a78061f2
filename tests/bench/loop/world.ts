import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { z } from "zod";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { buildPrograms, builtArguments } from "@/lib/entry/launcher/programs.mjs";
import { systemActor } from "@/lib/platform/auth/actor";
import { systemClock } from "@/lib/platform/clock";
import { freePort, startEmbeddedPostgres } from "@/lib/platform/db/embedded-postgres";
import { migrate } from "@/lib/platform/db/migrate";
import type { UseCase } from "@/lib/platform/use-case";
import type { PlanOverrides } from "@/lib/rollouts/contract";
import { startRollout } from "@/lib/rollouts/use-cases/start-rollout";
import { createSource } from "@/lib/telemetry/use-cases/create-source";
import { createTarget } from "@/lib/traffic/use-cases/create-target";
import { createTestRuntime } from "../../support/runtime";
import { until } from "../../support/until";
import { type Host, startHost } from "./hosts";
import type { MetricsAnswer, MetricsOrder } from "./metrics-host";
import type { PlaneAnswer, PlaneOrder } from "./plane-host";

/** One worker with many rollouts that bake at 10 %, on a real database, edges and a metrics source of their own processes. */
export interface LoopWorld {
  readonly services: readonly string[];
  readonly workerPid: number;
  readonly metrics: Host<MetricsOrder, MetricsAnswer>;
  readonly plane: Host<PlaneOrder, PlaneAnswer>;
  /** A number of the worker's own `/metrics`. */
  gauge(name: string): Promise<number>;
  countOf(phase: string): Promise<number>;
  /** Transitions that were written down so far. */
  countTransitions(): Promise<number>;
  close(): Promise<void>;
}

const token = "edge-token-of-the-bench-0123456789abcdef";
const by = { actor: systemActor("bench") };
const canaryPercent = 10;

/** Bakes for longer than any bench; errors decide, as by default. */
const plan: PlanOverrides = {
  steps: [
    { trafficPercent: canaryPercent, bakeMs: 3_600_000, approval: false, minRequests: 50 },
    { trafficPercent: 100, bakeMs: 60_000, approval: false, minRequests: 50 },
  ],
  triggers: { health: { enabled: false }, latency: { enabled: false } },
};

/** Build a world with so many rollouts under way. Close it. */
export async function createLoopWorld(options: { rollouts: number; scrapeMs: number }): Promise<LoopWorld> {
  const services = Array.from({ length: options.rollouts }, (_, index) => `shop-${String(index).padStart(4, "0")}`);
  const folder = await mkdtemp(path.join(tmpdir(), "sbx-loop-"));
  await chmod(folder, 0o755);
  const database = await startEmbeddedPostgres({ clusterDir: path.join(folder, "pg"), password: "bench" });
  const databaseUrl = database.urlOf("signalbox");
  await migrate(databaseUrl, path.resolve("prisma/migrations"));
  const metrics = startHost<MetricsOrder, MetricsAnswer>("tests/bench/loop/metrics-host.ts");
  const plane = startHost<PlaneOrder, PlaneAnswer>("tests/bench/loop/plane-host.ts");
  const { url } = await metrics.ask({ kind: "start", services, scrapeMs: options.scrapeMs });
  const { adminUrls, incarnations } = await plane.ask({ kind: "start", services, token, canaryPercent });
  const settings = { SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.0/8" };
  const runtime = createTestRuntime({ databaseUrl, settings, overrides: { clock: systemClock } });
  const run = <I extends z.ZodType, O>(useCase: UseCase<I, O>, input: z.input<I>) => useCase.run(input, by, runtime);
  const db = new pg.Pool({ connectionString: databaseUrl, max: 2 });

  await run(createEnvironment, { slug: "production", name: "Production", kind: "production", rank: 1 });
  await run(createSource, {
    slug: "prom",
    name: "Prometheus",
    config: { kind: "prometheus", url, durationMetric: null, absentSlot: "zero_when_up" },
  });
  const [first = ""] = services;
  await run(createService, { slug: first, name: first, tier: 1 });
  const target = await run(createTarget, {
    service: first,
    environment: "production",
    config: { kind: "edge", adminUrl: adminUrls[first] ?? "", service: first },
    secret: token,
    telemetry: [{ source: "prom" }],
    live: { slot: "a", version: "1.0.0" },
  });
  const port = await freePort();
  const worker = await startWorker({
    ...settings,
    NODE_ENV: "production",
    SIGNALBOX_LOG_LEVEL: "warn",
    SIGNALBOX_SECRET: runtime.config.SIGNALBOX_SECRET ?? "",
    SIGNALBOX_METRICS_PORT: String(port),
    SIGNALBOX_DATA_DIR: path.join(folder, "worker"),
    DATABASE_URL: databaseUrl,
  });
  const begun = await run(startRollout, {
    service: first,
    environment: "production",
    version: "1.1.0",
    policy: "reject",
    overrides: plan,
  });
  const countOf = async (phase: string): Promise<number> => {
    const { rows } = await db.query<{ n: number }>(
      "select count(*)::int as n from rollout where phase = $1::rollout_phase",
      [phase],
    );
    return rows[0]?.n ?? 0;
  };
  await until("the first rollout to bake", async () => (await countOf("baking")) === 1, { deadlineMs: 60_000 });
  const secretOf = (rowId: string): string => runtime.secrets.seal(token, { table: "target", column: "secret", rowId });
  await multiply(db, { services, adminUrls, incarnations, targetId: target.id, rolloutId: begun.id, secretOf });
  const countTransitions = async (): Promise<number> =>
    (await db.query<{ n: number }>("select count(*)::int as n from rollout_snapshot")).rows[0]?.n ?? 0;
  const gauge = (name: string): Promise<number> => gaugeOf(port, name);
  return { services, workerPid: worker.pid ?? 0, metrics, plane, gauge, countOf, countTransitions, close };

  async function close(): Promise<void> {
    worker.kill("SIGTERM");
    await new Promise((resolve) => worker.once("exit", resolve));
    await runtime.close();
    await db.end();
    await Promise.all([metrics.close(), plane.close()]);
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Original {
  readonly services: readonly string[];
  readonly adminUrls: Readonly<Record<string, string>>;
  readonly incarnations: Readonly<Record<string, string>>;
  readonly targetId: string;
  readonly rolloutId: string;
  secretOf(targetId: string): string;
}

/** Copies of the first service, its target and its rollout for all others, in one transaction. */
async function multiply(db: pg.Pool, original: Original): Promise<void> {
  const copies = original.services.slice(1).map((service) => ({
    service,
    adminUrl: original.adminUrls[service],
    incarnation: original.incarnations[service],
    secret: original.secretOf(`tgt_${service}`),
  }));
  const client = await db.connect();
  try {
    await client.query("begin");
    await client.query(
      'create temporary table copies on commit drop as select * from jsonb_to_recordset($1::jsonb) as c(service text, "adminUrl" text, incarnation text, secret text)',
      [JSON.stringify(copies)],
    );
    for (const statement of copySql)
      await client.query(
        statement,
        statement.includes("$2") ? [original.targetId, original.rolloutId] : [original.targetId],
      );
    await client.query("commit");
  } finally {
    client.release();
  }
}

const copySql = [
  `insert into service (id, slug, name, tier, updated_at)
   select 'svc_' || c.service, c.service, c.service, 1, now() from copies c where $1::text is not null`,
  `insert into version (id, service_id, name)
   select 'ver_' || c.service || v.name, 'svc_' || c.service, v.name from copies c, version v
   where v.service_id = (select service_id from target where id = $1)`,
  `insert into target (id, service_id, environment_id, kind, config, secret, health, telemetry, updated_at, epoch)
   select 'tgt_' || c.service, 'svc_' || c.service, t.environment_id, t.kind,
     t.config || jsonb_build_object('adminUrl', c."adminUrl", 'service', c.service), c.secret, t.health, t.telemetry, now(), t.epoch
   from copies c, target t where t.id = $1`,
  `insert into target_slot (target_id, slot, version_id, is_live)
   select 'tgt_' || c.service, s.slot, 'ver_' || c.service || v.name, s.is_live
   from copies c, target_slot s left join version v on v.id = s.version_id where s.target_id = $1`,
  `insert into rollout (id, service_id, environment_id, target_id, strategy, stable_version, canary_version, phase, state,
     revision, pause_reasons, desired_share_percent, started_by, created_at, started_at)
   select 'rol_' || c.service, 'svc_' || c.service, r.environment_id, 'tgt_' || c.service, r.strategy, r.stable_version,
     r.canary_version, r.phase, r.state || jsonb_build_object('rolloutId', 'rol_' || c.service, 'incarnation', c.incarnation), r.revision,
     r.pause_reasons, r.desired_share_percent, r.started_by, r.created_at, r.started_at
   from copies c, rollout r where r.id = $2 and r.target_id = $1`,
  `insert into rollout_snapshot (rollout_id, revision, phase, events, sentence, actor_kind, actor_id, actor_name, evidence, state)
   select 'rol_' || c.service, s.revision, s.phase, s.events, s.sentence, s.actor_kind, s.actor_id, s.actor_name, s.evidence,
     s.state || jsonb_build_object('rolloutId', 'rol_' || c.service)
   from copies c, rollout_snapshot s, rollout r where s.rollout_id = $2 and r.id = $2 and r.target_id = $1`,
];

/** The worker as an installation runs it; resolves when it is ready. */
async function startWorker(settings: Readonly<Record<string, string>>): Promise<ChildProcess> {
  await buildPrograms();
  const worker = spawn(process.execPath, builtArguments("lib/entry/worker.ts"), {
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "inherit"],
  });
  worker.stdout?.on("data", (text: Buffer) => process.stderr.write(text));
  await until(
    "the worker to answer",
    () => gaugeOf(Number(settings.SIGNALBOX_METRICS_PORT), "signalbox_lease_shards"),
    {
      deadlineMs: 60_000,
    },
  );
  return worker;
}

async function gaugeOf(port: number, name: string): Promise<number> {
  const text = await fetch(`http://127.0.0.1:${port}/metrics`).then(
    (answer) => answer.text(),
    () => "",
  );
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, "m").exec(text)?.[1] ?? 0);
}
