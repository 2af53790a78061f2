import { type Instant, instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { type Sql, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import { EmergencyOutcome, type EmergencyView } from "./contract";
import { type EmergencyRecord, emergencyState, overAt, reviewDueAt } from "./domain/emergency";

export interface EmergencyFilter {
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  readonly state?: "in_force" | "owed" | "reviewed" | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface StoredEmergency {
  readonly record: EmergencyRecord;
  readonly view: Omit<EmergencyView, "mayReview">;
}

interface Row {
  id: string;
  number: number;
  service_id: string;
  service_slug: string;
  service_name: string;
  environment_id: string;
  environment_slug: string;
  environment_name: string;
  rollout_id: string;
  rollout_number: number;
  version: string;
  phase: string;
  rollout_finished_at: Date | null;
  deployment_id: string | null;
  incident_id: string | null;
  incident_title: string | null;
  incident_key: string | null;
  reason: string;
  passed: readonly Reason[];
  started_by: string;
  started_by_person: string | null;
  started_at: Date;
  ends_at: Date;
  outcome: string | null;
  findings: string | null;
  is_objective_to_change: boolean | null;
  reviewed_by: string | null;
  reviewed_at: Date | null;
}

function query(db: SqlExecutor, where: Sql, limit: number): Promise<Row[]> {
  return db.query<Row>(sql`
    select m.id, m.number, s.id as service_id, s.slug as service_slug, s.name as service_name, e.id as environment_id,
      e.slug as environment_slug, e.name as environment_name, r.id as rollout_id, r.number as rollout_number,
      r.canary_version as version, r.phase::text as phase, r.finished_at as rollout_finished_at,
      (select d.id from deployment d where d.rollout_id = r.id order by d.started_at limit 1) as deployment_id,
      i.id as incident_id, i.title as incident_title, i.external_key as incident_key, m.reason, m.passed, m.started_by,
      m.started_by_person, m.started_at, m.ends_at, v.outcome, v.findings, v.is_objective_to_change, v.reviewed_by,
      v.at as reviewed_at
    from emergency_release m join service s on s.id = m.service_id join environment e on e.id = m.environment_id
    join rollout r on r.id = m.rollout_id left join incident i on i.id = m.incident_id
    left join emergency_review v on v.emergency_id = m.id
    where ${where} order by m.number desc limit ${limit}`);
}

function whereOf(filter: EmergencyFilter, now: Instant): Sql {
  const after = decodeCursor(filter.cursor, /^\d{1,9}$/);
  const over = sql`least(m.ends_at, coalesce(r.finished_at, m.ends_at)) <= ${new Date(now).toISOString()}::timestamptz`;
  const states = {
    in_force: sql`v.at is null and not (${over})`,
    owed: sql`v.at is null and ${over}`,
    reviewed: sql`v.at is not null`,
  };
  const parts = [
    ...(filter.service ? [sql`s.slug = ${filter.service}`] : []),
    ...(filter.environment ? [sql`e.slug = ${filter.environment}`] : []),
    ...(filter.state ? [states[filter.state]] : []),
    ...(after ? [sql`m.number < ${Number(after)}`] : []),
  ];
  return parts.reduce((all, part) => sql`${all} and (${part})`, sql`true`);
}

/** Emergency releases, newest first. */
export async function listStoredEmergencies(
  db: SqlExecutor,
  filter: EmergencyFilter,
  now: Instant,
): Promise<Page<StoredEmergency>> {
  const rows = await query(db, whereOf(filter, now), filter.limit + 1);
  const page = toPage(rows, filter.limit, (row) => `${row.number}`);
  return { items: page.items.map((row) => storedOf(row, now)), nextCursor: page.nextCursor };
}

/** One emergency release; null when there is none. */
export async function findEmergency(db: SqlExecutor, id: string, now: Instant): Promise<StoredEmergency | null> {
  const [row] = await query(db, sql`m.id = ${id}`, 1);
  return row ? storedOf(row, now) : null;
}

function momentOf(date: Date | null): Instant | null {
  return date === null ? null : instant(date.getTime());
}

function storedOf(row: Row, now: Instant): StoredEmergency {
  const record: EmergencyRecord = {
    startedByPerson: row.started_by_person,
    endsAt: instant(row.ends_at.getTime()),
    rolloutEndedAt: momentOf(row.rollout_finished_at),
    reviewedAt: momentOf(row.reviewed_at),
  };
  const isOver = now >= overAt(record);
  return {
    record,
    view: {
      id: row.id,
      reference: `E-${row.number}`,
      state: emergencyState(record, now),
      service: { id: row.service_id, slug: row.service_slug, name: row.service_name },
      environment: { id: row.environment_id, slug: row.environment_slug, name: row.environment_name },
      rollout: { id: row.rollout_id, number: row.rollout_number, version: row.version, phase: row.phase },
      deploymentId: row.deployment_id,
      incident:
        row.incident_id === null
          ? null
          : { id: row.incident_id, title: row.incident_title ?? "", key: row.incident_key ?? "" },
      reason: row.reason,
      passed: row.passed.map(({ code, message }) => ({ code, message })),
      startedBy: row.started_by,
      startedAt: row.started_at.toISOString(),
      endsAt: row.ends_at.toISOString(),
      overAt: isOver ? new Date(overAt(record)).toISOString() : null,
      reviewDueAt: isOver && record.reviewedAt === null ? new Date(reviewDueAt(record)).toISOString() : null,
      review: reviewOf(row),
    },
  };
}

function reviewOf(row: Row): EmergencyView["review"] {
  if (row.outcome === null || row.reviewed_at === null) return null;
  return {
    outcome: EmergencyOutcome.parse(row.outcome),
    findings: row.findings ?? "",
    isObjectiveToChange: row.is_objective_to_change ?? false,
    reviewedBy: row.reviewed_by ?? "",
    at: row.reviewed_at.toISOString(),
  };
}

/** Is there an incident with this id? */
export async function isIncidentThere(db: SqlExecutor, id: string): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`select id from incident where id = ${id}`);
  return rows.length > 0;
}
