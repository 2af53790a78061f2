import { Registry } from "prom-client";
import type { z } from "zod";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { composeLoop } from "@/lib/composition-loop";
import type { ShopService } from "@/lib/demo/shop-service";
import { systemActor } from "@/lib/platform/auth/actor";
import { systemClock } from "@/lib/platform/clock";
import { createLoopPool } from "@/lib/platform/db/loop-pool";
import type { Call, UseCase } from "@/lib/platform/use-case";
import type { RolloutDetail } from "@/lib/rollouts/api-contract";
import type { PlanOverrides } from "@/lib/rollouts/contract";
import { type ControlLoop, startControlLoop } from "@/lib/rollouts/loop/control-loop";
import { getRollout } from "@/lib/rollouts/use-cases/read-rollouts";
import { startRollout } from "@/lib/rollouts/use-cases/start-rollout";
import { createSource } from "@/lib/telemetry/use-cases/create-source";
import { startEdge } from "@/lib/traffic/adapters/edge/start-edge";
import type { TargetConfig } from "@/lib/traffic/contract";
import { createTarget } from "@/lib/traffic/use-cases/create-target";
import { fenceToken, type RunningHaproxy, startHaproxy } from "./haproxy";
import { startPrometheus, type TestPrometheus } from "./prometheus";
import { createTestRuntime, type TestRuntime } from "./runtime";
import { startToyService } from "./toy-service";
import { until } from "./until";

export interface RigOptions {
  readonly databaseUrl: string;
  readonly plane: "haproxy" | "edge";
  /** Scrape interval of a real Prometheus; none when absent. */
  readonly prometheusScrapeMs?: number;
  /** Sources of the target, in order of trust. Default: what there is. */
  readonly sources?: readonly ("prometheus" | "target")[];
  readonly cookie?: boolean;
  readonly tickMs?: number;
  readonly startLoop?: boolean;
  readonly serversPerSlot?: number;
}

export const edgeToken = "edge-token-of-the-tests-0123456789abcdef";
const by: Call = { actor: systemActor("tests") };

/** A whole small installation: two versions of a real service behind a real data plane, real metrics, the real control loop. */
export interface ReleaseRig {
  readonly runtime: TestRuntime;
  readonly url: string;
  readonly targetId: string;
  readonly config: TargetConfig;
  readonly stable: readonly ShopService[];
  readonly canary: readonly ShopService[];
  readonly prometheus: TestPrometheus | null;
  readonly haproxy: RunningHaproxy | null;
  readonly loop: ControlLoop | null;
  run<I extends z.ZodType, O>(useCase: UseCase<I, O>, input: z.input<I>): Promise<O>;
  /** Start a rollout of the canary version; answers its id. */
  ship(
    overrides?: PlanOverrides,
    more?: { version?: string; policy?: "queue" | "supersede" | "reject" },
  ): Promise<string>;
  read(id: string): Promise<RolloutDetail>;
  /** Wait until the rollout is as wanted. */
  reach(id: string, wanted: (rollout: RolloutDetail) => boolean, deadlineMs?: number): Promise<RolloutDetail>;
  startLoop(): ControlLoop;
  close(): Promise<void>;
}

interface Plane {
  readonly url: string;
  readonly config: TargetConfig;
  readonly haproxy: RunningHaproxy | null;
  close(): Promise<void>;
}

async function startPlane(
  options: RigOptions,
  stable: readonly ShopService[],
  canary: readonly ShopService[],
): Promise<Plane> {
  if (options.plane === "haproxy") {
    const slots = { a: stable.map((service) => service.port), b: canary.map((service) => service.port) };
    const haproxy = await startHaproxy({ slots, cookie: options.cookie ?? false });
    return { url: haproxy.url, config: haproxy.target, haproxy, close: () => haproxy.close() };
  }
  const upstreams = (services: readonly ShopService[]) => services.map((service) => service.url);
  const edge = await startEdge({
    admin: { host: "127.0.0.1", port: 0, token: edgeToken },
    services: [
      { name: "shop", listen: { host: "127.0.0.1", port: 0 }, slots: { a: upstreams(stable), b: upstreams(canary) } },
    ],
  });
  const config: TargetConfig = { kind: "edge", adminUrl: edge.adminUrl, service: "shop" };
  return { url: edge.serviceUrls.shop ?? "", config, haproxy: null, close: () => edge.close() };
}

async function startMetrics(options: RigOptions, services: readonly ShopService[]): Promise<TestPrometheus | null> {
  if (options.prometheusScrapeMs === undefined) return null;
  const targets = services.map((service) => ({ address: `127.0.0.1:${service.port}`, labels: {} }));
  return startPrometheus({ targets, scrapeIntervalMs: options.prometheusScrapeMs });
}

function startMany(version: string, count: number): Promise<ShopService[]> {
  return Promise.all(Array.from({ length: count }, () => startToyService({ version, service: "shop" })));
}

/** Build the rig. Close it. */
export async function createReleaseRig(options: RigOptions): Promise<ReleaseRig> {
  const settings = { SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.0/8", SIGNALBOX_TICK_MS: String(options.tickMs ?? 100) };
  const runtime = createTestRuntime({ databaseUrl: options.databaseUrl, settings, overrides: { clock: systemClock } });
  const count = options.serversPerSlot ?? 1;
  const [stable, canary] = await Promise.all([startMany("1.0.0", count), startMany("1.1.0", count)]);
  const plane = await startPlane(options, stable, canary);
  const prometheus = await startMetrics(options, [...stable, ...canary]);
  const pool = createLoopPool(options.databaseUrl, runtime.log, 2_000);
  const run: ReleaseRig["run"] = (useCase, input) => useCase.run(input, by, runtime);

  await run(createService, { slug: "shop", name: "Shop", tier: 1 });
  await run(createEnvironment, { slug: "production", name: "Production", kind: "production", rank: 1 });
  if (prometheus) {
    await run(createSource, {
      slug: "prom",
      name: "Prometheus",
      config: { kind: "prometheus", url: prometheus.url, absentSlot: "zero_when_up" },
    });
  }
  const sources = options.sources ?? (prometheus ? (["prometheus", "target"] as const) : (["target"] as const));
  const healthUrls = (services: readonly ShopService[]) => services.map((service) => `${service.url}/healthz`);
  const target = await run(createTarget, {
    service: "shop",
    environment: "production",
    config: plane.config,
    secret: plane.config.kind === "edge" ? edgeToken : fenceToken,
    health: { urls: { a: healthUrls(stable), b: healthUrls(canary) }, intervalMs: 500, timeoutMs: 500 },
    telemetry: sources.map((source) => ({ source: source === "prometheus" ? "prom" : "target" })),
    live: { slot: "a", version: "1.0.0" },
  });

  let loop: ControlLoop | null = null;
  const startLoop = (): ControlLoop => {
    loop = startControlLoop(composeLoop(runtime, pool), new Registry());
    return loop;
  };
  if (options.startLoop !== false) startLoop();

  const read = (id: string) => run(getRollout, { id });
  return {
    runtime,
    url: plane.url,
    targetId: target.id,
    config: plane.config,
    stable,
    canary,
    prometheus,
    haproxy: plane.haproxy,
    get loop() {
      return loop;
    },
    run,
    async ship(overrides, more) {
      const begun = await run(startRollout, {
        service: "shop",
        environment: "production",
        version: more?.version ?? "1.1.0",
        policy: more?.policy ?? "queue",
        ...(overrides ? { overrides } : {}),
      });
      return begun.id;
    },
    read,
    reach: (id, wanted, deadlineMs = 60_000) =>
      until(
        `rollout ${id} as wanted`,
        async () => {
          const rollout = await read(id);
          return wanted(rollout) ? rollout : null;
        },
        { deadlineMs, everyMs: 50 },
      ).catch(async (error: Error) => {
        const rollout = await read(id);
        const log = rollout.snapshots
          .map((snapshot) => `${snapshot.revision} ${snapshot.phase}: ${snapshot.sentence}`)
          .join("\n");
        throw new Error(
          `${error.message}; it is ${rollout.phase} [${rollout.pauseReasons}] ${rollout.sentence}\n${log}\n${JSON.stringify(rollout.evidence)}`,
        );
      }),
    startLoop,
    async close() {
      await loop?.stop();
      await pool.end();
      await Promise.all([
        plane.close(),
        prometheus?.stop(),
        ...[...stable, ...canary].map((service) => service.close()),
      ]);
      await runtime.close();
    },
  };
}
