import { Counter, type Registry } from "prom-client";
import { instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import type { Timers } from "@/lib/platform/timers";
import { abandonedAfterMs } from "../domain/outbox";
import { listDueConnections, releaseAbandoned } from "../notice-store";
import type { ChannelOf } from "../port";
import { takeOverAcknowledgements } from "../use-cases/take-over-acknowledgements";
import { tellConnection } from "./tell-due";

const everyMs = 1_000;

export interface TellingParts {
  readonly runtime: Runtime;
  readonly timers: Timers;
  readonly channelOf: ChannelOf;
  readonly registry: Registry;
}

/**
 * Keep telling connections what waits for them. Each has a lane of its own, so that one which hangs keeps no other waiting, and none of it
 * keeps the evaluation waiting. Any number of workers may do it.
 */
export function startTelling({ runtime, timers, channelOf, registry }: TellingParts): { stop(): Promise<void> } {
  const attempts = new Counter({
    name: "signalbox_alert_attempts_total",
    help: "Attempts to tell somebody of an alert.",
    registers: [registry],
  });
  const failures = new Counter({
    name: "signalbox_alert_round_failures_total",
    help: "Rounds of telling alerts that failed on our side and are made again.",
    registers: [registry],
  });
  const lanes = new Map<string, Promise<void>>();
  let isStopping = false;
  let cancel = timers.after(everyMs, () => void look());
  let looking: Promise<void> = Promise.resolve();

  function failed(error: unknown): void {
    failures.inc();
    runtime.log.warn({ err: error }, "alerts could not be told; it is tried again");
  }

  function startLane(connectionId: string): void {
    const lane = tellConnection(runtime, channelOf, connectionId)
      .then((count) => attempts.inc(count), failed)
      .finally(() => lanes.delete(connectionId));
    lanes.set(connectionId, lane);
  }

  async function round(): Promise<void> {
    const db = prismaExecutor(runtime.db);
    const now = runtime.clock.now();
    await takeOverAcknowledgements(runtime);
    await releaseAbandoned(db, instant(now - abandonedAfterMs), now);
    for (const connectionId of await listDueConnections(db, now)) if (!lanes.has(connectionId)) startLane(connectionId);
  }

  async function look(): Promise<void> {
    looking = round().catch(failed);
    await looking;
    if (!isStopping) cancel = timers.after(everyMs, () => void look());
  }

  return {
    async stop() {
      isStopping = true;
      cancel();
      await looking;
      await Promise.all(lanes.values());
    },
  };
}
