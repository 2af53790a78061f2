import type { Db } from "@/lib/platform/db/prisma";
import type { WorkerView } from "./api-contract";

/** A worker that was not heard of for longer is shown as lost. */
const silentAfterMs = 10_000;

/** The workers of the last day, those that own targets first. `nowMs` is the wall clock. */
export async function listWorkerViews(db: Db, nowMs: number): Promise<WorkerView[]> {
  const since = new Date(nowMs - 24 * 3_600_000);
  const rows = await db.workerProcess.findMany({
    where: { lastSeenAt: { gt: since } },
    orderBy: [{ ownsLoop: "desc" }, { lastSeenAt: "desc" }],
    take: 100,
  });
  const shards = await db.loopShard.findMany({
    where: { leaseUntil: { gt: new Date(nowMs) } },
    orderBy: { id: "asc" },
  });
  return rows.map((row) => {
    const own = shards.filter((shard) => shard.owner === row.id);
    const since = own.flatMap((shard) => shard.since ?? []).map((at) => at.getTime());
    return {
      id: row.id,
      hostName: row.hostName,
      state: row.stoppedAt ? "stopped" : nowMs - row.lastSeenAt.getTime() > silentAfterMs ? "lost" : "alive",
      shards: own.map((shard) => shard.id),
      ownsSince: since.length === 0 ? null : new Date(Math.min(...since)).toISOString(),
      startedAt: row.startedAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
      lastTickMs: row.lastTickMs,
    };
  });
}
