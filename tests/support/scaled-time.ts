import type { Timers } from "@/lib/platform/timers";

/** The clock of a process that waits for nothing: whenever it would wait, time jumps to the end of the wait. */
export interface ScaledTime {
  readonly timers: Timers;
  /** Wait until the process waits, and let that wait end. Answers the time that it is then. */
  step(): Promise<number>;
}

interface Waiting {
  readonly dueMs: number;
  readonly run: () => void;
}

/** Time of a process with one loop. `setNow` moves the clock that the process reads. */
export function scaledTime(startMs: number, setNow: (atMs: number) => void): ScaledTime {
  let nowMs = startMs;
  let waiting: Waiting | null = null;
  let arrived: (() => void) | null = null;
  return {
    timers: {
      after(delayMs, run) {
        const mine = { dueMs: nowMs + delayMs, run };
        if (waiting) throw new Error("this time knows one waiting loop only");
        waiting = mine;
        arrived?.();
        return () => {
          if (waiting === mine) waiting = null;
        };
      },
    },
    async step() {
      if (!waiting)
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      arrived = null;
      const next = waiting as Waiting | null;
      if (!next) throw new Error("nobody waits");
      waiting = null;
      nowMs = next.dueMs;
      setNow(nowMs);
      next.run();
      return nowMs;
    },
  };
}
