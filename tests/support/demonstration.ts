import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Registry } from "prom-client";
import { composeDemo } from "@/lib/composition-demo";
import { composeLoop } from "@/lib/composition-loop";
import { findProgram } from "@/lib/demo/adapters/bound-process";
import type { ShipFault, ShipmentView } from "@/lib/demo/contract";
import { type Demonstration, startDemonstration } from "@/lib/demo/demonstration";
import { shipVersionJob } from "@/lib/demo/jobs";
import { asDemo } from "@/lib/demo/seed-catalog";
import { readDemo } from "@/lib/demo/use-cases/read-demo";
import { shipVersion } from "@/lib/demo/use-cases/ship-version";
import { systemClock } from "@/lib/platform/clock";
import { createLoopPool } from "@/lib/platform/db/loop-pool";
import { startBoss } from "@/lib/platform/jobs/boss";
import { bossJobs } from "@/lib/platform/jobs/jobs";
import { createLog } from "@/lib/platform/log";
import { startControlLoop } from "@/lib/rollouts/loop/control-loop";
import { programArguments } from "./bundled-programs";
import { fenceScript } from "./haproxy";
import { createTestRuntime, type TestRuntime } from "./runtime";
import { until } from "./until";

export interface DemoStart {
  readonly databaseUrl: string;
  /** Kept by the caller over a second start. */
  readonly dataDir: string;
  readonly plane: "haproxy" | "edge";
  readonly withFirstShow?: boolean;
}

/** The demonstration with a control loop beside it, as `npm start` runs them, on a database of a test. Close it. */
export interface RunningDemo {
  readonly runtime: TestRuntime;
  readonly demonstration: Demonstration;
  readonly failures: readonly string[];
  ship(service: string, fault: ShipFault): Promise<ShipmentView>;
  /** Wait until a shipment is as wanted. */
  reach(id: string, wanted: (shipment: ShipmentView) => boolean, deadlineMs?: number): Promise<ShipmentView>;
  close(): Promise<void>;
}

/** A data directory that `drop` removes. */
export async function createDataDir(): Promise<{ path: string; drop: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), "sbx-demo-"));
  return { path: folder, drop: () => rm(folder, { recursive: true, force: true }) };
}

function programsOf(plane: DemoStart["plane"]): { haproxy: string | null; prometheus: string | null } {
  if (plane === "edge") return { haproxy: null, prometheus: null };
  const searchPath = process.env.PATH ?? "";
  const programs = { haproxy: findProgram("haproxy", searchPath), prometheus: findProgram("prometheus", searchPath) };
  if (!programs.haproxy || !programs.prometheus) throw new Error("install haproxy and prometheus to run this test");
  return programs;
}

export async function startDemo(given: DemoStart): Promise<RunningDemo> {
  process.env.TSX_TSCONFIG_PATH = path.resolve(import.meta.dirname, "../../tsconfig.json");
  const boss = await startBoss(given.databaseUrl, createLog("test", "silent"), true);
  await boss.createQueue(shipVersionJob.name);
  const runtime = createTestRuntime({
    databaseUrl: given.databaseUrl,
    settings: {
      SIGNALBOX_DEMO: "1",
      SIGNALBOX_OUTBOUND_ALLOW_CIDRS: "127.0.0.1/32",
      SIGNALBOX_DATA_DIR: given.dataDir,
    },
    jobs: bossJobs(boss),
    overrides: { clock: systemClock },
  });
  const pool = createLoopPool(given.databaseUrl, runtime.log, 2_000);
  const loop = startControlLoop(composeLoop(runtime, pool), new Registry());
  const failures: string[] = [];
  const demonstration = await startDemonstration({
    runtime,
    boss,
    ...composeDemo({
      programs: programsOf(given.plane),
      fenceScript,
      serviceCommand: programArguments("lib/entry/demo-service.ts"),
    }),
    withFirstShow: given.withFirstShow ?? false,
    onFailure: (reason) => failures.push(reason),
  });
  const find = async (id: string): Promise<ShipmentView | undefined> =>
    (await asDemo(runtime, readDemo, {})).shipments.find((shipment) => shipment.id === id);
  return {
    runtime,
    demonstration,
    failures,
    ship: (service, fault) => asDemo(runtime, shipVersion, { service, fault }),
    reach: (id, wanted, deadlineMs = 50_000) =>
      until(
        `shipment ${id} as wanted`,
        async () => {
          const shipment = await find(id);
          return shipment && wanted(shipment) ? shipment : null;
        },
        { deadlineMs, everyMs: 100 },
      ).catch(async (error: Error) => {
        throw new Error(`${error.message}; it is ${JSON.stringify(await find(id))}; ${failures.join("; ")}`);
      }),
    async close() {
      await demonstration.close();
      await loop.stop();
      await pool.end();
      await boss.stop({ graceful: false, timeout: 1_000 });
      await runtime.close();
    },
  };
}
