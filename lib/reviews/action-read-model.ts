import type { Instant } from "@/lib/kernel/instant";
import { type Sql, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { ActionView } from "./contract";

interface Row {
  id: string;
  number: number;
  origin_kind: ActionView["originKind"];
  origin_id: string;
  root_subject: string | null;
  title: string;
  owner_id: string;
  owner_name: string;
  is_owner_active: boolean;
  due_at: Date;
  state: ActionView["state"];
  evidence: string | null;
  settled_at: Date | null;
  revision: number;
}

/** Actions that fit a condition on `a`, the first due first, as at `at`. */
export async function loadActions(db: SqlExecutor, where: Sql, at: Instant, limit = 200): Promise<ActionView[]> {
  const rows = await db.query<Row>(sql`
    select a.id, a.number, a.origin_kind, a.origin_id, a.title, a.owner_id, u.name as owner_name,
      u.state = 'active' as is_owner_active, a.due_at, a.state, a.evidence, a.settled_at, a.revision,
      (select rc.subject_kind || '/' || rc.subject_id from root_cause rc
       where a.origin_kind = 'root_cause' and rc.id = a.origin_id) as root_subject
    from review_action a join app_user u on u.id = a.owner_id
    where ${where} order by a.due_at, a.number limit ${limit}`);
  return rows.map((row) => ({
    id: row.id,
    reference: `A-${row.number}`,
    originKind: row.origin_kind,
    originId: row.origin_id,
    originHref: hrefOf(row),
    title: row.title,
    owner: { id: row.owner_id, name: row.owner_name },
    isOwnerActive: row.is_owner_active,
    dueAt: row.due_at.toISOString(),
    state: row.state,
    isOverdue: row.due_at.getTime() < at && (row.settled_at === null || row.settled_at.getTime() > at),
    evidence: row.evidence,
    settledAt: row.settled_at?.toISOString() ?? null,
    revision: row.revision,
  }));
}

function hrefOf({ origin_kind, origin_id, root_subject }: Row): string {
  if (origin_kind === "root_cause") return `/reviews/root-causes/${root_subject ?? ""}`;
  return `/reviews/${origin_kind === "meeting" ? "meetings" : "retrospectives"}/${origin_id}`;
}

/** Actions of what they came from. */
export function listActionsOf(
  db: SqlExecutor,
  originKind: ActionView["originKind"],
  originId: string,
  at: Instant,
): Promise<ActionView[]> {
  return loadActions(db, sql`a.origin_kind = ${originKind} and a.origin_id = ${originId}`, at);
}

/** Actions that were open and past their time at `at`. */
export function listOverdueActions(db: SqlExecutor, at: Instant): Promise<ActionView[]> {
  const moment = sql`${new Date(at).toISOString()}::timestamptz`;
  return loadActions(
    db,
    sql`a.created_at <= ${moment} and a.due_at < ${moment} and (a.settled_at is null or a.settled_at > ${moment})`,
    at,
    500,
  );
}

/** A page of actions, the newest first. */
export async function listActionViews(
  db: SqlExecutor,
  filter: {
    readonly state?: "open" | "overdue" | "done" | "dropped" | undefined;
    readonly limit: number;
    readonly cursor?: string | undefined;
  },
  now: Instant,
): Promise<Page<ActionView>> {
  const after = decodeCursor(filter.cursor, /^\d{1,13} \d{1,9}$/)?.split(" ");
  const moment = sql`${new Date(now).toISOString()}::timestamptz`;
  const ofState =
    filter.state === "overdue"
      ? sql`a.state = 'open' and a.due_at < ${moment}`
      : filter.state
        ? sql`a.state = ${filter.state}`
        : sql`true`;
  const later = after
    ? sql`(a.due_at, a.number) > (${new Date(Number(after[0])).toISOString()}::timestamptz, ${Number(after[1])}::int)`
    : sql`true`;
  const rows = await loadActions(db, sql`${ofState} and ${later}`, now, filter.limit + 1);
  return toPage(rows, filter.limit, (row) => `${Date.parse(row.dueAt)} ${row.reference.slice(2)}`);
}

/** One action, its row held until the transaction ends; null when there is none. */
export async function lockAction(db: SqlExecutor, id: string, now: Instant): Promise<ActionView | null> {
  const rows = await db.query<{ id: string }>(sql`select id from review_action where id = ${id} for update`);
  if (rows.length === 0) return null;
  const [found] = await loadActions(db, sql`a.id = ${id}`, now, 1);
  return found ?? null;
}

/** Whether what an action would come from is there. */
export async function isOrigin(db: SqlExecutor, kind: ActionView["originKind"], id: string): Promise<boolean> {
  const rows = await db.query<{ found: boolean }>(
    kind === "root_cause"
      ? sql`select true as found from root_cause where id = ${id}`
      : kind === "meeting"
        ? sql`select true as found from review_meeting where id = ${id}`
        : sql`select true as found from retrospective where id = ${id}`,
  );
  return rows.length > 0;
}
