import type { SqlExecutor } from "@/lib/platform/db/executor";
import { buildRecords, type LaneFacts } from "../domain/build-records";
import { carryOver, isUnbuilt, type OpenGeneration, openGenerations } from "../generation-store";
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
  const loaded = await loadLane(db, lane);
  const generations = await openGenerations(db);
  const isAwaited = await takeOver(db, generations, lane);
  const asked = isAwaited ? { ...lane, sinceMs: 0 } : lane;
  const facts = loaded && withChanges(loaded, await changesOf(db, { loaded, generations, lane: asked }, sources));
  let hasChanged = false;
  for (const { id, state } of generations) {
    const difference = differenceOf(facts, await storedTexts(db, id, lane));
    await writeDifference(db, id, lane, difference);
    const isDifferent = difference.begun.length + difference.ended.length > 0;
    await noteBuilt(db, id, lane, isDifferent);
    hasChanged ||= isDifferent && state === "current";
  }
  return hasChanged;
}

/** Give a generation that is being filled the lane's past when it waits for the lane; answers whether it did. */
async function takeOver(db: SqlExecutor, generations: readonly OpenGeneration[], lane: ChangedLane): Promise<boolean> {
  const building = generations.find(({ state }) => state === "building");
  if (!building || !(await isUnbuilt(db, building.id, lane))) return false;
  await carryOver(db, building.id, lane);
  return true;
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

interface Looked {
  readonly loaded: LaneWithoutChanges;
  readonly generations: readonly OpenGeneration[];
  readonly lane: ChangedLane;
}

/**
 * Changes of what is older than the lane's mark are as they were: finding them again is the dear part. A lane without records, and one
 * that a new generation waits for, is looked at from its beginning: whatever was wrong before must not go on.
 */
async function changesOf(
  db: SqlExecutor,
  { loaded, generations, lane }: Looked,
  sources: LaneSources,
): Promise<Map<string, DeploymentChanges>> {
  const current = generations.find(({ state }) => state === "current");
  const known = current && lane.sinceMs > 0 ? await storedTexts(db, current.id, lane) : new Map<string, RecordRow>();
  const since = { ...lane, sinceMs: known.size === 0 ? 0 : lane.sinceMs };
  const changes = new Map<string, DeploymentChanges>();
  for (const { id, finishedAt } of loaded.deployments) {
    const row = known.get(id);
    if (!row || finishedAt === null || finishedAt >= since.sinceMs) continue;
    const { changes: own, changesGap } = recordOf(row, lane);
    changes.set(id, { changes: own, gap: changesGap });
  }
  for (const [id, own] of await sources.changesOf(db, since)) changes.set(id, own);
  return changes;
}

function isSame(row: RecordRow, stored: RecordRow | undefined): boolean {
  return stored !== undefined && JSON.stringify(row) === JSON.stringify(stored);
}
