import { type Instant, instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { type Sql, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { decodeCursor, type Page, toPage } from "@/lib/platform/paging";
import { EmergencyOutcome, type EmergencyView } from "./contract";
import { type EmergencyRecord, emergencyState, overAt, reviewDueAt } from "./domain/emergency";
import { type ProposalRecord, proposalState } from "./domain/proposal";

export interface EmergencyFilter {
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  readonly state?: "in_force" | "owed" | "reviewed" | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface StoredEmergency {
  readonly record: EmergencyRecord;
  /** What its review proposes; null when it proposes nothing. */
  readonly proposal: (ProposalRecord & { readonly definition: unknown }) | null;
  readonly view: Omit<EmergencyView, "mayReview" | "mayDecide">;
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
  rollout_id: string | null;
  rollout_number: number | null;
  version: string | null;
  phase: string | null;
  flag: string | null;
  flips: number;
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
  reviewed_by_person: string | null;
  objective_slug: string | null;
  objective_name: string | null;
  objective_retired_at: Date | null;
  base_version: number | null;
  present_version: number | null;
  from_percent: string | null;
  draft: { readonly targetPercent: string } | null;
  decision: "signed" | "declined" | null;
  decision_note: string | null;
  decision_version: number | null;
  decided_by: string | null;
  decided_at: Date | null;
}

function query(db: SqlExecutor, where: Sql, limit: number): Promise<Row[]> {
  return db.query<Row>(sql`
    select m.id, m.number, s.id as service_id, s.slug as service_slug, s.name as service_name, e.id as environment_id,
      e.slug as environment_slug, e.name as environment_name, r.id as rollout_id, r.number as rollout_number,
      r.canary_version as version, r.phase::text as phase, r.finished_at as rollout_finished_at,
      m.flag, (select count(*)::int from flag_flip f where f.emergency_id = m.id) as flips,
      (select d.id from deployment d where d.rollout_id = r.id order by d.started_at limit 1) as deployment_id,
      i.id as incident_id, i.title as incident_title, i.external_key as incident_key, m.reason, m.passed, m.started_by,
      m.started_by_person, m.started_at, m.ends_at, v.outcome, v.findings, v.is_objective_to_change, v.reviewed_by,
      v.at as reviewed_at, v.reviewed_by_person, o.slug as objective_slug, o.name as objective_name,
      o.retired_at as objective_retired_at, p.base_version, o.version as present_version,
      b.definition ->> 'targetPercent' as from_percent, p.definition as draft, x.decision, x.note as decision_note,
      x.version as decision_version, x.decided_by, x.at as decided_at
    from emergency_release m join service s on s.id = m.service_id join environment e on e.id = m.environment_id
    left join rollout r on r.id = m.rollout_id left join incident i on i.id = m.incident_id
    left join emergency_review v on v.emergency_id = m.id
    left join emergency_proposal p on p.emergency_id = m.id left join objective o on o.id = p.objective_id
    left join objective_version b on b.objective_id = p.objective_id and b.version = p.base_version
    left join emergency_proposal_decision x on x.emergency_id = m.id
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
  const proposal = proposalOf(row);
  return {
    record,
    proposal,
    view: {
      id: row.id,
      reference: `E-${row.number}`,
      state: emergencyState(record, now),
      service: { id: row.service_id, slug: row.service_slug, name: row.service_name },
      environment: { id: row.environment_id, slug: row.environment_slug, name: row.environment_name },
      rollout: rolloutOf(row),
      flag: row.flag === null ? null : { key: row.flag, flips: row.flips },
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
      proposal: proposal && viewProposal(row, proposal),
    },
  };
}

function rolloutOf({ rollout_id: id, rollout_number: number, version, phase }: Row): EmergencyView["rollout"] {
  return id === null || number === null || version === null || phase === null ? null : { id, number, version, phase };
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

function proposalOf(row: Row): StoredEmergency["proposal"] {
  if (row.base_version === null || row.present_version === null || row.reviewed_by_person === null) return null;
  return {
    proposedByPerson: row.reviewed_by_person,
    baseVersion: row.base_version,
    presentVersion: row.present_version,
    isRetired: row.objective_retired_at !== null,
    decision: row.decision,
    definition: row.draft,
  };
}

function viewProposal(row: Row, record: ProposalRecord): EmergencyView["proposal"] {
  const { decided_at: decidedAt, decision_version: version } = row;
  return {
    objective: { slug: row.objective_slug ?? "", name: row.objective_name ?? "" },
    fromPercent: row.from_percent ?? "",
    toPercent: row.draft?.targetPercent ?? "",
    state: proposalState(record),
    decision: decidedAt && {
      ...{ by: row.decided_by ?? "", note: row.decision_note ?? "", at: decidedAt.toISOString(), version },
    },
  };
}

/** Is there an incident with this id? */
export async function isIncidentThere(db: SqlExecutor, id: string): Promise<boolean> {
  const rows = await db.query<{ id: string }>(sql`select id from incident where id = ${id}`);
  return rows.length > 0;
}
