import type { LoopCatalog } from "./loop-catalog";
import type { LoopContext } from "./loop-context";
import { type LoopTarget, loopLimits } from "./loop-parts";
import { prepare } from "./prepare";
import { type LiveRollout, tickRollout } from "./rollout-tick";
import { isLostRace } from "./unsaved";

export interface Passes {
  /** Begin a pass over a rollout of which something is new or due, unless one is running. Never waits. */
  start(rollout: LiveRollout): void;
  isRunning(rolloutId: string): boolean;
  settled(): Promise<unknown>;
}

/** Passes over rollouts, side by side: one that waits for a slow target delays no other. */
export function createPasses(context: LoopContext, catalog: LoopCatalog, news: Set<string>): Passes {
  const { clock, log, metrics } = context;
  const running = new Map<string, Promise<void>>();

  async function pass(rollout: LiveRollout, target: LoopTarget): Promise<void> {
    const end = metrics.tickSeconds.startTimer();
    try {
      await tickRollout(rollout, target, catalog.sources(), context);
      prepareBeside(rollout, target);
    } catch (error) {
      // What a broken write did is not known, and after a lost race memory is behind: read the row again.
      rollout.mustRead = true;
      if (!isLostRace(error)) {
        metrics.tickErrors.inc();
        log.error({ err: error, rolloutId: rollout.stored.id }, "a pass over a rollout failed");
      }
    } finally {
      end();
      rollout.dueAtMs = clock.monotonicMs() + restMsOf(rollout);
    }
  }

  function prepareBeside(rollout: LiveRollout, target: LoopTarget): void {
    const { state } = rollout.stored;
    if (state.phase !== "preparing") return;
    void prepare(state, target, context, catalog.sources(), rollout.preparation).catch((error: Error) =>
      log.warn({ err: error }, "preparation"),
    );
  }

  return {
    start(rollout) {
      const { id, targetId } = rollout.stored;
      const target = catalog.targets().get(targetId);
      if (!target || running.has(id) || context.leases.leaseOf(target.shard) === null) return;
      const isDue = news.delete(id) || clock.monotonicMs() >= rollout.dueAtMs;
      // Memory that is known to be behind must not be acted on while it cannot be read again.
      if (!isDue || rollout.mustRead) return;
      running.set(
        id,
        pass(rollout, target).finally(() => running.delete(id)),
      );
    },
    isRunning: (rolloutId) => running.has(rolloutId),
    settled: () => Promise.allSettled([...running.values()]),
  };
}

/** While the data plane is expected to change, each tick looks; otherwise news or the read-back bring the next pass. */
function restMsOf(rollout: LiveRollout): number {
  const { phase } = rollout.stored.state;
  return phase === "baking" || phase === "watching" ? loopLimits.restMs : 0;
}
