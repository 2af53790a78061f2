import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import type { Runtime } from "@/lib/platform/runtime";
import { listAcknowledgedElsewhere, lockStanding } from "../alarm-place-read-model";
import { markAcknowledged } from "./mark-acknowledged";
import { partsOf } from "./parts-of";

/** Somebody who acknowledged in the system that paged them has acknowledged here. Answers how many alarms that concerned. */
export async function takeOverAcknowledgements(runtime: Runtime): Promise<number> {
  const found = await listAcknowledgedElsewhere(prismaExecutor(runtime.db));
  let taken = 0;
  for (const { alarmId, at, by, system } of found) {
    const isTaken = await runtime.db.$transaction(async (tx) => {
      const db = prismaExecutor(tx);
      const alarm = await lockStanding(db, alarmId);
      if (!alarm || alarm.isOver) return false;
      const who = by === null ? system : `${by} (${system})`;
      if (!(await markAcknowledged(db, partsOf(runtime), alarm, { by: who, reason: null }, at))) return false;
      await appendAudit(db, {
        action: "alert.acknowledge",
        outcome: "accepted",
        actor: systemActor("alerts"),
        subject: { kind: "alert", id: alarm.id, name: alarm.title },
        detail: { by: who },
      });
      return true;
    });
    if (isTaken) taken += 1;
  }
  return taken;
}
