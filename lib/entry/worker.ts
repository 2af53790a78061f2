import { createServer } from "node:http";
import { setFlagsFromString } from "node:v8";
import type { PgBoss } from "pg-boss";
import { collectDefaultMetrics, Registry } from "prom-client";
import { startClockLoop } from "@/lib/clocks/loop/clock-loop";
import { compose } from "@/lib/composition";
import { composeAlertObserver, startAlerts } from "@/lib/composition-alerts";
import { startAnalyticsJobs } from "@/lib/composition-analytics";
import { startCalendar } from "@/lib/composition-calendar";
import { startHistory } from "@/lib/composition-history";
import { composeRecordBuilder } from "@/lib/composition-insights";
import { composeLoop } from "@/lib/composition-loop";
import { startReleases } from "@/lib/composition-releases";
import { startReservationJobs } from "@/lib/composition-reservations";
import { startReviews } from "@/lib/composition-reviews";
import { composeMeasurement } from "@/lib/composition-slos";
import { startSynthetics } from "@/lib/composition-synthetics";
import { startWaiverJobs } from "@/lib/composition-waivers";
import { disposeDeliveriesJob } from "@/lib/ingest/jobs";
import { disposeOld } from "@/lib/ingest/loop/dispose-old";
import { type IntakeLoop, startIntakeLoop } from "@/lib/ingest/loop/intake-loop";
import { createIntakeMetrics } from "@/lib/ingest/loop/intake-metrics";
import type { IntakeParts } from "@/lib/ingest/loop/intake-parts";
import { startPollLoop } from "@/lib/ingest/loop/poll-loop";
import { currentSignalRegistry } from "@/lib/ingest/registry";
import { ConfigError } from "@/lib/platform/config/config";
import { inPgTransaction, prismaExecutor } from "@/lib/platform/db/executor";
import { createLoopPool, intakeLoop, type LoopPool } from "@/lib/platform/db/loop-pool";
import { cleanUp, housekeepingJob } from "@/lib/platform/jobs/housekeeping";
import { workOn } from "@/lib/platform/jobs/work";
import type { Runtime } from "@/lib/platform/runtime";
import { systemTimers } from "@/lib/platform/timers";
import { startControlLoop } from "@/lib/rollouts/loop/control-loop";
import type { LoopParts } from "@/lib/rollouts/loop/loop-parts";
import { registerTargetTests } from "@/lib/rollouts/loop/target-tests";
import { startMinuteLoop } from "@/lib/slos/loop/minute-loop";
import { takeRunMinutes } from "@/lib/synthetics/loop/take-minutes";

// Left alone, the heap grows to several times what is in it before it is cleaned: with two thousand rollouts beyond 512 MiB.
setFlagsFromString("--heap-growing-percent=100");

/** The worker process: the control loop, the slow path, and its own numbers on a port of their own. */
async function startJobs(boss: PgBoss, runtime: Runtime, pool: LoopPool, parts: LoopParts): Promise<void> {
  await workOn(boss, housekeepingJob, runtime.log, () => cleanUp(prismaExecutor(runtime.db)));
  await workOn(boss, disposeDeliveriesJob, runtime.log, async () => {
    const { deliveries } = await disposeOld(runtime);
    if (deliveries > 0) runtime.log.info({ deliveries }, "deliveries that were kept long enough were deleted");
  });
  await startAnalyticsJobs(boss, runtime);
  await startWaiverJobs(boss, runtime);
  await startReservationJobs(boss, runtime);
  await registerTargetTests(boss, { runtime, pool, openTarget: parts.openTarget });
}

function serveMetrics(registry: Registry, port: number | undefined, runtime: Runtime): () => void {
  if (port === undefined) return () => undefined;
  const server = createServer(async (request, response) => {
    if (request.url !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": registry.contentType }).end(await registry.metrics());
  });
  server.on("error", (error) => runtime.log.warn({ err: error }, "the metrics port is not available"));
  server.listen(port, runtime.config.HOST);
  return () => server.close();
}

/** Read signals, project them and ask for lost ones, beside the control loop and without its connections. */
function startIntake(runtime: Runtime, registry: Registry): IntakeLoop {
  const pool = createLoopPool(runtime.config.DATABASE_URL, runtime.log, 30_000, intakeLoop);
  const { ids, log, outbound, secrets } = runtime;
  const parts: IntakeParts = {
    registry: currentSignalRegistry(),
    ids,
    log,
    transaction: (work) => inPgTransaction(pool, work),
  };
  const reading = startIntakeLoop(parts, createIntakeMetrics(registry));
  const asking = startPollLoop({ ...parts, outbound, secrets, now: () => runtime.clock.now() });
  return {
    async stop() {
      await Promise.all([reading.stop(), asking.stop()]);
      await pool.end();
    },
  };
}

async function main(): Promise<void> {
  const { runtime, boss } = await compose("worker");
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const pool = createLoopPool(runtime.config.DATABASE_URL, runtime.log, 2_000);
  const parts = composeLoop(runtime, pool);
  const loop = startControlLoop(parts, registry);
  await startJobs(boss, runtime, pool, parts);
  const intake = startIntake(runtime, registry);
  const builder = composeRecordBuilder(runtime);
  builder.start();
  const history = await startHistory(boss, runtime);
  const port = composeMeasurement(parts, pool);
  const minutes = startMinuteLoop({
    ...{ runtime, timers: systemTimers, port, registry },
    observer: composeAlertObserver(runtime),
    takeMinutes: takeRunMinutes,
  });
  const clocks = startClockLoop(runtime, systemTimers);
  const reviews = await startReviews(boss, runtime, registry);
  const telling = await startAlerts(boss, runtime, registry);
  const synthetics = await startSynthetics(boss, runtime, registry);
  const trains = startReleases(runtime, registry);
  await startCalendar(boss, runtime, registry);
  const closeMetrics = serveMetrics(registry, runtime.config.SIGNALBOX_METRICS_PORT, runtime);
  runtime.log.info({ workerId: parts.workerId }, "worker ready");

  let stopping = false;
  async function stop(): Promise<void> {
    if (stopping) return;
    stopping = true;
    // The loop first: it hands over at once, the rest can take its time.
    await loop.stop();
    const others = [intake, history, minutes, clocks, builder, reviews, telling, synthetics, trains];
    await Promise.all(others.map((one) => one.stop()));
    closeMetrics();
    await boss.stop({ graceful: true, timeout: 3_000 });
    await pool.end();
    await runtime.db.$disconnect();
    await runtime.outbound.close();
    process.exit(0);
  }
  process.on("SIGTERM", () => void stop());
  process.on("SIGINT", () => void stop());
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
