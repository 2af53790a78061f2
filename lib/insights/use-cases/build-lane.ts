import type { SqlExecutor } from "@/lib/platform/db/executor";
import { buildRecords, type LaneFacts } from "../domain/build-records";
import { carryOver, isUnbuilt, openGenerations } from "../generation-store";
import { type LaneWithoutChanges, loadLane, withChanges } from "../lane-read-model";
import type { ChangedLane, DeploymentChanges, LaneSources } from "../port";
import { storedTexts } from "../record-read-model";
import { type RecordRow, recordOf, rowOf } from "../record-row";
import { type LaneDifference, noteBuilt, writeDifference } from "../record-store";

/**
 * Make the records of a lane again, in the caller's transaction, which must hold the lane; writes only what is different. Answers
 * whether anything that figures are made from has changed. A generation that is being filled gets the lane too, with its past.
 */
export async function buildLane(db: SqlExecutor, lane: ChangedLane, sources: LaneSources): Promise<boolean> {
  await sources.settle(db, lane);
  const facts = await loadLane(db, lane);
  let hasChanged = false;
  for (const { id, state } of await openGenerations(db)) {
    if (state === "building" && (await isUnbuilt(db, id, lane))) await carryOver(db, id, lane);
    const stored = await storedTexts(db, id, lane);
    // A generation that is being filled takes nothing over: whatever was wrong with the old one must not go on.
    const known = state === "current" ? stored : new Map<string, RecordRow>();
    const since = { ...lane, sinceMs: known.size === 0 ? 0 : lane.sinceMs };
    const changes = facts ? await changesOf(db, facts, known, since, sources) : new Map();
    const difference = differenceOf(facts && withChanges(facts, changes), stored);
    await writeDifference(db, id, lane, difference);
    const isDifferent = difference.begun.length + difference.ended.length > 0;
    await noteBuilt(db, id, lane, isDifferent);
    hasChanged ||= isDifferent && state === "current";
  }
  return hasChanged;
}

/** What a new look changes of what is stored. */
function differenceOf(facts: LaneFacts | null, stored: ReadonlyMap<string, RecordRow>): LaneDifference {
  const rows = facts ? buildRecords(facts).map(rowOf) : [];
  const present = new Set(rows.map(([id]) => id));
  const begun = rows.filter((row) => !isSame(row, stored.get(row[0])));
  const ended = [
    ...begun.map(([id]) => id).filter((id) => stored.has(id)),
    ...[...stored.keys()].filter((id) => !present.has(id)),
  ];
  return { begun, ended };
}

/** Changes of what is older than the lane's mark are as they were: finding them again is the dear part. */
async function changesOf(
  db: SqlExecutor,
  facts: LaneWithoutChanges,
  known: ReadonlyMap<string, RecordRow>,
  lane: ChangedLane,
  sources: LaneSources,
): Promise<Map<string, DeploymentChanges>> {
  const changes = new Map<string, DeploymentChanges>();
  for (const { id, finishedAt } of facts.deployments) {
    const row = known.get(id);
    if (!row || finishedAt === null || finishedAt >= lane.sinceMs) continue;
    const { changes: own, changesGap } = recordOf(row, lane);
    changes.set(id, { changes: own, gap: changesGap });
  }
  for (const [id, own] of await sources.changesOf(db, lane)) changes.set(id, own);
  return changes;
}

function isSame(row: RecordRow, stored: RecordRow | undefined): boolean {
  return stored !== undefined && JSON.stringify(row) === JSON.stringify(stored);
}
