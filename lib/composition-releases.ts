import type { Registry } from "prom-client";
import { composeChannels } from "@/lib/composition-analytics";
import type { Runtime } from "@/lib/platform/runtime";
import { systemTimers } from "@/lib/platform/timers";
import { startTrainLoop } from "@/lib/releases/loop/train-loop";
import { nothingKnown } from "@/lib/releases/needs-read-model";
import type { ReadNeeds } from "@/lib/releases/port";

/** Who knows which service needs which in an environment, beside what releases declare. */
export const readNeeds: ReadNeeds = nothingKnown;

/** Let the worker move release trains and tell of them. */
export function startReleases(runtime: Runtime, registry: Registry): { stop(): Promise<void> } {
  return startTrainLoop({ runtime, timers: systemTimers, registry, channels: composeChannels(runtime) });
}
