import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Prisma, Tx } from "@/lib/platform/db/prisma";
import type { CadenceFields, Recipient, ReportContent } from "./contract";

export interface ReportFields {
  readonly name: string;
  readonly content: ReportContent;
  readonly cadence: CadenceFields;
  readonly timeZone: string;
  readonly recipients: readonly Recipient[];
  readonly nextRunAt: Date | null;
  readonly secret: string | null;
}

function columns({ content, cadence, recipients, ...fields }: ReportFields) {
  const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;
  // Names are looked up when they are shown: a person may be called otherwise by then.
  const kept = recipients.map(({ kind, address }) => ({ kind, address }));
  return { ...fields, content: json(content), cadence: json(cadence), recipients: json(kept) };
}

/** Insert a report. */
export async function insertReport(
  tx: Tx,
  report: ReportFields & { readonly id: string; readonly createdBy: string },
): Promise<void> {
  const { id, createdBy, ...fields } = report;
  await tx.report.create({ data: { id, createdBy, ...columns(fields) } });
}

/** Change a locked report; its revision grows by one. */
export async function saveReport(tx: Tx, id: string, fields: ReportFields): Promise<void> {
  await tx.report.update({ where: { id }, data: { ...columns(fields), revision: { increment: 1 } } });
}

/** Delete a locked report with its history. */
export async function deleteReportRow(tx: Tx, id: string): Promise<void> {
  await tx.report.delete({ where: { id } });
}

/** Hold a report until the transaction ends; its sealed secret, or undefined when there is no such report. */
export async function lockReport(db: SqlExecutor, id: string): Promise<string | null | undefined> {
  const [row] = await db.query<{ secret: string | null }>(sql`select secret from report where id = ${id} for update`);
  return row?.secret;
}

export interface DueReport {
  readonly id: string;
  readonly name: string;
  readonly content: ReportContent;
  readonly cadence: CadenceFields;
  readonly timeZone: string;
  readonly recipients: readonly Recipient[];
  readonly nextRunAt: Date;
}

/** Reports that are due, held until the transaction ends; those that another worker holds are left to it. */
export function lockDueReports(db: SqlExecutor, now: Date, limit: number): Promise<DueReport[]> {
  return db.query<DueReport>(sql`
    select id, name, content, cadence, time_zone as "timeZone", recipients, next_run_at as "nextRunAt" from report
    where next_run_at <= ${now} order by next_run_at limit ${limit} for update skip locked`);
}

/** When a report runs next. */
export async function setNextRun(db: SqlExecutor, id: string, at: Date): Promise<void> {
  await db.query(sql`update report set next_run_at = ${at} where id = ${id}`);
}

export interface NewRun {
  readonly id: string;
  readonly reportId: string;
  readonly dueAt: Date;
  readonly madeAt: Date;
  readonly cause: "schedule" | "person";
  readonly by: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly data: unknown;
  readonly deliveries: readonly { readonly id: string; readonly kind: string; readonly address: string }[];
}

/** Keep a run as it was made, with one waiting delivery for each recipient. */
export async function insertRun(tx: Tx, run: NewRun): Promise<void> {
  const { deliveries, data, ...fields } = run;
  await tx.reportRun.create({ data: { ...fields, data: JSON.parse(JSON.stringify(data)) as Prisma.InputJsonValue } });
  await tx.reportDelivery.createMany({
    data: deliveries.map((one) => ({ ...one, runId: run.id, nextAttemptAt: run.madeAt })),
  });
}
