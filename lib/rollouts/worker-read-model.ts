import type { Db } from "@/lib/platform/db/prisma";
import type { WorkerView } from "./api-contract";

/** A worker that was not heard of for longer is shown as lost. */
const silentAfterMs = 10_000;

/** The workers of the last day, the owner of the control loop first. `nowMs` is the wall clock. */
export async function listWorkerViews(db: Db, nowMs: number): Promise<WorkerView[]> {
  const since = new Date(nowMs - 24 * 3_600_000);
  const rows = await db.workerProcess.findMany({
    where: { lastSeenAt: { gt: since } },
    orderBy: [{ ownsLoop: "desc" }, { lastSeenAt: "desc" }],
    take: 100,
  });
  return rows.map((row) => ({
    id: row.id,
    hostName: row.hostName,
    state: row.stoppedAt ? "stopped" : nowMs - row.lastSeenAt.getTime() > silentAfterMs ? "lost" : "alive",
    ownsLoop: row.ownsLoop && !row.stoppedAt,
    startedAt: row.startedAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    lastTickMs: row.lastTickMs,
  }));
}
