import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { storable } from "@/lib/platform/storable";
import type { NoticeState } from "./contract";
import type { AlarmMessage } from "./domain/alarm-message";
import { nextOf, placeOf, type Settled, stepAt, type ThreadNotice } from "./domain/outbox";

const text = (at: Instant) => new Date(at).toISOString();

export interface NewNotice {
  readonly id: string;
  readonly alarmId: string;
  readonly connectionId: string;
  readonly routeId: string;
  readonly routeName: string;
  readonly message: AlarmMessage;
}

/** Write down what is to be told, with the change that it is about. A step that is there already stays as it is. */
export async function insertNotices(db: SqlExecutor, notices: readonly NewNotice[], at: Instant): Promise<number> {
  if (notices.length === 0) return 0;
  const rows = notices.map(({ id, alarmId, connectionId, routeId, routeName, message }) => ({
    ...{ id, alarm_id: alarmId, connection_id: connectionId, route_id: routeId, route_name: routeName },
    step: placeOf(message.step),
    message,
  }));
  const inserted = await db.query<{ id: string }>(sql`
    insert into alarm_notice (id, alarm_id, connection_id, route_id, route_name, step, message, next_attempt_at, created_at)
    select n.id, n.alarm_id, n.connection_id, n.route_id, n.route_name, n.step, n.message, ${text(at)}::timestamptz,
      ${text(at)}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(id text, alarm_id text, connection_id text, route_id text,
      route_name text, step int, message jsonb)
    on conflict (alarm_id, connection_id, step) do nothing returning id`);
  return inserted.length;
}

/** Connections in use to which something is to be told now. For one out of use it waits. */
export async function listDueConnections(db: SqlExecutor, now: Instant): Promise<string[]> {
  const rows = await db.query<{ connection_id: string }>(sql`
    select distinct n.connection_id from alarm_notice n
    join connection c on c.id = n.connection_id and c.disabled_at is null
    where n.state = 'waiting' and n.next_attempt_at <= ${text(now)}::timestamptz limit 200`);
  return rows.map(({ connection_id }) => connection_id);
}

/** A notice that was taken to be sent, in its attempt. */
export interface ClaimedNotice {
  readonly id: string;
  readonly alarmId: string;
  readonly attempts: number;
  readonly mayHaveArrived: boolean;
  readonly message: AlarmMessage;
}

interface ThreadRow {
  readonly id: string;
  readonly step: number;
  readonly state: NoticeState;
  readonly next_attempt_at: Date | null;
  readonly may_have_arrived: boolean;
}

/**
 * Take the next notice of a connection whose time has come and before which nothing of the same alarm is open; null when there is none.
 * What has lost its sense is dropped on the way. Inside a transaction: the alarm's thread is held until it ends, so that no two workers
 * decide about one thread at a time.
 */
export async function claimNotice(
  db: SqlExecutor,
  connectionId: string,
  now: Instant,
): Promise<ClaimedNotice | "dropped" | null> {
  const [first] = await db.query<{ id: string; alarm_id: string }>(sql`
    select n.id, n.alarm_id from alarm_notice n
    where n.connection_id = ${connectionId} and n.state = 'waiting' and n.next_attempt_at <= ${text(now)}::timestamptz
      and not exists (select from alarm_notice e where e.alarm_id = n.alarm_id and e.connection_id = n.connection_id
        and e.step < n.step and e.state in ('waiting', 'sending'))
    order by n.next_attempt_at, n.created_at, n.id limit 1 for update skip locked`);
  if (!first) return null;
  const thread = await db.query<ThreadRow>(sql`
    select id, step, state, next_attempt_at, may_have_arrived from alarm_notice
    where alarm_id = ${first.alarm_id} and connection_id = ${connectionId} order by step for update`);
  const next = nextOf(thread.map(noticeOf), now);
  const row = next && thread.find(({ step }) => stepAt(step) === next.step);
  if (!next || !row) return null;
  if (next.do === "drop") {
    await db.query(sql`
      update alarm_notice set state = 'dropped', next_attempt_at = null, settled_at = ${text(now)}::timestamptz,
        last_error = 'The beginning of this alert was never taken, so there is nothing to end.'
      where id = ${row.id}`);
    return "dropped";
  }
  const [claimed] = await db.query<ClaimedNotice>(sql`
    update alarm_notice set state = 'sending', attempts = attempts + 1, started_at = ${text(now)}::timestamptz
    where id = ${row.id} returning id, alarm_id as "alarmId", attempts, may_have_arrived as "mayHaveArrived", message`);
  return claimed ?? null;
}

function noticeOf(row: ThreadRow): ThreadNotice {
  const { state, may_have_arrived, next_attempt_at } = row;
  const nextAttemptAt = next_attempt_at === null ? null : instant(next_attempt_at.getTime());
  return { step: stepAt(row.step), state, nextAttemptAt, mayHaveArrived: may_have_arrived };
}

/** Write down how an attempt ended; false when the notice is no longer in that attempt: a late answer changes nothing. */
export async function settleNotice(
  db: SqlExecutor,
  attempt: { readonly id: string; readonly attempts: number },
  settled: Settled,
): Promise<boolean> {
  const time = (at: Instant | null) => (at === null ? null : text(at));
  const words = (said: string | null) => (said === null ? null : storable(said).slice(0, 1_000));
  const rows = await db.query<{ id: string }>(sql`
    update alarm_notice set state = ${settled.state}, next_attempt_at = ${time(settled.nextAttemptAt)}::timestamptz,
      settled_at = ${time(settled.settledAt)}::timestamptz, answer = ${words(settled.answer)},
      last_error = ${words(settled.lastError)}, may_have_arrived = ${settled.mayHaveArrived}
    where id = ${attempt.id} and state = 'sending' and attempts = ${attempt.attempts} returning id`);
  return rows.length > 0;
}

/** Attempts that never ended, because their process died, are made again: the other side knows what it has by the alarm's id. */
export async function releaseAbandoned(db: SqlExecutor, before: Instant, now: Instant): Promise<number> {
  const rows = await db.query<{ id: string }>(sql`
    update alarm_notice set state = 'waiting', next_attempt_at = ${text(now)}::timestamptz, may_have_arrived = true,
      last_error = 'The attempt was cut off before its answer came.'
    where state = 'sending' and started_at < ${text(before)}::timestamptz returning id`);
  return rows.length;
}

/**
 * Try dead notices of an alarm again from now on; answers how many. What was dropped because of them waits again behind them. A beginning
 * whose end was told stays dead: it would open again what is over.
 */
export async function reviveNotices(db: SqlExecutor, alarmId: string, now: Instant): Promise<number> {
  const rows = await db.query<{ id: string }>(sql`
    update alarm_notice set state = 'waiting', attempts = 0, next_attempt_at = ${text(now)}::timestamptz, settled_at = null
    where alarm_id = ${alarmId} and state in ('dead', 'dropped') and not exists (
      select from alarm_notice l where l.alarm_id = alarm_notice.alarm_id and l.connection_id = alarm_notice.connection_id
        and l.step > alarm_notice.step and l.state in ('sending', 'sent')) returning id`);
  return rows.length;
}
