import type { Recurrence } from "@/lib/calendar/domain/recurrence";
import type { Instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

const iso = (at: Instant) => new Date(at).toISOString();

/** Keep promised hours. */
export async function insertPromise(
  db: SqlExecutor,
  given: {
    readonly id: string;
    readonly environmentId: string;
    readonly name: string;
    readonly span: Period;
    readonly recurrence: Recurrence | null;
    readonly by: string;
    readonly at: Instant;
  },
): Promise<void> {
  const recurrence = given.recurrence === null ? null : JSON.stringify(given.recurrence);
  await db.query(sql`
    insert into promised_window (id, environment_id, name, starts_at, ends_at, recurrence, promised_by, promised_at)
    values (${given.id}, ${given.environmentId}, ${given.name}, ${iso(given.span.from)}::timestamptz,
      ${iso(given.span.to)}::timestamptz, ${recurrence}::jsonb, ${given.by}, ${iso(given.at)}::timestamptz)`);
}

/** From now on nothing is promised by it; what was promised before stays. False when it is gone already. */
export async function withdrawStored(db: SqlExecutor, id: string, at: Instant): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`
    update promised_window set withdrawn_at = ${iso(at)}::timestamptz where id = ${id} and withdrawn_at is null returning id`);
  return rows.length > 0;
}
