import { tellOwnFacts } from "@/lib/ingest/use-cases/tell-own-facts";
import type { Instant } from "@/lib/kernel/instant";
import { appendAudit } from "@/lib/platform/audit/audit-log";
import { systemActor } from "@/lib/platform/auth/actor";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import { sendHint } from "@/lib/platform/stream/hints";
import { loadPlace, loadTold, type StandingAlarm } from "../alarm-place-read-model";
import { saveResolved } from "../alarm-store";
import type { AlarmFacts } from "../contract";
import { endingFacts } from "../domain/incident-facts";
import type { AlarmParts } from "../port";
import { composeMessage, tellConnections } from "./tell-connections";

export interface EndOfAlarm {
  /** Why it is over, with the arithmetic where there is one. */
  readonly sentence: string;
  /** What is known now, in place of what was known when it fired: what is left of the budget. */
  readonly facts?: Partial<AlarmFacts>;
}

/** An alarm is over: it is written down, its incident ends, and whoever was told of it is told so. In the caller's transaction. */
export async function endAlarm(
  db: SqlExecutor,
  parts: AlarmParts,
  alarm: StandingAlarm,
  { sentence, facts }: EndOfAlarm,
  now: Instant,
): Promise<void> {
  if (!(await saveResolved(db, alarm.id, now, sentence))) return;
  const said = { ...alarm, facts: { ...alarm.facts, ...facts }, step: "resolve", sentence } as const;
  const message = composeMessage(parts, said, await loadPlace(db, alarm), now);
  await tellConnections(db, parts, message, await loadTold(db, alarm.id), now);
  if (alarm.incidentKey !== null)
    await tellOwnFacts(db, parts.ids, endingFacts({ subjectKey: alarm.incidentKey, message, at: now }));
  await appendAudit(db, {
    action: "alert.resolved",
    outcome: "accepted",
    actor: systemActor("alerts"),
    subject: { kind: "alert", id: alarm.id, name: alarm.title },
    detail: { sentence },
  });
  await sendHint(db, { topic: "alert", id: alarm.id, revision: 0 });
}
