import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";

const iso = (at: Instant) => new Date(at).toISOString();

export interface NewEmergency {
  readonly id: string;
  readonly serviceId: string;
  readonly environmentId: string;
  /** One of rollout and flag. */
  readonly rolloutId: string | null;
  readonly flag: string | null;
  readonly incidentId: string | null;
  readonly reason: string;
  readonly passed: readonly Reason[];
  readonly startedBy: string;
  readonly startedByPerson: string | null;
  readonly startedAt: Instant;
  readonly endsAt: Instant;
}

/** Keep an emergency release; answers its number. */
export async function insertEmergency(db: SqlExecutor, given: NewEmergency): Promise<number> {
  const rows = await db.query<{ number: number }>(sql`
    insert into emergency_release (id, service_id, environment_id, rollout_id, flag, incident_id, reason, passed,
                                   started_by, started_by_person, started_at, ends_at)
    values (${given.id}, ${given.serviceId}, ${given.environmentId}, ${given.rolloutId}, ${given.flag}, ${given.incidentId},
            ${given.reason}, ${JSON.stringify(given.passed)}::jsonb, ${given.startedBy}, ${given.startedByPerson},
            ${iso(given.startedAt)}::timestamptz, ${iso(given.endsAt)}::timestamptz)
    returning number`);
  return rows[0]?.number ?? 0;
}

/** Hold an emergency release until the transaction ends; false when there is none. */
export async function lockEmergency(db: SqlExecutor, id: string): Promise<boolean> {
  await db.query(sql`select pg_advisory_xact_lock(hashtextextended(${id}, 46))::text`);
  const rows = await db.query<{ id: string }>(sql`select id from emergency_release where id = ${id}`);
  return rows.length > 0;
}

export interface NewEmergencyReview {
  readonly emergencyId: string;
  readonly outcome: string;
  readonly findings: string;
  readonly isObjectiveToChange: boolean;
  readonly reviewedBy: string;
  readonly reviewedByPerson: string;
  readonly at: Instant;
}

/** Keep a review. */
export async function insertEmergencyReview(db: SqlExecutor, given: NewEmergencyReview): Promise<void> {
  await db.query(sql`
    insert into emergency_review (emergency_id, outcome, findings, is_objective_to_change, reviewed_by, reviewed_by_person, at)
    values (${given.emergencyId}, ${given.outcome}, ${given.findings}, ${given.isObjectiveToChange}, ${given.reviewedBy},
            ${given.reviewedByPerson}, ${iso(given.at)}::timestamptz)`);
}

/** Keep what a review proposes: the whole definition as it would be, and the version that it changes. */
export async function insertProposal(
  db: SqlExecutor,
  given: {
    readonly emergencyId: string;
    readonly objectiveId: string;
    readonly baseVersion: number;
    readonly definition: unknown;
    readonly at: Instant;
  },
): Promise<void> {
  await db.query(sql`
    insert into emergency_proposal (emergency_id, objective_id, base_version, definition, at)
    values (${given.emergencyId}, ${given.objectiveId}, ${given.baseVersion}, ${JSON.stringify(given.definition)}::jsonb,
            ${iso(given.at)}::timestamptz)`);
}

/** Keep how a proposal was decided; `version` is the one that it became. */
export async function insertProposalDecision(
  db: SqlExecutor,
  given: {
    readonly emergencyId: string;
    readonly decision: "signed" | "declined";
    readonly note: string;
    readonly version: number | null;
    readonly decidedBy: string;
    readonly decidedByPerson: string;
    readonly at: Instant;
  },
): Promise<void> {
  await db.query(sql`
    insert into emergency_proposal_decision (emergency_id, decision, note, version, decided_by, decided_by_person, at)
    values (${given.emergencyId}, ${given.decision}, ${given.note}, ${given.version}, ${given.decidedBy},
            ${given.decidedByPerson}, ${iso(given.at)}::timestamptz)`);
}
