import { Registry } from "prom-client";
import type { z } from "zod";
import { createEnvironment } from "@/lib/catalog/use-cases/create-environment";
import { createService } from "@/lib/catalog/use-cases/create-service";
import { composeLoop } from "@/lib/composition-loop";
import { startReleases } from "@/lib/composition-releases";
import type { ShopService } from "@/lib/demo/shop-service";
import { systemActor } from "@/lib/platform/auth/actor";
import { systemClock } from "@/lib/platform/clock";
import { createLoopPool } from "@/lib/platform/db/loop-pool";
import type { Call, UseCase } from "@/lib/platform/use-case";
import type { PlanTrainInput, TrainDetail } from "@/lib/releases/contract";
import { departTrain } from "@/lib/releases/use-cases/depart-train";
import { planTrain } from "@/lib/releases/use-cases/plan-train";
import { getTrain } from "@/lib/releases/use-cases/read-trains";
import type { PlanOverrides } from "@/lib/rollouts/contract";
import { startControlLoop } from "@/lib/rollouts/loop/control-loop";
import { createTemplate } from "@/lib/rollouts/use-cases/create-template";
import { setPolicy } from "@/lib/rollouts/use-cases/set-policy";
import { createTarget } from "@/lib/traffic/use-cases/create-target";
import { fenceToken, startHaproxy } from "./haproxy";
import { type Load, startLoad } from "./load";
import { createTestRuntime, type TestRuntime } from "./runtime";
import { startToyService } from "./toy-service";
import { until } from "./until";

const by: Call = { actor: systemActor("tests") };

/** One service of the train: two versions behind a HAProxy of its own, under load. */
export interface RigCar {
  readonly service: string;
  readonly canary: ShopService;
  readonly load: Load;
  readonly url: string;
}

/** A train of real services: real HAProxy, the real control loop, the real train loop, users. Close it. */
export interface TrainRig {
  readonly runtime: TestRuntime;
  readonly cars: readonly RigCar[];
  car(service: string): RigCar;
  run<I extends z.ZodType, O>(useCase: UseCase<I, O>, input: z.input<I>): Promise<O>;
  /** Plan a train of every service, each after the one before it, and send it off; answers its id. */
  depart(more?: Partial<PlanTrainInput>): Promise<string>;
  read(id: string): Promise<TrainDetail>;
  reach(id: string, wanted: (train: TrainDetail) => boolean, deadlineMs?: number): Promise<TrainDetail>;
  close(): Promise<void>;
}

export const stableVersion = "1.0.0";
export const carVersion = "1.1.0";

async function makeCar(run: TrainRig["run"], service: string, plan: PlanOverrides, ratePerSecond: number) {
  const [stable, canary] = await Promise.all(
    [stableVersion, carVersion].map((version) => startToyService({ version, service })),
  );
  if (!stable || !canary) throw new Error("two services were asked for");
  const haproxy = await startHaproxy({ slots: { a: [stable.port], b: [canary.port] } });
  await run(createService, { slug: service, name: service, tier: 1 });
  await run(setPolicy, { slug: service, template: "fast", overrides: plan, revision: 0 });
  await run(createTarget, {
    service,
    environment: "production",
    config: haproxy.target,
    secret: fenceToken,
    health: {
      urls: { a: [`${stable.url}/healthz`], b: [`${canary.url}/healthz`] },
      intervalMs: 500,
      timeoutMs: 500,
    },
    telemetry: [{ source: "target" }],
    live: { slot: "a", version: stableVersion },
  });
  const load = startLoad({ url: haproxy.url, ratePerSecond, maxRequests: 1_000_000 });
  const close = async (): Promise<void> => {
    await load.stop();
    await haproxy.close();
    await Promise.all([stable.close(), canary.close()]);
  };
  return { service, canary, load, url: haproxy.url, close };
}

export interface TrainRigOptions {
  readonly databaseUrl: string;
  /** In the order in which they move. */
  readonly services: readonly string[];
  readonly plan: PlanOverrides;
  readonly ratePerSecond?: number;
}

export async function createTrainRig(options: TrainRigOptions): Promise<TrainRig> {
  const { databaseUrl, services, plan } = options;
  const settings = { SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.0/8", SIGNALBOX_TICK_MS: "100" };
  const runtime = createTestRuntime({ databaseUrl, settings, overrides: { clock: systemClock } });
  const pool = createLoopPool(databaseUrl, runtime.log, 2_000);
  const run: TrainRig["run"] = (useCase, input) => useCase.run(input, by, runtime);
  await run(createEnvironment, { slug: "production", name: "Production", kind: "production", rank: 1 });
  await run(createTemplate, { slug: "fast", name: "Fast", plan: { strategy: "canary", steps: plan.steps ?? [] } });
  const cars: Awaited<ReturnType<typeof makeCar>>[] = [];
  for (const service of services) cars.push(await makeCar(run, service, plan, options.ratePerSecond ?? 40));
  const registry = new Registry();
  const loop = startControlLoop(composeLoop(runtime, pool), registry);
  const trains = startReleases(runtime, registry);
  const read = (id: string) => run(getTrain, { id });
  return {
    runtime,
    cars,
    run,
    read,
    car(service) {
      const found = cars.find((one) => one.service === service);
      if (!found) throw new Error(`there is no ${service}`);
      return found;
    },
    async depart(more = {}) {
      const { id, revision } = await run(planTrain, {
        name: "Spring",
        note: "Everything at once",
        cars: services.map((service, index) => ({
          service,
          version: carVersion,
          after: index === 0 ? [] : [services[index - 1] ?? ""],
        })),
        stops: [{ environment: "production" }],
        ...more,
      });
      await run(departTrain, { id, revision });
      return id;
    },
    reach: (id, wanted, deadlineMs = 60_000) =>
      until(
        `train ${id} as wanted`,
        async () => {
          const train = await read(id);
          return wanted(train) ? train : null;
        },
        { deadlineMs, everyMs: 100 },
      ).catch(async (error: Error) => {
        const train = await read(id);
        const log = train.events.map(({ at, kind, sentence }) => `${at} ${kind}: ${sentence}`).join("\n");
        const at = train.cars.map(
          ({ service, at: [here] }) => `${service.slug} ${here?.standing} ${here?.rollout?.phase}`,
        );
        throw new Error(
          `${error.message}; it is ${train.phase}: ${train.sentence}\n${at.join("; ")}\n${log}\n${JSON.stringify(train.stuck)}`,
        );
      }),
    async close() {
      await trains.stop();
      await loop.stop();
      await pool.end();
      await Promise.all(cars.map((car) => car.close()));
      await runtime.close();
    },
  };
}

/** Where the cars stand at the first stop, by service. */
export function standingsOf(train: TrainDetail): Record<string, string> {
  return Object.fromEntries(train.cars.map(({ service, at: [here] }) => [service.slug, here?.standing ?? ""]));
}
