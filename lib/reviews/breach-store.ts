import type { Instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { LevelView } from "@/lib/slos/contract";
import type { CauseFacts } from "./contract";
import type { CauseKind } from "./domain/breach";
import type { ClosingOutcome } from "./domain/closing";

const iso = (at: Instant | number) => new Date(at).toISOString();

/** Take the search for breaches for this transaction; false when another worker has it. */
export async function claimBreaches(db: SqlExecutor): Promise<boolean> {
  const rows = await db.query<{ claimed: boolean }>(sql`select pg_try_advisory_xact_lock(7107, 1) as claimed`);
  return rows[0]?.claimed === true;
}

export interface NewPeriod {
  readonly objectiveId: string;
  readonly version: number;
  readonly period: Period;
  readonly level: LevelView;
  readonly at: Instant;
}

/** Keep how a period ended; what was kept before stays. */
export async function insertPeriod(db: SqlExecutor, given: NewPeriod): Promise<void> {
  const { period, level } = given;
  await db.query(sql`
    insert into objective_period (objective_id, period_from, period_to, version, verdict, level, assessed_at)
    values (${given.objectiveId}, ${iso(period.from)}::timestamptz, ${iso(period.to)}::timestamptz, ${given.version},
            ${level.verdict}, ${JSON.stringify(level)}::jsonb, ${iso(given.at)}::timestamptz)
    on conflict do nothing`);
}

/** Facts of a cause as stored: also whom it was told to. */
export interface StoredFacts extends CauseFacts {
  readonly told: readonly { readonly personId: string; readonly name: string; readonly role: string }[];
}

export interface NewCause {
  readonly subjectKind: "objective" | "clock";
  readonly subjectId: string;
  readonly subjectName: string;
  readonly serviceId: string;
  readonly environmentId: string | null;
  readonly period: Period;
  readonly kind: CauseKind;
  readonly at: Instant;
  readonly facts: StoredFacts;
}

/** A cause that was kept, with its breach. */
export interface KeptCause {
  readonly breachId: string;
  readonly reference: string;
  /** The breach is new too. */
  readonly isOpened: boolean;
}

/** Keep a cause, and its breach with it when that is not there yet. Null when this cause is known: the same twice is once. */
export async function insertCause(db: SqlExecutor, cause: NewCause, newId: string): Promise<KeptCause | null> {
  const { subjectKind, subjectId, period } = cause;
  const opened = await db.query<{ id: string }>(sql`
    insert into breach (id, subject_kind, subject_id, subject_name, objective_id, service_id, environment_id, period_from,
                        period_to, opened_at)
    values (${newId}, ${subjectKind}, ${subjectId}, ${cause.subjectName},
            ${subjectKind === "objective" ? subjectId : null}, ${cause.serviceId}, ${cause.environmentId},
            ${iso(period.from)}::timestamptz, ${iso(period.to)}::timestamptz, ${iso(cause.at)}::timestamptz)
    on conflict (subject_kind, subject_id, period_from) do nothing returning id`);
  const kept = await db.query<{ id: string; number: number }>(sql`
    with of_breach as (select id, number from breach where subject_kind = ${subjectKind} and subject_id = ${subjectId}
                         and period_from = ${iso(period.from)}::timestamptz),
    added as (insert into breach_cause (breach_id, kind, at, facts)
              select id, ${cause.kind}, ${iso(cause.at)}::timestamptz, ${JSON.stringify(cause.facts)}::jsonb from of_breach
              on conflict do nothing returning breach_id)
    select b.id, b.number from of_breach b join added a on a.breach_id = b.id`);
  const [row] = kept;
  return row ? { breachId: row.id, reference: `B-${row.number}`, isOpened: opened.length > 0 } : null;
}

/** Close a breach; false when it is closed already, however many try at once. */
export async function insertClosing(
  db: SqlExecutor,
  given: {
    readonly breachId: string;
    readonly outcome: ClosingOutcome;
    readonly note: string;
    readonly by: string;
    readonly at: Instant;
  },
): Promise<boolean> {
  const rows = await db.query<{ breach_id: string }>(sql`
    insert into breach_closing (breach_id, outcome, note, closed_by, at)
    values (${given.breachId}, ${given.outcome}, ${given.note}, ${given.by}, ${iso(given.at)}::timestamptz)
    on conflict do nothing returning breach_id`);
  return rows.length > 0;
}
