import { type Sql, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import { attendeesOf } from "./attendance-read-model";
import { AgendaView, type DecisionView, type MeetingView } from "./contract";

interface Row {
  id: string;
  number: number;
  title: string;
  scheduled_at: Date;
  held_at: Date | null;
  agenda: unknown;
  attendance: MeetingView["attendance"];
  decisions: number;
}

export interface StoredMeeting {
  readonly view: MeetingView;
  /** As it was when the meeting was held; null before. */
  readonly agenda: AgendaView | null;
}

async function load(db: SqlExecutor, where: Sql, limit: number): Promise<StoredMeeting[]> {
  const rows = await db.query<Row>(sql`
    select m.id, m.number, m.title, m.scheduled_at, m.held_at, m.agenda,
      ${attendeesOf("meeting", sql`m.id`)} as attendance,
      (select count(*)::int from meeting_decision d where d.meeting_id = m.id) as decisions
    from review_meeting m where ${where} order by m.number desc limit ${limit}`);
  return rows.map(({ number, scheduled_at, held_at, agenda, decisions, ...row }) => ({
    agenda: agenda === null ? null : AgendaView.parse(agenda),
    view: {
      ...row,
      reference: `M-${number}`,
      scheduledAt: scheduled_at.toISOString(),
      heldAt: held_at?.toISOString() ?? null,
      decisionCount: decisions,
    },
  }));
}

/** Meetings, newest first. */
export async function listMeetingViews(
  db: SqlExecutor,
  filter: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<MeetingView>> {
  const after = decodeCursor(filter.cursor, /^\d{1,9}$/);
  const rows = await load(db, after ? sql`m.number < ${Number(after)}` : sql`true`, filter.limit + 1);
  const page = toPage(rows, filter.limit, ({ view }) => view.reference.slice(2));
  return { items: page.items.map(({ view }) => view), nextCursor: page.nextCursor };
}

/** One meeting; null when there is none. */
export async function findMeeting(db: SqlExecutor, id: string): Promise<StoredMeeting | null> {
  const [found] = await load(db, sql`m.id = ${id}`, 1);
  return found ?? null;
}

interface DecisionRow {
  id: string;
  number: number;
  meeting_id: string;
  subject_kind: string;
  subject_id: string | null;
  subject_name: string | null;
  text: string;
  replaces: string | null;
  replaced_by: string | null;
  decided_by: string;
  at: Date;
}

async function loadDecisions(db: SqlExecutor, where: Sql): Promise<DecisionView[]> {
  const rows = await db.query<DecisionRow>(sql`
    select d.id, d.number, d.meeting_id, d.subject_kind, d.subject_id, d.subject_name, d.text, d.decided_by, d.at,
      (select 'D-' || o.number from meeting_decision o where o.id = d.replaces) as replaces,
      (select 'D-' || n.number from meeting_decision n where n.replaces = d.id) as replaced_by
    from meeting_decision d where ${where} order by d.number desc limit 200`);
  return rows.map((row) => ({
    id: row.id,
    reference: `D-${row.number}`,
    meetingId: row.meeting_id,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    subjectName: row.subject_name,
    text: row.text,
    replaces: row.replaces,
    replacedBy: row.replaced_by,
    decidedBy: row.decided_by,
    at: row.at.toISOString(),
  }));
}

/** Decisions of a meeting, newest first. */
export function listDecisionsOf(db: SqlExecutor, meetingId: string): Promise<DecisionView[]> {
  return loadDecisions(db, sql`d.meeting_id = ${meetingId}`);
}

/** Decisions about one thing, of whatever meeting, newest first. */
export function listDecisionsAbout(db: SqlExecutor, kind: string, id: string): Promise<DecisionView[]> {
  return loadDecisions(db, sql`d.subject_kind = ${kind} and d.subject_id = ${id}`);
}

/** One decision; null when there is none. */
export async function findDecision(db: SqlExecutor, id: string): Promise<DecisionView | null> {
  const [found] = await loadDecisions(db, sql`d.id = ${id}`);
  return found ?? null;
}

/** The name of what a decision is about; null when there is no such thing. Objectives are named by their slug. */
export async function findSubjectName(db: SqlExecutor, kind: string, id: string): Promise<string | null> {
  const names: Readonly<Record<string, Sql>> = {
    objective: sql`select name from objective where slug = ${id}`,
    breach: sql`select 'B-' || number || ' ' || subject_name as name from breach where id = ${id}`,
    waiver: sql`select 'W-' || number as name from waiver where id = ${id}`,
    action: sql`select 'A-' || number || ' ' || title as name from review_action where id = ${id}`,
    emergency: sql`select 'E-' || number as name from emergency_release where id = ${id}`,
    root_cause: sql`select 'RC-' || number as name from root_cause where id = ${id}`,
  };
  const statement = names[kind];
  if (!statement) return null;
  const [row] = await db.query<{ name: string }>(statement);
  return row?.name ?? null;
}

/** Which of these persons are there. */
export async function activePersons(db: SqlExecutor, ids: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(
    sql`select id from app_user where state = 'active' and id = any(${[...ids]}::text[])`,
  );
  return new Set(rows.map(({ id }) => id));
}
