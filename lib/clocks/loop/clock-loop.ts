import type { Runtime } from "@/lib/platform/runtime";
import type { Timers } from "@/lib/platform/timers";
import { lookAtClocks } from "./look-at-clocks";

/** How often a worker looks for new incidents and changed terms. */
const lookMs = 5_000;

/** Look at clocks again and again until it is stopped. What fails is tried again at the next look. */
export function startClockLoop(runtime: Runtime, timers: Timers): { stop(): Promise<void> } {
  let isStopping = false;
  let running: Promise<void> = Promise.resolve();
  let cancel = timers.after(lookMs, () => void look());

  async function round(): Promise<void> {
    const done = await lookAtClocks(runtime.db, runtime.clock.now());
    if (done && done.begun > 0) runtime.log.info({ begun: done.begun }, "SLA clocks began on incidents");
  }

  async function look(): Promise<void> {
    running = round().catch((error: unknown) => {
      runtime.log.warn({ err: error }, "SLA clocks could not be looked at; it is tried again");
    });
    await running;
    if (!isStopping) cancel = timers.after(lookMs, () => void look());
  }

  return {
    async stop() {
      isStopping = true;
      cancel();
      await running;
    },
  };
}
