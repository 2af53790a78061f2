import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import type { DeliveryRecord } from "./domain/delivery-record";
import type { RulesVersion } from "./domain/insight-rules";
import { rulesAt } from "./insight-rules-read-model";
import { recordCacheOf } from "./kept-record-read-model";
import { listLanes } from "./record-read-model";

interface Lane {
  readonly serviceId: string;
  readonly environmentId: string;
}

export interface LaneRecords {
  readonly rules: RulesVersion;
  /** What is believed now of a lane's deployments; empty where there are none. */
  of(lane: Lane): readonly DeliveryRecord[];
}

/** The delivery records of lanes, with the rules that count them, in as many statements for one lane as for hundreds. */
export async function loadLaneRecords(db: Db | Tx, lanes: readonly Lane[], now: Instant): Promise<LaneRecords> {
  const executor = prismaExecutor(db);
  const keyOf = ({ serviceId, environmentId }: Lane) => `${serviceId} ${environmentId}`;
  const wanted = new Set(lanes.map(keyOf));
  const rules = await rulesAt(db, now);
  const environmentIds = [...new Set(lanes.map(({ environmentId }) => environmentId))];
  const [first] = lanes;
  const isOneService = first !== undefined && lanes.every(({ serviceId }) => serviceId === first.serviceId);
  const known = await listLanes(executor, { serviceId: isOneService ? first.serviceId : null, environmentIds });
  const asked = known.lanes.filter((lane) => wanted.has(keyOf(lane)));
  const parts = await recordCacheOf(db).prepared(executor, {
    generation: known.generation,
    lanes: asked,
    rules,
    atMs: null,
  });
  const byLane = new Map<string, readonly DeliveryRecord[]>();
  for (const { records } of parts) {
    const [one] = records;
    if (one) byLane.set(keyOf(one), records);
  }
  return { rules, of: (lane) => byLane.get(keyOf(lane)) ?? [] };
}
