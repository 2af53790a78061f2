import type { Registry } from "prom-client";
import { composeChannels } from "@/lib/composition-analytics";
import { loadRelationsIn } from "@/lib/dependencies/relations-read-model";
import type { Clock } from "@/lib/platform/clock";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { systemTimers } from "@/lib/platform/timers";
import { startTrainLoop } from "@/lib/releases/loop/train-loop";
import type { ReadNeeds } from "@/lib/releases/port";

/** Which service needs which in an environment, beside what releases declare: what the graph of dependencies knows. */
export function composeNeeds(clock: Clock): ReadNeeds {
  return async (db, environment, services) => {
    const asked = new Set(services);
    const relations = await loadRelationsIn(prismaExecutor(db), environment, clock.now());
    return relations.filter(({ consumer, provider }) => asked.has(consumer) && asked.has(provider));
  };
}

/** Let the worker move release trains and tell of them. */
export function startReleases(runtime: Runtime, registry: Registry): { stop(): Promise<void> } {
  return startTrainLoop({ runtime, timers: systemTimers, registry, channels: composeChannels(runtime) });
}
