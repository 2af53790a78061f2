import type { LoopContext } from "./loop-context";
import { loopLimits } from "./loop-parts";
import type { Progress } from "./loop-store";

/** The loop's dealings with its database between decisions: what is read each tick, and what is kept in batches. */
export interface LoopMemory {
  /**
   * Read again. Waits no longer than a tick: passes must not wait for a database that hangs, they go on with what is known.
   */
  refresh(): Promise<void>;
  keep(progress: Progress): void;
  /** Write all that waits. */
  flush(): Promise<void>;
  /** Was it read with success, and lately? While not, nothing is raised. */
  isDatabaseHere(): boolean;
}

/** Thousands at once would keep both this process and the database busy for longer than a rollback may wait. */
const batchMax = 50;

export function createLoopMemory(context: LoopContext, readers: readonly (() => Promise<void>)[]): LoopMemory {
  const { clock, log, metrics, parts } = context;
  const waiting = new Map<string, Progress>();
  let reading: Promise<void> | null = null;
  let readAtMs = clock.monotonicMs();
  let hasFailed = false;

  const isDatabaseHere = (): boolean => !hasFailed && clock.monotonicMs() - readAtMs <= loopLimits.databaseSilenceMs;

  /** Latest numbers and points of many rollouts, in one statement: those that have waited longest. */
  async function flushSome(): Promise<void> {
    const batch = [...waiting.values()].slice(0, batchMax);
    if (batch.length === 0) return;
    for (const { rolloutId } of batch) waiting.delete(rolloutId);
    await parts.store.saveProgress(batch);
  }

  async function flush(): Promise<void> {
    while (waiting.size > 0) await flushSome();
  }

  async function read(): Promise<void> {
    try {
      for (const reader of readers) await reader();
      await flushSome();
      readAtMs = clock.monotonicMs();
      hasFailed = false;
    } catch (error) {
      if (!hasFailed) log.warn({ err: error }, "the database does not answer; nothing is raised until it does");
      hasFailed = true;
    }
    metrics.databaseHere.set(isDatabaseHere() ? 1 : 0);
  }

  return {
    refresh() {
      reading ??= read().finally(() => {
        reading = null;
      });
      return new Promise((resolve) => {
        const cancel = parts.timers.after(parts.tickMs, resolve);
        void reading?.then(() => {
          cancel();
          resolve();
        });
      });
    },
    keep(progress) {
      const before = waiting.get(progress.rolloutId);
      const samples = before ? [...before.samples, ...progress.samples] : progress.samples;
      const looks = before ? [...before.looks, ...progress.looks] : progress.looks;
      waiting.set(progress.rolloutId, { ...progress, samples, looks });
    },
    flush,
    isDatabaseHere,
  };
}
