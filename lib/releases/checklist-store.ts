import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { ChecklistContent } from "./contract";

const iso = (at: Instant) => new Date(at).toISOString();

export interface SavedTemplate {
  readonly id: string;
  readonly name: string;
  readonly tier: number | null;
  readonly content: ChecklistContent;
  readonly by: string;
  readonly at: Instant;
}

/** Keep a template for a tier, new or in the place of the one that was there. */
export async function saveTemplate(db: SqlExecutor, given: SavedTemplate): Promise<void> {
  const content = JSON.stringify(given.content);
  await db.query(sql`
    insert into checklist_template (id, name, tier, content, saved_by, saved_at)
    values (${given.id}, ${given.name}, ${given.tier}, ${content}::jsonb, ${given.by}, ${iso(given.at)}::timestamptz)
    on conflict (id) do update set name = excluded.name, content = excluded.content,
      revision = checklist_template.revision + 1, saved_by = excluded.saved_by, saved_at = excluded.saved_at`);
}

export interface CopiedChecklist {
  readonly trainId: string;
  readonly items: readonly {
    readonly id: string;
    readonly title: string;
    readonly doneBy: string;
    readonly due: string;
  }[];
  readonly announcements: readonly {
    readonly id: string;
    readonly moment: string;
    readonly connectionId: string | null;
    readonly text: string;
  }[];
}

/** Copy what is to be done and said into a train: a template that changes later changes no train. */
export async function copyChecklist(db: SqlExecutor, given: CopiedChecklist): Promise<void> {
  for (const [position, { id, title, doneBy, due }] of given.items.entries()) {
    await db.query(sql`
      insert into train_item (id, train_id, position, title, done_by, due)
      values (${id}, ${given.trainId}, ${position}, ${title}, ${doneBy}, ${due})`);
  }
  for (const [position, { id, moment, connectionId, text }] of given.announcements.entries()) {
    await db.query(sql`
      insert into train_announcement (id, train_id, position, moment, connection_id, text, state)
      values (${id}, ${given.trainId}, ${position}, ${moment}, ${connectionId}, ${text}, 'planned')`);
  }
}

/** Keep that somebody did an item, or that it is not done after all. */
export async function insertTick(
  db: SqlExecutor,
  given: { itemId: string; isDone: boolean; note: string; by: string; at: Instant; stop: number | null },
): Promise<void> {
  await db.query(sql`
    insert into train_tick (item_id, is_done, note, by, at, stop)
    values (${given.itemId}, ${given.isDone}, ${given.note}, ${given.by}, ${iso(given.at)}::timestamptz, ${given.stop})`);
}

export interface DueAnnouncement {
  readonly id: string;
  readonly isForStatusPage: boolean;
  readonly subject: string;
  readonly body: string;
  readonly at: Instant;
}

/** Its moment has come: it waits to be sent, or stands on the status page. One whose moment came before stays as it is. */
export async function makeDue(db: SqlExecutor, given: DueAnnouncement): Promise<void> {
  const state = given.isForStatusPage ? "sent" : "waiting";
  await db.query(sql`
    update train_announcement set state = ${state}, subject = ${given.subject}, body = ${given.body},
      due_at = ${iso(given.at)}::timestamptz, next_at = ${iso(given.at)}::timestamptz,
      sent_at = ${given.isForStatusPage ? iso(given.at) : null}::timestamptz
    where id = ${given.id} and state = 'planned'`);
}

/** An announcement that was taken to be sent. */
export interface ClaimedAnnouncement {
  readonly id: string;
  readonly trainId: string;
  readonly connectionId: string;
  readonly subject: string;
  readonly body: string;
  readonly attempts: number;
}

/** Take the next announcement whose time has come; null when none is. Taken ones are `sending` and nobody else's. */
export async function claimAnnouncement(db: SqlExecutor, now: Instant): Promise<ClaimedAnnouncement | null> {
  const [row] = await db.query<ClaimedAnnouncement>(sql`
    with next as (
      select id from train_announcement where state = 'waiting' and next_at <= ${iso(now)}::timestamptz
      order by next_at, id limit 1 for update skip locked)
    update train_announcement a set state = 'sending', attempts = a.attempts + 1, started_at = ${iso(now)}::timestamptz
    from next where a.id = next.id
    returning a.id, a.train_id as "trainId", a.connection_id as "connectionId", a.subject, a.body, a.attempts`);
  return row ?? null;
}

export interface SettledAnnouncement {
  readonly id: string;
  /** The attempt that it is about: a late answer of an earlier one changes nothing. */
  readonly attempt: number;
  readonly state: "sent" | "waiting" | "failed" | "uncertain";
  readonly nextAt: Instant | null;
  readonly sentAt: Instant | null;
  readonly lastError: string | null;
}

/** Write down how an attempt ended. */
export async function settleAnnouncement(db: SqlExecutor, given: SettledAnnouncement): Promise<void> {
  await db.query(sql`
    update train_announcement set state = ${given.state}, last_error = ${given.lastError},
      next_at = ${given.nextAt === null ? null : iso(given.nextAt)}::timestamptz,
      sent_at = ${given.sentAt === null ? null : iso(given.sentAt)}::timestamptz
    where id = ${given.id} and state = 'sending' and attempts = ${given.attempt}`);
}

/** Attempts that never ended: the process died. Whether it arrived is not known, and it is not sent twice. */
export async function giveUpAbandoned(db: SqlExecutor, before: Instant): Promise<void> {
  await db.query(sql`
    update train_announcement set state = 'uncertain', last_error = 'The attempt was cut off before its answer came.'
    where state = 'sending' and started_at < ${iso(before)}::timestamptz`);
}
