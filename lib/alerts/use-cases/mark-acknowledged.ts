import { tellOwnFacts } from "@/lib/ingest/use-cases/tell-own-facts";
import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { sendHint } from "@/lib/platform/stream/hints";
import { loadPlace, loadTold, type StandingAlarm } from "../alarm-place-read-model";
import { saveAcknowledged } from "../alarm-store";
import { acknowledgingFacts } from "../domain/incident-facts";
import type { AlarmParts } from "../port";
import { composeMessage, tellConnections } from "./tell-connections";

export interface Acknowledgement {
  readonly by: string;
  readonly reason: string | null;
}

/**
 * Somebody looks after an alarm: it is written down, its incident and everybody who was told of it hear so. In the caller's transaction.
 * False when somebody did already, or when it is over.
 */
export async function markAcknowledged(
  db: SqlExecutor,
  parts: AlarmParts,
  alarm: StandingAlarm,
  { by, reason }: Acknowledgement,
  at: Instant,
): Promise<boolean> {
  if (!(await saveAcknowledged(db, alarm.id, { at, by, reason }))) return false;
  const said = { ...alarm, step: "acknowledge", by, reason } as const;
  const message = composeMessage(parts, said, await loadPlace(db, alarm), at);
  await tellConnections(db, parts, message, await loadTold(db, alarm.id), at);
  if (alarm.incidentKey !== null) {
    const facts = acknowledgingFacts({ subjectKey: alarm.incidentKey, message, at }, by, reason);
    await tellOwnFacts(db, parts.ids, facts);
  }
  await sendHint(db, { topic: "alert", id: alarm.id, revision: 0 });
  return true;
}
