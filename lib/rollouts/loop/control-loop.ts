import type { Registry } from "prom-client";
import { type Instant, msBetween } from "@/lib/kernel/instant";
import type { Cancel } from "@/lib/platform/timers";
import { createFenceKeeper } from "./fence-keeper";
import { createHealthHub } from "./health-hub";
import { createIdleKeeper } from "./idle-keeper";
import { keepLeases } from "./lease-keeper";
import { createLoopCatalog } from "./loop-catalog";
import type { LoopContext } from "./loop-context";
import { createLoopMemory, type LoopMemory } from "./loop-memory";
import { createLoopMetrics } from "./loop-metrics";
import { type LoopParts, type LoopTarget, loopLimits } from "./loop-parts";
import { createOpenRollouts, type OpenRollouts } from "./open-rollouts";
import { createPasses, type Passes } from "./passes";
import type { LiveRollout } from "./rollout-tick";
import { createTakenBack } from "./taken-back";
import { createTargetLinks } from "./target-links";
import { createTelemetryHub } from "./telemetry-hub";
import { writeDown } from "./unsaved";

export interface ControlLoop {
  /** Stop ticking, let running passes end, give the shards to other workers. */
  stop(): Promise<void>;
  /** The shards that this worker may act for now. */
  shards(): number[];
}

/** What every part of the loop is handed; `memory` and `countOpen` come into being after it. */
function createContext(
  parts: LoopParts,
  registry: Registry,
  given: { onNews: (rolloutId: string) => void; memory: () => LoopMemory; countOpen: () => number },
): LoopContext {
  const { clock, timers, log } = parts;
  const metrics = createLoopMetrics(registry);
  // Keys begin with the rollout's id.
  const onNews = (key: string): void => given.onNews(key.split(":", 1)[0] ?? key);
  const leases = keepLeases({
    store: parts.leases,
    clock,
    timers,
    log,
    ttlMs: loopLimits.leaseTtlMs,
    roundMs: loopLimits.leaseRoundMs,
    onChange: (count) => metrics.shards.set(count),
  });
  return {
    parts,
    clock,
    log,
    metrics,
    leases,
    links: createTargetLinks(parts, clock, (term) => leases.saw(term)),
    telemetry: createTelemetryHub({ clock, timers, onNews }),
    health: createHealthHub({ clock, timers, checkHealth: parts.checkHealth, onNews }),
    takenBack: createTakenBack(),
    countOpen: given.countOpen,
    readBackMs: () => Math.min(loopLimits.restMaxMs, Math.max(loopLimits.restMs, given.countOpen())),
    // A thousand rollouts need no point a second each.
    sampleMs: () => Math.max(loopLimits.sampleMs, given.countOpen() * 5),
    keep: (progress) => given.memory().keep(progress),
    isDatabaseHere: () => given.memory().isDatabaseHere(),
  };
}

/** For how long a rollout has had no numbers; null when it has some. */
function blindForMs({ stored: { state } }: LiveRollout, now: Instant): number | null {
  return "blindSince" in state && state.blindSince !== null ? msBetween(state.blindSince, now) : null;
}

/**
 * The control loop: each tick it reads which rollouts of its shards are open and passes over those of which something is
 * new or due, side by side, so that a slow target delays nobody else. Level-triggered: whatever was missed is seen on the
 * next pass. When the database does not answer, it goes on with what it knows and may only lower exposure.
 */
export function startControlLoop(parts: LoopParts, registry: Registry): ControlLoop {
  const { clock, timers, log } = parts;
  const news = new Set<string>();
  const context = createContext(parts, registry, { onNews, memory: () => memory, countOpen: () => rollouts.count() });
  const catalog = createLoopCatalog(context);
  const passes: Passes = createPasses(context, catalog, news);
  const rollouts: OpenRollouts = createOpenRollouts({ context, catalog, isBusy: (id) => passes.isRunning(id) });
  const memory: LoopMemory = createLoopMemory(context, [() => catalog.read(), () => rollouts.read()]);
  const idle = createIdleKeeper(context);
  const fences = createFenceKeeper(context);
  let beatAtMs = Number.NEGATIVE_INFINITY;
  let lookedAroundAtMs = Number.NEGATIVE_INFINITY;
  let lastTickMs: number | null = null;
  let cancel: Cancel = () => undefined;
  let ticking: Promise<void> = Promise.resolve();
  let stopped = false;
  let isWoken = false;

  /** What is new is passed over at once, not with the next tick; what arrives together, together. */
  function onNews(rolloutId: string): void {
    news.add(rolloutId);
    if (isWoken || stopped) return;
    isWoken = true;
    timers.after(0, () => {
      isWoken = false;
      if (!stopped) for (const id of news) if (!rollouts.withId(id, passes.start)) news.delete(id);
    });
  }

  async function tick(): Promise<void> {
    const startedMs = clock.monotonicMs();
    await memory.refresh();
    for (const rollout of rollouts.mine()) passes.start(rollout);
    fences.keep(catalog.targets().values());
    if (startedMs - lookedAroundAtMs >= loopLimits.idlePollMs) {
      lookedAroundAtMs = startedMs;
      lookAround();
    }
    lastTickMs = clock.monotonicMs() - startedMs;
    if (startedMs - beatAtMs >= loopLimits.heartbeatMs && context.isDatabaseHere()) {
      beatAtMs = startedMs;
      beat();
    }
  }

  /** What needs no look at each tick: how many are blind, and the targets that no rollout moves. */
  function lookAround(): void {
    const blindMs = rollouts.mine().flatMap((rollout) => blindForMs(rollout, clock.now()) ?? []);
    context.metrics.blind.set(blindMs.length);
    context.metrics.blindSecondsMax.set(Math.max(0, ...blindMs) / 1_000);
    context.metrics.safeMode.set(context.leases.isSafeMode() ? 1 : 0);
    const busy = rollouts.busyTargets();
    const isIdle = (target: LoopTarget): boolean =>
      !busy.has(target.id) && context.leases.leaseOf(target.shard) !== null;
    if (context.isDatabaseHere()) void idle.keep([...catalog.targets().values()].filter(isIdle));
  }

  /** Say that this worker lives; write down what an earlier process did and could not write. */
  function beat(): void {
    const { workerId, hostName, journal, store } = parts;
    void store
      .saveHeartbeat({ workerId, hostName, shards: context.leases.shards(), lastTickMs })
      .catch((error: Error) => log.warn({ err: error }, "the heartbeat could not be written"));
    for (const entry of journal.open()) {
      if (!rollouts.isUnsaved(entry.rolloutId)) void writeDown(entry, context).catch(() => undefined);
    }
    context.metrics.journalWaiting.set(journal.open().length);
  }

  function run(plannedMs: number): void {
    if (stopped) return;
    context.metrics.tickLagSeconds.set(Math.max(0, clock.monotonicMs() - plannedMs) / 1_000);
    ticking = tick()
      .catch((error: Error) => {
        context.metrics.tickErrors.inc();
        log.error({ err: error }, "a tick failed");
      })
      .then(() => {
        const nextMs = Math.max(plannedMs + parts.tickMs, clock.monotonicMs());
        if (!stopped) cancel = timers.after(Math.max(0, nextMs - clock.monotonicMs()), () => run(nextMs));
      });
  }

  run(clock.monotonicMs());
  return {
    shards: () => context.leases.shards(),
    async stop() {
      stopped = true;
      cancel();
      const settled = Promise.allSettled([ticking.then(() => passes.settled()), idle.settled(), fences.settled()]);
      // What is under way usually ends at once. Whoever takes over waits no longer for it: with the leases gone nothing
      // more is begun here, and what was sent before is fenced.
      await Promise.race([
        settled,
        new Promise<void>((resolve) => timers.after(loopLimits.handoverPatienceMs, resolve)),
      ]);
      await context.leases.stop();
      await settled;
      await memory.flush().catch(() => undefined);
      rollouts.forgetAll();
      for (const key of context.telemetry.keys()) await context.telemetry.close(key);
      await context.links.closeAll();
      await parts.store.saveStopped(parts.workerId).catch(() => undefined);
    },
  };
}
