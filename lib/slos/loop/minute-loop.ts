import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { sendHint } from "@/lib/platform/stream/hints";
import type { Timers } from "@/lib/platform/timers";
import { minuteMs } from "../domain/minutes";
import { addMinutes, claimMeasurement } from "../minute-store";
import type { AlertObserver, MeasurementPort, TakeMinutes } from "../port";
import { evaluateObjectives } from "./evaluate-objectives";
import { measureMeters } from "./measure-meters";
import { measureMinutes } from "./measure-minutes";
import { createMinuteMemory, type MinuteMemory } from "./minute-memory";
import { sealHours } from "./seal-hours";

interface Given {
  readonly runtime: Runtime;
  readonly timers: Timers;
  readonly port: MeasurementPort;
  readonly observer: AlertObserver;
  /** Minutes of what counts itself; none by default. */
  readonly takeMinutes?: TakeMinutes;
  readonly registry: Registry;
}

/** How often a worker looks whether the minute has been measured; whoever comes first after its end does it for all. */
const lookMs = 5_000;
const transactionMs = 20_000;

interface Parts {
  readonly runtime: Pick<Runtime, "db">;
  readonly port: MeasurementPort;
  readonly memory: MinuteMemory;
  readonly observer?: AlertObserver;
  readonly takeMinutes?: TakeMinutes | undefined;
}

/**
 * Measure and evaluate once, in one transaction under a lock of the database. Null when another worker is at it. How many targets
 * told, and how many alert events there were.
 */
export function runMinute(
  { runtime, port, memory, observer, takeMinutes }: Parts,
  now: Instant,
): Promise<{ read: number; events: number } | null> {
  return runtime.db.$transaction(
    async (tx) => {
      const db = prismaExecutor(tx);
      if (!(await claimMeasurement(db))) return null;
      const read = (await measureMinutes(db, port, now)) + (await measureMeters(db, port, now));
      await addMinutes(db, (await takeMinutes?.(db, now)) ?? [], now);
      const events = await evaluateObjectives(db, memory, now, observer);
      await sealHours(db, now);
      await sendHint(db, { topic: "objective", id: "all", revision: 0 });
      return { read, events };
    },
    { timeout: transactionMs, maxWait: 2_000 },
  );
}

/**
 * Once a minute: read counters, write the minute, look at every objective. One transaction under a lock of the database, so that any
 * number of workers do it once. What fails is tried again at the next look; the minutes in between are unknown, never good.
 */
export function startMinuteLoop(given: Given): { stop(): Promise<void> } {
  const { runtime, timers, port, observer, takeMinutes, registry } = given;
  const metrics = loopMetrics(registry);
  const memory = createMinuteMemory();
  let doneMinute = 0;
  let isStopping = false;
  let cancel = timers.after(lookMs, () => void look());
  let running: Promise<void> = Promise.resolve();

  async function round(): Promise<void> {
    const now = runtime.clock.now();
    const minute = Math.floor(now / minuteMs);
    if (minute === doneMinute) return;
    const startedMs = performance.now();
    const done = await runMinute({ runtime, port, memory, observer, takeMinutes }, now);
    if (done === null) return;
    doneMinute = minute;
    metrics.read.set(done.read);
    metrics.events.inc(done.events);
    metrics.tookMs.observe(performance.now() - startedMs);
  }

  async function look(): Promise<void> {
    running = round().catch((error: unknown) => {
      metrics.failures.inc();
      runtime.log.warn({ err: error }, "a minute could not be measured; it is tried again");
    });
    await running;
    if (!isStopping) cancel = timers.after(lookMs, () => void look());
  }

  return {
    async stop() {
      isStopping = true;
      cancel();
      await running;
      await port.close();
    },
  };
}

function loopMetrics(registry: Registry) {
  const registers = [registry];
  return {
    read: new Gauge({ name: "signalbox_slo_targets_read", help: "Targets that told their minute.", registers }),
    events: new Counter({
      name: "signalbox_slo_alert_events_total",
      help: "Burn alerts fired, cleared, frozen.",
      registers,
    }),
    failures: new Counter({
      name: "signalbox_slo_round_failures_total",
      help: "Minutes that failed at first.",
      registers,
    }),
    tookMs: new Histogram({
      name: "signalbox_slo_round_ms",
      help: "How long a minute's round takes.",
      buckets: [10, 30, 100, 300, 1_000, 3_000, 10_000],
      registers,
    }),
  };
}
