import { hostname } from "node:os";
import type { Registry } from "prom-client";
import { pgExecutor } from "@/lib/platform/db/executor";
import { listOpenRollouts, loadRollouts, type StoredRollout } from "../rollout-store";
import { createHealthHub } from "./health-hub";
import { createIdleKeeper } from "./idle-keeper";
import type { LoopContext } from "./loop-context";
import { createLoopMetrics } from "./loop-metrics";
import { keepOwnership } from "./loop-ownership";
import { type LoopParts, type LoopSource, type LoopTarget, loopLimits } from "./loop-parts";
import { loadSources, loadTargets, saveHeartbeat, saveStopped } from "./loop-store";
import { prepare } from "./prepare";
import { isLostRace, type LiveRollout, tickRollout } from "./rollout-tick";
import { syncLines } from "./source-lines";
import { createTargetLinks } from "./target-links";
import { createTelemetryHub } from "./telemetry-hub";

export interface ControlLoop {
  /** Stop ticking, let running passes end, release the loop to another worker. */
  stop(): Promise<void>;
  isOwner(): boolean;
}

function createContext(parts: LoopParts, registry: Registry): LoopContext {
  const { runtime } = parts;
  return {
    parts,
    clock: runtime.clock,
    log: runtime.log,
    links: createTargetLinks(parts, runtime.clock),
    telemetry: createTelemetryHub(runtime.clock),
    health: createHealthHub(runtime),
    ownership: keepOwnership({ databaseUrl: parts.databaseUrl, clock: runtime.clock, log: runtime.log }),
    metrics: createLoopMetrics(registry),
    sampleMs: loopLimits.sampleMs,
  };
}

function newLive(stored: StoredRollout): LiveRollout {
  return {
    stored,
    judgeState: stored.judgeState,
    evidence: stored.latestEvidence,
    savedAtMs: Number.NEGATIVE_INFINITY,
    seenOnce: false,
    preparation: { running: false, result: { status: "pending" } },
  };
}

/**
 * The control loop: each tick it reads which rollouts are open and passes over each, side by side, so that a slow target
 * delays nobody else. Level-triggered: whatever was missed is seen on the next pass.
 */
export function startControlLoop(parts: LoopParts, registry: Registry): ControlLoop {
  const context = createContext(parts, registry);
  const db = pgExecutor(parts.pool);
  const live = new Map<string, LiveRollout>();
  const passes = new Map<string, Promise<void>>();
  const idle = createIdleKeeper(context);
  let targets = new Map<string, LoopTarget>();
  let sources = new Map<string, LoopSource>();
  let catalogReadAtMs = Number.NEGATIVE_INFINITY;
  let beatAtMs = Number.NEGATIVE_INFINITY;
  let lastTickMs: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function readCatalog(): Promise<void> {
    const nowMs = context.clock.monotonicMs();
    if (nowMs - catalogReadAtMs < loopLimits.catalogPollMs) return;
    targets = new Map((await loadTargets(db)).map((target) => [target.id, target]));
    sources = new Map((await loadSources(db)).map((source) => [source.slug, source]));
    catalogReadAtMs = nowMs;
    await syncLines(context, targets, sources);
  }

  /** Read again what changed; drop what ended. Answers the open rollouts, oldest first. */
  async function readRollouts(): Promise<LiveRollout[]> {
    const open = await listOpenRollouts(db);
    if (open.some((row) => !targets.has(row.targetId))) catalogReadAtMs = Number.NEGATIVE_INFINITY;
    const changed = open.filter(
      (row) => !passes.has(row.id) && live.get(row.id)?.stored.state.revision !== row.revision,
    );
    for (const stored of await loadRollouts(
      db,
      changed.map((row) => row.id),
    )) {
      const known = live.get(stored.id);
      if (known) known.stored = stored;
      else live.set(stored.id, newLive(stored));
    }
    const ids = new Set(open.map((row) => row.id));
    for (const id of live.keys()) if (!ids.has(id) && !passes.has(id)) forget(id);
    context.metrics.open.set(open.length);
    return open.flatMap((row) => live.get(row.id) ?? []);
  }

  function forget(rolloutId: string): void {
    live.delete(rolloutId);
    context.telemetry.forget(rolloutId);
    context.health.forget(rolloutId);
  }

  async function pass(rollout: LiveRollout, target: LoopTarget): Promise<void> {
    const end = context.metrics.tickSeconds.startTimer();
    try {
      await tickRollout(rollout, target, sources, context);
      const { state } = rollout.stored;
      if (state.phase === "preparing")
        void prepare(state, target, context, sources, rollout.preparation).catch((error: Error) =>
          context.log.warn({ err: error }, "preparation"),
        );
    } catch (error) {
      // After a lost race or a broken write, memory may be ahead of the row: read it again.
      forget(rollout.stored.id);
      if (!isLostRace(error)) {
        context.metrics.tickErrors.inc();
        context.log.error({ err: error, rolloutId: rollout.stored.id }, "a pass over a rollout failed");
      }
    } finally {
      end();
    }
  }

  function startPass(rollout: LiveRollout): void {
    const { id, targetId } = rollout.stored;
    const target = targets.get(targetId);
    if (!target || passes.has(id)) return;
    passes.set(
      id,
      pass(rollout, target).finally(() => passes.delete(id)),
    );
  }

  async function tick(): Promise<void> {
    const startedMs = context.clock.monotonicMs();
    await beat(startedMs);
    context.metrics.owned.set(context.ownership.isOwned() ? 1 : 0);
    if (!context.ownership.isOwned()) {
      for (const id of [...live.keys()]) forget(id);
      return;
    }
    await readCatalog();
    const open = await readRollouts();
    for (const rollout of open) startPass(rollout);
    const busy = new Set(
      open.filter((rollout) => rollout.stored.state.phase !== "queued").map((rollout) => rollout.stored.targetId),
    );
    void idle.keep([...targets.values()].filter((target) => !busy.has(target.id)));
    lastTickMs = context.clock.monotonicMs() - startedMs;
  }

  async function beat(nowMs: number): Promise<void> {
    if (nowMs - beatAtMs < loopLimits.heartbeatMs) return;
    beatAtMs = nowMs;
    await saveHeartbeat(db, {
      workerId: parts.workerId,
      hostName: hostname(),
      ownsLoop: context.ownership.isOwned(),
      lastTickMs,
    });
  }

  async function run(): Promise<void> {
    if (stopped) return;
    const dueMs = context.clock.monotonicMs() + parts.tickMs;
    await tick().catch((error: Error) => {
      context.metrics.tickErrors.inc();
      context.log.warn({ err: error }, "a tick failed");
    });
    if (!stopped) timer = setTimeout(run, Math.max(0, dueMs - context.clock.monotonicMs()));
  }

  void run();
  return {
    isOwner: () => context.ownership.isOwned(),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await Promise.allSettled([...passes.values(), idle.settled()]);
      for (const id of [...live.keys()]) forget(id);
      for (const key of context.telemetry.keys()) await context.telemetry.close(key);
      await context.links.closeAll();
      await saveStopped(db, parts.workerId).catch(() => undefined);
      await context.ownership.stop();
    },
  };
}
