import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Activity, Ending, Reservation } from "./domain/reservation";
import { settle } from "./domain/settle";
import { loadTerms, type StoredTerms } from "./terms-read-model";

/** A reservation with what decisions do not need. */
export interface StoredReservation extends Reservation {
  readonly number: number;
  readonly environmentId: string;
  readonly purpose: string;
  readonly timeZone: string;
  readonly prepareMs: number;
  readonly holder: string;
  readonly teamId: string | null;
  readonly endedBy: string | null;
  readonly endReason: string | null;
  /** When its data was ready, and who said so; null while nobody did. */
  readonly dataReadyAt: Instant | null;
  readonly dataReadyBy: string | null;
  readonly revision: number;
}

export interface ReservationRow {
  readonly id: string;
  readonly number: number;
  readonly environment_id: string;
  readonly services: string[];
  readonly units: number | null;
  readonly purpose: string;
  readonly time_zone: string;
  readonly wish_from: Date;
  readonly length_ms: string;
  readonly prepare_ms: string;
  readonly waits_until: Date;
  readonly requested_at: Date;
  readonly queued_as: Date;
  readonly priority: number;
  readonly holder: string;
  readonly person: string;
  readonly team_id: string | null;
  readonly slot_from: Date | null;
  readonly slot_to: Date | null;
  readonly granted_at: Date | null;
  readonly taken_up_at: Date | null;
  readonly ended_at: Date | null;
  readonly ending: Ending | null;
  readonly ended_by: string | null;
  readonly end_reason: string | null;
  readonly data_ready_at: Date | null;
  readonly data_ready_by: string | null;
  readonly revision: number;
}

/** The columns of a reservation `r`, in the form that `recordOf` reads. */
export const reservationColumns = sql`
  r.id, r.number, r.environment_id, r.services, r.units, r.purpose, r.time_zone, r.wish_from, r.length_ms::text, r.prepare_ms::text,
  r.waits_until, r.requested_at, r.queued_as, r.priority, r.holder, r.person, r.team_id, r.slot_from, r.slot_to, r.granted_at,
  r.taken_up_at, r.ended_at, r.ending, r.ended_by, r.end_reason, r.data_ready_at, r.data_ready_by, r.revision`;

const at = (date: Date): Instant => instant(date.getTime());
const atOrNull = (date: Date | null): Instant | null => (date === null ? null : at(date));

export function recordOf(row: ReservationRow): StoredReservation {
  const slot = row.slot_from && row.slot_to ? { from: at(row.slot_from), to: at(row.slot_to) } : null;
  return {
    id: row.id,
    number: row.number,
    environmentId: row.environment_id,
    services: row.services,
    units: row.units,
    purpose: row.purpose,
    timeZone: row.time_zone,
    wishFrom: at(row.wish_from),
    lengthMs: Number(row.length_ms),
    prepareMs: Number(row.prepare_ms),
    waitsUntil: at(row.waits_until),
    requestedAt: at(row.requested_at),
    queuedAs: at(row.queued_as),
    priority: row.priority,
    holder: row.holder,
    person: row.person,
    teamId: row.team_id,
    slot,
    grantedAt: atOrNull(row.granted_at),
    takenUpAt: atOrNull(row.taken_up_at),
    endedAt: atOrNull(row.ended_at),
    ending: row.ending,
    endedBy: row.ended_by,
    endReason: row.end_reason,
    dataReadyAt: atOrNull(row.data_ready_at),
    dataReadyBy: row.data_ready_by,
    revision: row.revision,
  };
}

/** Most reservations that are open in one environment at once. */
export const maxOpen = 200;

/** What is kept as open in an environment, as it was last settled. */
export async function loadOpen(db: SqlExecutor, environmentId: string): Promise<StoredReservation[]> {
  const rows = await db.query<ReservationRow>(sql`
    select ${reservationColumns} from environment_reservation r
    where r.environment_id = ${environmentId} and r.ended_at is null order by r.number limit ${maxOpen + 50}::int`);
  return rows.map(recordOf);
}

/** What holders and their teams set going since they asked, for those of which no use is known. */
async function loadActivities(db: SqlExecutor, environmentId: string): Promise<Activity[]> {
  const rows = await db.query<{ reservation_id: string; at: Date }>(sql`
    with unused as (
      select id, services, person, team_id, holder, requested_at from environment_reservation
      where environment_id = ${environmentId} and ended_at is null and taken_up_at is null)
    select u.id as reservation_id, x.created_at as at
    from unused u join rollout x on x.environment_id = ${environmentId} and x.created_at >= u.requested_at
      and (cardinality(u.services) = 0 or x.service_id = any(u.services))
      and (x.started_by_person = u.person
           or x.started_by_person in (select m.user_id from team_member m where m.team_id = u.team_id))
    union all
    select u.id, d.started_at
    from unused u join deployment d on d.environment_id = ${environmentId} and d.rollout_id is null
      and d.started_at >= u.requested_at and d.started_by = u.holder
      and (cardinality(u.services) = 0 or d.service_id = any(u.services))
    order by 2 limit 5000`);
  return rows.map((row) => ({ reservationId: row.reservation_id, at: at(row.at) }));
}

/** The reservations of an environment with what the clock did since they were kept. */
export interface SettledBook {
  readonly terms: StoredTerms;
  /** As they are kept. */
  readonly kept: readonly StoredReservation[];
  /** As they are at the moment of the question. */
  readonly now: readonly StoredReservation[];
  readonly happenings: ReturnType<typeof settle>["happenings"];
}

/** Load what is open and let the clock act up to `now`. Nothing is written: who changes something keeps it, and so does the worker. */
export async function loadSettled(db: SqlExecutor, environmentId: string, now: Instant): Promise<SettledBook> {
  const terms = await loadTerms(db, environmentId);
  const kept = await loadOpen(db, environmentId);
  if (kept.length === 0) return { terms, kept, now: [], happenings: [] };
  const activities = await loadActivities(db, environmentId);
  const settled = settle(kept, terms, { now, activities });
  return { terms, kept, now: withRest(kept, settled.reservations), happenings: settled.happenings };
}

/** Decided reservations with what the decision did not know of them. */
export function withRest(
  known: readonly StoredReservation[],
  decided: readonly Reservation[],
): readonly StoredReservation[] {
  const byId = new Map(known.map((one) => [one.id, one]));
  return decided.flatMap((one) => {
    const rest = byId.get(one.id);
    return rest ? [{ ...rest, ...one }] : [];
  });
}

/** A reservation as it is kept; null when there is none. */
export async function findReservation(db: SqlExecutor, id: string): Promise<StoredReservation | null> {
  const [row] = await db.query<ReservationRow>(sql`
    select ${reservationColumns} from environment_reservation r where r.id = ${id}`);
  return row ? recordOf(row) : null;
}

/** Environments in which something is open. */
export async function listOpenEnvironments(db: SqlExecutor): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`
    select distinct environment_id as id from environment_reservation where ended_at is null order by 1 limit 1000`);
  return rows.map(({ id }) => id);
}

/** Did the clock do something that nobody kept yet? Asked each minute, so that only what happened is on record. */
export async function hasHappened(db: SqlExecutor, now: Instant): Promise<boolean> {
  for (const environmentId of await listOpenEnvironments(db)) {
    if ((await loadSettled(db, environmentId, now)).happenings.length > 0) return true;
  }
  return false;
}

/** Teams of a person, by id. */
export async function teamIdsOf(db: SqlExecutor, person: string): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ id: string }>(sql`
    select team_id as id from team_member where user_id = ${person} limit 1000`);
  return new Set(rows.map(({ id }) => id));
}

/** What an ended one held, for those who look back: until it ended, at most. */
export function heldSpan({ slot, grantedAt, endedAt }: Reservation): Period | null {
  if (slot === null || grantedAt === null) return null;
  const to = endedAt === null ? slot.to : instant(Math.min(slot.to, endedAt));
  return to > slot.from ? { from: slot.from, to } : null;
}
