import { listLaneChanges } from "@/lib/changes/lead-time-read-model";
import { understandLane } from "@/lib/incidents/use-cases/understand-lane";
import { deploymentChanges } from "@/lib/insights/lane-changes";
import { createRecordBuilder, type RecordBuilder } from "@/lib/insights/loop/record-builder";
import type { LaneSources } from "@/lib/insights/port";
import { instant } from "@/lib/kernel/instant";
import { randomIds } from "@/lib/platform/ids";
import type { Runtime } from "@/lib/platform/runtime";

/** How soon a change is looked at at the latest, in milliseconds. */
const pollMs = 250;

/** Where the builder of delivery records gets what it does not decide itself. */
export const laneSources: LaneSources = {
  async settle(db, { serviceId, environmentId, sinceMs }) {
    const nextId = (prefix: string) => randomIds.next(prefix);
    await understandLane(db, nextId, { serviceId, environmentId, since: instant(Math.floor(sinceMs)) });
  },
  async changesOf(db, lane) {
    return deploymentChanges(await listLaneChanges(db, lane, instant(Math.floor(lane.sinceMs))));
  },
};

/** The builder of delivery records, for the worker. */
export function composeRecordBuilder(runtime: Runtime): RecordBuilder {
  return createRecordBuilder({ db: runtime.db, log: runtime.log, sources: laneSources, pollMs });
}
