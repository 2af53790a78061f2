import type { Instant } from "@/lib/kernel/instant";
import type { SqlExecutor } from "@/lib/platform/db/executor";
import type { AlarmPlace, ToldConnection } from "../alarm-place-read-model";
import type { AlarmFacts, AlarmKind, NoticeStep } from "../contract";
import { type AlarmMessage, messageOf } from "../domain/alarm-message";
import { insertNotices } from "../notice-store";
import type { AlarmParts } from "../port";

/** What a message is made of, beside the place. */
export interface SaidOfAlarm {
  readonly id: string;
  readonly kind: AlarmKind;
  readonly title: string;
  readonly facts: AlarmFacts;
  readonly step: NoticeStep;
  readonly sentence: string;
  readonly by?: string | null;
  readonly reason?: string | null;
}

/** The message about an alarm at a place. */
export function composeMessage(parts: AlarmParts, said: SaidOfAlarm, place: AlarmPlace, at: Instant): AlarmMessage {
  const { id: alarmId, kind, title, facts, step, sentence, by = null, reason = null } = said;
  const { service, environment, objective } = place;
  const alarm = { alarmId, kind, title, facts, service, environment, objective };
  return messageOf({ alarm, step, sentence, at: new Date(at).toISOString(), by, reason, baseUrl: parts.baseUrl });
}

/** Write into the outbox that these connections are to be told, in the caller's transaction. */
export function tellConnections(
  db: SqlExecutor,
  parts: AlarmParts,
  message: AlarmMessage,
  connections: readonly ToldConnection[],
  at: Instant,
): Promise<number> {
  const notices = connections.map((one) => ({ id: parts.ids.next("ntc"), alarmId: message.alarmId, message, ...one }));
  return insertNotices(db, notices, at);
}
