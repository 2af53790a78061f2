import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

export interface NewWatch {
  readonly id: string;
  readonly serviceId: string;
  readonly environmentId: string;
  readonly version: string;
  readonly connectionId: string;
  readonly askedBy: string;
  readonly askedAt: Instant;
  readonly expiresAt: Instant;
}

const text = (at: Instant): string => new Date(at).toISOString();

/** Keep a watch; one that waits for the same gate and connection already is renewed instead. Answers its id. */
export async function insertWatch(db: SqlExecutor, watch: NewWatch): Promise<string> {
  const [row] = await db.query<{ id: string }>(sql`
    insert into gate_watch (id, service_id, environment_id, version, connection_id, asked_by, asked_at, expires_at)
    values (${watch.id}, ${watch.serviceId}, ${watch.environmentId}, ${watch.version}, ${watch.connectionId}, ${watch.askedBy},
      ${text(watch.askedAt)}::timestamptz, ${text(watch.expiresAt)}::timestamptz)
    on conflict (service_id, environment_id, version, connection_id) where told_at is null do update
      set asked_by = excluded.asked_by, asked_at = excluded.asked_at, expires_at = excluded.expires_at
    returning id`);
  if (!row) throw new Error("a watch that was just kept is not there");
  return row.id;
}

/** The gate was seen open, and this alarm tells so. False when somebody said it before. */
export async function saveOpened(db: SqlExecutor, id: string, alarmId: string, at: Instant): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`
    update gate_watch set told_at = ${text(at)}::timestamptz, alarm_id = ${alarmId}
    where id = ${id} and told_at is null returning id`);
  return rows.length > 0;
}
