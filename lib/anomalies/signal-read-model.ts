import { spansWithin } from "@/lib/calendar/domain/series";
import { holidaysWithin } from "@/lib/calendar/holiday-read-model";
import { listWindowSeries } from "@/lib/calendar/series-read-model";
import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Freeze, Occurrence } from "./domain/series-points";

interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

export interface ServiceOccurrence extends Occurrence {
  readonly serviceId: string | null;
}

/** Incidents detected within a span; merged ones are the same as another. */
export async function incidentsWithin(db: SqlExecutor, { from, to }: Span): Promise<ServiceOccurrence[]> {
  const rows = await db.query<{ serviceId: string | null; at: Date }>(sql`
    select service_id as "serviceId", detected_at as at from incident
    where state <> 'merged' and detected_at >= ${new Date(from)} and detected_at < ${new Date(to)}`);
  return rows.map(({ serviceId, at }) => ({ serviceId, at: instant(at.getTime()) }));
}

/** Pipeline runs that succeeded or failed within a span. */
export async function runsWithin(db: SqlExecutor, { from, to }: Span): Promise<ServiceOccurrence[]> {
  const rows = await db.query<{ serviceId: string | null; at: Date; failed: boolean; ms: number | null }>(sql`
    select service_id as "serviceId", finished_at as at, state = 'failed' as failed,
      (extract(epoch from finished_at - started_at) * 1000)::float8 as ms
    from pipeline_run where state in ('succeeded', 'failed')
      and finished_at >= ${new Date(from)} and finished_at < ${new Date(to)}`);
  return rows.map((row) => ({
    serviceId: row.serviceId,
    at: instant(row.at.getTime()),
    hasFailed: row.failed,
    durationMs: row.ms,
  }));
}

export interface SpokenHours {
  /** When the first source that is in use was made; null: there is none, and only our own rollouts are on record. */
  readonly since: Instant | null;
  /** Hours in which any source said something. */
  readonly hours: readonly Instant[];
}

/** When sources spoke at all: silence of every one of them says nothing. */
export async function spokenHours(db: SqlExecutor, { from, to }: Span): Promise<SpokenHours> {
  const [first] = await db.query<{ at: Date | null }>(
    sql`select min(created_at) as at from event_source where disabled_at is null`,
  );
  const rows = await db.query<{ hour: Date }>(sql`
    select distinct hour from delivery_tally where hour >= ${new Date(from)} and hour < ${new Date(to)}`);
  return {
    since: first?.at ? instant(first.at.getTime()) : null,
    hours: rows.map((row) => instant(row.hour.getTime())),
  };
}

/** A freeze or a holiday. */
export interface PlacedFreeze extends Freeze {
  readonly serviceId: string | null;
  readonly environmentId: string | null;
}

/** Blackouts and holidays that touch a span; without a service or environment they concern every one. */
export async function freezesWithin(db: SqlExecutor, span: Span): Promise<PlacedFreeze[]> {
  return [...(await blackoutsWithin(db, span)), ...(await daysOffWithin(db, span))];
}

/** A holiday of a team is one of each of its services. */
async function daysOffWithin(db: SqlExecutor, { from, to }: Span): Promise<PlacedFreeze[]> {
  const holidays = await holidaysWithin(db, { from: instant(from), to: instant(to) });
  return holidays.flatMap(({ serviceIds, ...holiday }) =>
    (serviceIds ?? [null]).map((serviceId) => ({ ...holiday, serviceId, environmentId: null })),
  );
}

async function blackoutsWithin(db: SqlExecutor, { from, to }: Span): Promise<PlacedFreeze[]> {
  const windows = await listWindowSeries(db, { kind: "blackout", range: { from: instant(from), to: instant(to) } });
  return windows.flatMap(({ series, serviceId, environmentId }) =>
    spansWithin(series, { from: instant(from), to: instant(to) }).map((span) => ({
      name: series.name,
      ...span,
      serviceId,
      environmentId,
    })),
  );
}
