import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { ChecklistContent, type ChecklistTemplateView, type TrainDetail } from "./contract";
import type { Moment } from "./domain/announcement";
import type { ChecklistItem, Tick } from "./domain/checklist";

interface TemplateRow {
  id: string;
  name: string;
  tier: number | null;
  content: unknown;
  revision: number;
  saved_by: string;
  saved_at: Date;
}

/** Every template, by tier. */
export async function loadTemplates(db: SqlExecutor): Promise<ChecklistTemplateView[]> {
  const rows = await db.query<TemplateRow>(sql`
    select id, name, tier, content, revision, saved_by, saved_at from checklist_template order by tier nulls last`);
  return rows.map(({ content, saved_by, saved_at, ...row }) => ({
    ...row,
    content: ChecklistContent.parse(content),
    savedBy: saved_by,
    savedAt: saved_at.toISOString(),
  }));
}

/** Items of a train in their order. */
export async function loadItems(db: SqlExecutor, trainId: string): Promise<ChecklistItem[]> {
  return db.query<ChecklistItem>(sql`
    select id, title, done_by as "doneBy", due from train_item where train_id = ${trainId} order by position`);
}

/** What persons ticked of a train, from old to new. */
export async function loadTicks(db: SqlExecutor, trainId: string): Promise<Tick[]> {
  const rows = await db.query<Omit<Tick, "at"> & { at: Date }>(sql`
    select t.item_id as "itemId", t.is_done as "isDone", t.note, t.by, t.at, t.stop
    from train_tick t join train_item i on i.id = t.item_id where i.train_id = ${trainId} order by t.id`);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Lowest tier of the services of a train, which is the most critical one. */
export async function tierOfServices(db: SqlExecutor, serviceIds: readonly string[]): Promise<number> {
  const [row] = await db.query<{ tier: number | null }>(
    sql`select min(tier) as tier from service where id = any(${[...serviceIds]}::text[])`,
  );
  return row?.tier ?? 3;
}

/** Ids of connections that announcements may go to, by their slugs. */
export async function announcementConnections(db: SqlExecutor): Promise<ReadonlyMap<string, string>> {
  const rows = await db.query<{ id: string; slug: string }>(sql`
    select id, slug from connection where kind in ('alert_mail', 'alert_webhook') order by slug`);
  return new Map(rows.map(({ id, slug }) => [slug, id]));
}

export interface PlannedAnnouncement {
  readonly id: string;
  readonly text: string;
  readonly isForStatusPage: boolean;
}

/** What is still to be said of a train at a moment. */
export async function plannedAnnouncements(
  db: SqlExecutor,
  trainId: string,
  moment: Moment,
): Promise<PlannedAnnouncement[]> {
  return db.query<PlannedAnnouncement>(sql`
    select id, text, connection_id is null as "isForStatusPage" from train_announcement
    where train_id = ${trainId} and moment = ${moment} and state = 'planned' order by position`);
}

interface AnnouncementRow {
  moment: Moment;
  connection: string | null;
  text: string;
  body: string | null;
  state: string;
  sent_at: Date | null;
  last_error: string | null;
}

/** Everything that is, was and will be said of a train. */
export async function loadAnnouncements(db: SqlExecutor, trainId: string): Promise<TrainDetail["announcements"]> {
  const rows = await db.query<AnnouncementRow>(sql`
    select a.moment, c.name as connection, a.text, a.body, a.state, a.sent_at, a.last_error
    from train_announcement a left join connection c on c.id = a.connection_id
    where a.train_id = ${trainId} order by a.position`);
  return rows.map(({ moment, connection, text, body, state, sent_at, last_error }) => ({
    moment,
    channel: connection ?? "Status page",
    text: body ?? text,
    state: state as TrainDetail["announcements"][number]["state"],
    sentAt: sent_at?.toISOString() ?? null,
    lastError: last_error,
  }));
}

/** What the status page says of trains: the newest text of each that is not over for more than a day. */
export async function loadStatusTexts(
  db: SqlExecutor,
  now: number,
): Promise<{ train: string; reference: string; moment: string; text: string; at: string }[]> {
  const since = new Date(now - 86_400_000).toISOString();
  const rows = await db.query<{ train: string; number: number; moment: string; text: string; at: Date }>(sql`
    select distinct on (t.number) t.id as train, t.number, a.moment, a.body as text, a.sent_at as at
    from train_announcement a join train t on t.id = a.train_id
    where a.connection_id is null and a.state = 'sent' and (t.ended_at is null or t.ended_at > ${since}::timestamptz)
    order by t.number desc, a.sent_at desc limit 50`);
  return rows.map(({ number, at, ...row }) => ({ ...row, reference: `T-${number}`, at: at.toISOString() }));
}

/** Rollouts of a train at a stop, for what journeys say of them. */
export async function rolloutsAtStop(
  db: SqlExecutor,
  trainId: string,
  stop: number,
): Promise<{ rolloutId: string; service: string }[]> {
  return db.query(sql`
    select m.rollout_id as "rolloutId", s.slug as service from train_move m
    join train_car c on c.id = m.car_id join service s on s.id = c.service_id
    where c.train_id = ${trainId} and m.stop = ${stop} and m.rollout_id is not null`);
}

/** The open train that carries a version of a service to an environment; the newest of several, null when none does. */
export async function findCarrier(
  db: SqlExecutor,
  asked: { readonly serviceId: string; readonly environmentId: string; readonly version: string },
): Promise<{ id: string; stop: number } | null> {
  const [row] = await db.query<{ id: string; stop: number }>(sql`
    select t.id, p.position as stop from train t join train_car c on c.train_id = t.id
    join train_stop p on p.train_id = t.id
    where c.service_id = ${asked.serviceId} and c.version = ${asked.version} and p.environment_id = ${asked.environmentId}
      and t.phase in ('planned', 'moving', 'at_stop')
    order by t.number desc limit 1`);
  return row ?? null;
}
