import type { Runtime } from "@/lib/platform/runtime";
import type { AlarmParts } from "../port";

/** What changes of alarms stand on in this process. */
export function partsOf({ ids, config }: Pick<Runtime, "ids" | "config">): AlarmParts {
  return { ids, baseUrl: config.SIGNALBOX_URL?.replace(/\/+$/, "") ?? null };
}
