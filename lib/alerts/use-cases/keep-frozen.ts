import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { sendHint } from "@/lib/platform/stream/hints";
import type { StandingAlarm } from "../alarm-place-read-model";
import { saveFrozen } from "../alarm-store";

/** Data of an open alarm stopped, or came back: it stays what it was, and nobody is told. */
export async function keepFrozen(
  db: SqlExecutor,
  alarm: StandingAlarm,
  isFrozen: boolean,
  now: Instant,
): Promise<void> {
  if (alarm.isFrozen === isFrozen) return;
  await saveFrozen(db, alarm.id, isFrozen ? now : null);
  await sendHint(db, { topic: "alert", id: alarm.id, revision: 0 });
}
