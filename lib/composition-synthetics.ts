import type { PgBoss } from "pg-boss";
import type { Registry } from "prom-client";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { createOutboundClient } from "@/lib/platform/http/outbound";
import { workOn } from "@/lib/platform/jobs/work";
import type { Runtime } from "@/lib/platform/runtime";
import { systemTimers } from "@/lib/platform/timers";
import { forgetRunsJob } from "@/lib/synthetics/jobs";
import { linearMatch } from "@/lib/synthetics/linear-match";
import { startSyntheticLoop } from "@/lib/synthetics/loop/synthetic-loop";
import type { JourneyParts } from "@/lib/synthetics/port";
import { deleteOldRuns } from "@/lib/synthetics/run-store";

/** Jobs of synthetic checks. */
export const syntheticJobs = [forgetRunsJob];

const retention = { runDays: 30, excerptDays: 7, rolloutDays: 400 } as const;

/** Make journeys in this process, over a way out of their own: a slow site keeps no connection that others need. */
export async function startSynthetics(
  boss: PgBoss,
  runtime: Runtime,
  registry: Registry,
): Promise<{ stop(): Promise<void> }> {
  await workOn(boss, forgetRunsJob, runtime.log, () => deleteOldRuns(prismaExecutor(runtime.db), retention));
  return startJourneys(runtime, registry);
}

/** The loop alone. */
export function startJourneys(runtime: Runtime, registry: Registry): { stop(): Promise<void> } {
  const outbound = createOutboundClient({ allowCidrs: runtime.config.SIGNALBOX_OUTBOUND_ALLOW_CIDRS });
  const parts: JourneyParts = {
    ask: ({ body, ...request }, bounds, signal) =>
      outbound.request({ ...request, ...bounds, ...(body === null ? {} : { body }), redirects: "return" }, signal),
    match: linearMatch,
    monotonicMs: () => performance.now(),
  };
  const loop = startSyntheticLoop({ runtime, timers: systemTimers, parts, registry, chance: Math.random });
  return {
    async stop() {
      await loop.stop();
      await outbound.close();
    },
  };
}
