import type { Db, Tx } from "@/lib/platform/db/prisma";

const endedPhases = ["completed", "rolled_back", "cancelled", "rolling_back"] as const;

/** A rollout that can still be held; null when there is none, or when it is over. */
export function findHoldable(tx: Tx, id: string) {
  return tx.rollout.findFirst({
    where: { id, phase: { notIn: [...endedPhases] } },
    select: { id: true, serviceId: true, startedByPerson: true, canaryVersion: true, revision: true },
  });
}

/** A rollout as policies ask about it; null when there is none. */
export async function findAskingRollout(db: Db, id: string) {
  const row = await db.rollout.findUnique({
    where: { id },
    select: { serviceId: true, environmentId: true, phase: true, state: true },
  });
  if (!row) return null;
  const { serviceId, environmentId, phase } = row;
  const isReturn = (row.state as { readonly purpose?: unknown }).purpose === "return";
  return {
    serviceId,
    environmentId,
    rolloutId: id,
    purpose: isReturn ? ("return" as const) : ("release" as const),
    isRunning: phase !== "queued",
    isOver: endedPhases.some((ended) => ended === phase),
  };
}

/** An incident of a service that is not over, as people know it; null when there is none. */
export function findOpenIncident(tx: Tx, id: string, serviceId: string) {
  return tx.incident.findFirst({
    where: { id, serviceId, state: { in: ["open", "acknowledged"] } },
    select: { id: true, externalKey: true, title: true },
  });
}
