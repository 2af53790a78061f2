import { Counter, type Registry } from "prom-client";
import type { Runtime } from "@/lib/platform/runtime";
import type { Timers } from "@/lib/platform/timers";
import type { BreachedClocks } from "../port";
import { lookForBreaches } from "./look-for-breaches";

const lookMs = 30_000;

interface Given {
  readonly runtime: Runtime;
  readonly timers: Timers;
  readonly registry: Registry;
  readonly clocks: BreachedClocks;
}

/** Look for breaches every half minute, in every worker; a lock of the database lets one do it. What fails is tried at the next look. */
export function startBreachLoop({ runtime, timers, registry, clocks }: Given): { stop(): Promise<void> } {
  const registers = [registry];
  const opened = new Counter({
    name: "signalbox_breaches_opened_total",
    help: "Breaches that were opened.",
    registers,
  });
  const failures = new Counter({ name: "signalbox_breach_look_failures_total", help: "Looks that failed.", registers });
  let isStopping = false;
  let running: Promise<void> = Promise.resolve();
  let cancel = timers.after(lookMs, () => void look());

  async function round(): Promise<void> {
    const done = await lookForBreaches({ runtime, clocks }, runtime.clock.now());
    opened.inc(done?.opened ?? 0);
  }

  async function look(): Promise<void> {
    running = round().catch((error: unknown) => {
      failures.inc();
      runtime.log.warn({ err: error }, "breaches could not be looked for; it is tried again");
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
