import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { AlarmFacts, AlarmKind } from "./contract";

const text = (at: Instant) => new Date(at).toISOString();

export interface NewAlarm {
  readonly id: string;
  /** Of one subject there is at most one alarm that is not over. */
  readonly subjectKey: string;
  readonly kind: AlarmKind;
  readonly objectiveId: string | null;
  readonly serviceId: string | null;
  readonly environmentId: string | null;
  readonly title: string;
  readonly sentence: string;
  readonly facts: AlarmFacts;
  readonly incidentKey: string | null;
}

/** Write down that something fired. A second alarm of an open subject breaks a unique index: callers look first. */
export async function insertAlarm(db: SqlExecutor, alarm: NewAlarm, at: Instant): Promise<void> {
  await db.query(sql`
    insert into alarm (id, subject_key, kind, objective_id, service_id, environment_id, title, sentence, facts, fired_at, incident_key)
    values (${alarm.id}, ${alarm.subjectKey}, ${alarm.kind}, ${alarm.objectiveId}, ${alarm.serviceId}, ${alarm.environmentId},
      ${alarm.title}, ${alarm.sentence}, ${JSON.stringify(alarm.facts)}::jsonb, ${text(at)}::timestamptz, ${alarm.incidentKey})`);
}

/** Data stopped, or came back (null). */
export async function saveFrozen(db: SqlExecutor, id: string, since: Instant | null): Promise<void> {
  await db.query(sql`
    update alarm set frozen_since = ${since === null ? null : text(since)}::timestamptz, revision = revision + 1
    where id = ${id} and resolved_at is null`);
}

/** It is over. False when it was already. */
export async function saveResolved(db: SqlExecutor, id: string, at: Instant, sentence: string): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`
    update alarm set resolved_at = ${text(at)}::timestamptz, resolved_sentence = ${sentence}, frozen_since = null,
      revision = revision + 1
    where id = ${id} and resolved_at is null returning id`);
  return rows.length > 0;
}

/** Somebody looks after it. False when somebody does already, or when it is over. */
export async function saveAcknowledged(
  db: SqlExecutor,
  id: string,
  given: { readonly at: Instant; readonly by: string; readonly reason: string | null },
): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`
    update alarm set acknowledged_at = ${text(given.at)}::timestamptz, acknowledged_by = ${given.by},
      acknowledge_reason = ${given.reason}, revision = revision + 1
    where id = ${id} and acknowledged_at is null and resolved_at is null returning id`);
  return rows.length > 0;
}
