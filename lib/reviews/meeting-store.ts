import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { AgendaView } from "./contract";

const iso = (at: Instant | number) => new Date(at).toISOString();

/** Insert a meeting that is to come. */
export async function insertMeeting(
  db: SqlExecutor,
  given: {
    readonly id: string;
    readonly title: string;
    readonly scheduledAt: number;
    readonly by: string;
    readonly at: Instant;
  },
): Promise<void> {
  await db.query(sql`
    insert into review_meeting (id, title, scheduled_at, created_by, created_at)
    values (${given.id}, ${given.title}, ${iso(given.scheduledAt)}::timestamptz, ${given.by}, ${iso(given.at)}::timestamptz)`);
}

/** Hold the row until the transaction ends. */
export async function lockMeeting(db: SqlExecutor, id: string): Promise<void> {
  await db.query(sql`select id from review_meeting where id = ${id} for update`);
}

/** Say that a locked meeting was held, with its agenda as it was. */
export async function saveHeldMeeting(db: SqlExecutor, id: string, agenda: AgendaView, at: Instant): Promise<void> {
  await db.query(sql`
    update review_meeting set held_at = ${iso(at)}::timestamptz, agenda = ${JSON.stringify(agenda)}::jsonb where id = ${id}`);
}

export interface NewDecision {
  readonly id: string;
  readonly meetingId: string;
  readonly subjectKind: string;
  readonly subjectId: string | null;
  readonly subjectName: string | null;
  readonly text: string;
  readonly replaces: string | null;
  readonly by: string;
  readonly at: Instant;
}

/** Append a decision; false when the one that it replaces was replaced already. */
export async function insertDecision(db: SqlExecutor, given: NewDecision): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`
    insert into meeting_decision (id, meeting_id, subject_kind, subject_id, subject_name, text, replaces, decided_by, at)
    values (${given.id}, ${given.meetingId}, ${given.subjectKind}, ${given.subjectId}, ${given.subjectName}, ${given.text},
            ${given.replaces}, ${given.by}, ${iso(given.at)}::timestamptz)
    on conflict (replaces) do nothing returning id`);
  return rows.length > 0;
}
