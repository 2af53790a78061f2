import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { plusMs } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { sendHint } from "@/lib/platform/stream/hints";
import type { Timers } from "@/lib/platform/timers";
import { listWork, type Work } from "../check-read-model";
import { claimDue } from "../check-store";
import { journeyLimits } from "../domain/limits";
import { nextDue } from "../domain/schedule";
import { openSecrets } from "../open-secrets";
import type { JourneyParts } from "../port";
import { claimWanted, endRun, giveUpOld, insertStarted, type RunEnd } from "../run-store";
import { createBulkhead } from "./bulkhead";
import { orderMoments } from "./order-moments";
import { runJourney } from "./run-journey";

interface Given {
  readonly runtime: Runtime;
  readonly timers: Timers;
  readonly parts: JourneyParts;
  readonly registry: Registry;
  /** 0 to 1, for jitter. */
  readonly chance: () => number;
}

const lookMs = 1_000;
const room = { total: 64, perHost: 4 } as const;
/** Beyond its deadline a run belongs to a worker that is gone; without a place for so long it is given up. */
const goneAfterMs = journeyLimits.journeyDeadlineMs + 15_000;
const waitsAtMostMs = 60_000;

/**
 * Make journeys when they are due, asked for, or wanted by a rollout. Any number of workers: each run is claimed by one. It has nothing of
 * the control loop: not its connections, not its timers, not its way out; and each host has its own room.
 */
export function startSyntheticLoop({ runtime, timers, parts, registry, chance }: Given): { stop(): Promise<void> } {
  const metrics = loopMetrics(registry);
  const bulkhead = createBulkhead(room);
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const db = prismaExecutor(runtime.db);
  let look = Promise.resolve();
  let cancel = timers.after(lookMs, next);

  async function begin(work: Work): Promise<bigint | null> {
    const now = runtime.clock.now();
    if (work.runId !== null) return (await claimWanted(db, work.runId, now)) ? work.runId : null;
    const { id, intervalMs } = work.check;
    const nextAt = nextDue(work.dueAt, now, intervalMs, chance());
    if (!(await claimDue(db, { id, dueAt: work.dueAt, nextAt }))) return null;
    return insertStarted(db, { checkId: id, cause: "schedule", at: now });
  }

  async function make(work: Work): Promise<void> {
    const runId = await begin(work);
    if (runId === null) return;
    const { id, journey, secrets, slug } = work.check;
    const opened = openSecrets(runtime.secrets, { id, secrets });
    const end = opened ? await runJourney({ journey, secrets: opened }, parts, stopping.signal) : unreadable;
    await endRun(db, runId, end, runtime.clock.now());
    metrics.runs.inc({ outcome: end.outcome });
    if (end.durationMs !== null) metrics.tookMs.observe(end.durationMs);
    // What passes as always is seen when pages look again by themselves.
    if (work.runId !== null || end.outcome !== "passed")
      await sendHint(db, { topic: "synthetic", id: slug, revision: 0 });
  }

  async function round(): Promise<void> {
    const now = runtime.clock.now();
    await giveUpOld(db, { started: plusMs(now, -goneAfterMs), wanted: plusMs(now, -waitsAtMostMs), now });
    await orderMoments(db, now);
    for (const work of await listWork(db, {
      now,
      perHost: room.perHost,
      limit: room.total,
      fullHosts: bulkhead.fullHosts(),
    })) {
      const leave = bulkhead.enter(work.check.host);
      if (leave === null) continue;
      const made = make(work)
        .catch((error: unknown) => runtime.log.warn({ err: error, check: work.check.slug }, "a journey broke off"))
        .finally(() => {
          leave();
          running.delete(made);
        });
      running.add(made);
    }
    metrics.busy.set(bulkhead.size);
  }

  function next(): void {
    look = round().catch((error: unknown) => {
      runtime.log.warn({ err: error }, "synthetic checks could not be looked at; they are again in a second");
    });
    void look.then(() => {
      if (!stopping.signal.aborted) cancel = timers.after(lookMs, next);
    });
  }

  return {
    async stop() {
      stopping.abort();
      cancel();
      await look;
      await Promise.all(running);
    },
  };
}

const unreadable: RunEnd = {
  outcome: "not_run",
  durationMs: null,
  stepMs: [],
  failedStep: null,
  reason: "Its secrets cannot be read. Enter them again.",
  excerpt: null,
  status: null,
};

function loopMetrics(registry: Registry) {
  const registers = [registry];
  return {
    busy: new Gauge({ name: "signalbox_synthetic_running", help: "Journeys under way.", registers }),
    runs: new Counter({
      name: "signalbox_synthetic_runs_total",
      help: "Journeys that ended, by outcome.",
      labelNames: ["outcome"],
      registers,
    }),
    tookMs: new Histogram({
      name: "signalbox_synthetic_run_ms",
      help: "How long journeys take.",
      buckets: [30, 100, 300, 1_000, 3_000, 10_000, 60_000],
      registers,
    }),
  };
}
