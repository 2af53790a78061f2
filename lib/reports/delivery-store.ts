import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

/** A delivery that was taken to be sent. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly kind: "mail" | "webhook";
  readonly address: string;
  readonly attempts: number;
  readonly reportId: string;
  readonly reportName: string;
  /** Sealed; null when the report has no webhook. */
  readonly secret: string | null;
  readonly dueAt: Date;
  readonly runId: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly data: unknown;
}

/** Take the next delivery whose time has come; null when none is. Taken ones are `sending` and nobody else's. */
export async function claimDelivery(db: SqlExecutor, now: Date): Promise<ClaimedDelivery | null> {
  const [row] = await db.query<ClaimedDelivery>(sql`
    with next as (
      select id from report_delivery where state = 'waiting' and next_attempt_at <= ${now}
      order by next_attempt_at, id limit 1 for update skip locked)
    update report_delivery d set state = 'sending', attempts = d.attempts + 1, started_at = ${now}
    from next, report_run u, report r
    where d.id = next.id and u.id = d.run_id and r.id = u.report_id
    returning d.id, d.kind, d.address, d.attempts, r.id as "reportId", r.name as "reportName", r.secret, u.due_at as "dueAt",
      u.id as "runId", u.subject, u.html, u.text, u.data`);
  return row ?? null;
}

export interface Settlement {
  readonly id: string;
  /** The attempt that it is about: a late answer of an earlier one changes nothing. */
  readonly attempt: number;
  readonly state: "sent" | "waiting" | "failed" | "uncertain";
  readonly nextAttemptAt: Date | null;
  readonly sentAt: Date | null;
  readonly lastError: string | null;
}

/** Write down how an attempt ended; false when the delivery is no longer in that attempt. */
export async function settleDelivery(db: SqlExecutor, settled: Settlement): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`
    update report_delivery set state = ${settled.state}, next_attempt_at = ${settled.nextAttemptAt}, sent_at = ${settled.sentAt},
      last_error = ${settled.lastError}
    where id = ${settled.id} and state = 'sending' and attempts = ${settled.attempt} returning id`);
  return rows.length > 0;
}

/** Deliveries whose attempt never ended: the process died. Webhooks are tried again, mail may have arrived. */
export async function releaseAbandoned(db: SqlExecutor, before: Date, now: Date): Promise<number> {
  const rows = await db.query<{ id: string }>(sql`
    update report_delivery set
      state = case kind when 'webhook' then 'waiting' else 'uncertain' end,
      next_attempt_at = case kind when 'webhook' then ${now}::timestamptz else null end,
      last_error = 'The attempt was cut off before its answer came.'
    where state = 'sending' and started_at < ${before} returning id`);
  return rows.length;
}
