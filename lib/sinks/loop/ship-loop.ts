import type { Runtime } from "@/lib/platform/runtime";
import { type SinkOf, shipAudit } from "./ship-audit";

const everyMs = 2_000;

/** Keep sending the audit log until stopped. Any number of workers may: each receiver's cursor is with one of them at a time. */
export function startShipping(runtime: Runtime, sinkOf: SinkOf): { stop(): Promise<void> } {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let pass = Promise.resolve();

  function next(): void {
    if (isStopped) return;
    timer = setTimeout(() => {
      pass = shipAudit(runtime, sinkOf)
        .catch((error: unknown) => runtime.log.error({ err: error }, "audit shipment"))
        .then(next);
    }, everyMs);
  }

  next();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await pass;
    },
  };
}
