import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import type { DeliveryView, Recipient, ReportView, RunView } from "./contract";
import { recipientName } from "./domain/recipients";
import { loadRecipients } from "./recipient-read-model";

interface ReportRow {
  readonly id: string;
  readonly name: string;
  readonly content: ReportView["content"];
  readonly cadence: ReportView["cadence"];
  readonly timeZone: string;
  readonly recipients: readonly Recipient[];
  readonly nextRunAt: Date | null;
  readonly hasSecret: boolean;
  readonly createdBy: string;
  readonly revision: number;
  readonly madeAt: Date | null;
  readonly sent: number;
  readonly waiting: number;
  readonly failed: number;
}

const reportRows = sql`
  select r.id, r.name, r.content, r.cadence, r.time_zone as "timeZone", r.recipients, r.next_run_at as "nextRunAt",
    r.secret is not null as "hasSecret", r.created_by as "createdBy", r.revision, l.made_at as "madeAt",
    coalesce(l.sent, 0)::int as sent, coalesce(l.waiting, 0)::int as waiting, coalesce(l.failed, 0)::int as failed
  from report r left join lateral (
    select u.made_at, count(d.id) filter (where d.state = 'sent') as sent,
      count(d.id) filter (where d.state in ('waiting', 'sending')) as waiting,
      count(d.id) filter (where d.state in ('failed', 'uncertain')) as failed
    from report_run u left join report_delivery d on d.run_id = u.id
    where u.id = (select id from report_run where report_id = r.id order by made_at desc, id desc limit 1)
    group by u.id, u.made_at) as l on true`;

async function viewsOf(db: SqlExecutor, rows: readonly ReportRow[]): Promise<ReportView[]> {
  const known = await loadRecipients(
    db,
    rows.flatMap(({ recipients }) => recipients),
  );
  return rows.map(({ madeAt, sent, waiting, failed, nextRunAt, recipients, ...row }) => ({
    ...row,
    recipients: recipients.map((one) => ({ ...one, name: recipientName(one, known) })),
    nextRunAt: nextRunAt?.toISOString() ?? null,
    lastRun: madeAt && { madeAt: madeAt.toISOString(), sent, waiting, failed },
  }));
}

/** Reports by name. */
export async function listReportViews(
  db: SqlExecutor,
  filter: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<ReportView>> {
  const after = decodeCursor(filter.cursor, /^\w{1,64}$/) ?? "";
  const rows = await db.query<ReportRow>(
    sql`${reportRows} where r.id > ${after} order by r.id limit ${filter.limit + 1}`,
  );
  return toPage(await viewsOf(db, rows), filter.limit, (one) => one.id);
}

/** One report; null when there is none. */
export async function findReport(db: SqlExecutor, id: string): Promise<ReportView | null> {
  const [row] = await db.query<ReportRow>(sql`${reportRows} where r.id = ${id}`);
  const [view] = row ? await viewsOf(db, [row]) : [];
  return view ?? null;
}

interface RunRow extends Omit<RunView, "dueAt" | "madeAt" | "deliveries"> {
  readonly dueAt: Date;
  readonly madeAt: Date;
}

interface DeliveryRow extends Omit<DeliveryView, "nextAttemptAt" | "sentAt"> {
  readonly runId: string;
  readonly nextAttemptAt: Date | null;
  readonly sentAt: Date | null;
}

/** What was sent, newest first. */
export async function listRunViews(
  db: SqlExecutor,
  filter: { readonly reportId: string; readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<RunView>> {
  const [atMs, id] = decodeCursor(filter.cursor, /^\d{1,13} \w{1,64}$/)?.split(" ") ?? [];
  const runs = await db.query<RunRow>(sql`
    select id, due_at as "dueAt", made_at as "madeAt", cause, by, subject, text from report_run
    where report_id = ${filter.reportId}
      and (${id ?? null}::text is null or (made_at, id) < (${new Date(Number(atMs ?? 0))}, ${id ?? ""}))
    order by made_at desc, id desc limit ${filter.limit + 1}`);
  const deliveries = await db.query<DeliveryRow>(sql`
    select id, run_id as "runId", kind, address, state, attempts, next_attempt_at as "nextAttemptAt", sent_at as "sentAt",
      last_error as "lastError"
    from report_delivery where run_id = any(${runs.map((run) => run.id)}::text[]) order by kind, address`);
  const views = runs.map(
    (run): RunView => ({
      ...run,
      dueAt: run.dueAt.toISOString(),
      madeAt: run.madeAt.toISOString(),
      deliveries: deliveries.filter((one) => one.runId === run.id).map(deliveryView),
    }),
  );
  return toPage(views, filter.limit, (run) => `${Date.parse(run.madeAt)} ${run.id}`);
}

function deliveryView({ runId: _runId, nextAttemptAt, sentAt, ...row }: DeliveryRow): DeliveryView {
  return { ...row, nextAttemptAt: nextAttemptAt?.toISOString() ?? null, sentAt: sentAt?.toISOString() ?? null };
}
