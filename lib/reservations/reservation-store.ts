import type { Instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { happeningWords } from "./domain/reservation-words";
import type { Happening } from "./domain/settle";
import type { StoredReservation } from "./reservation-record-read-model";

const iso = (at: Instant | null) => (at === null ? null : new Date(at).toISOString());

/** Let nobody else decide about an environment's reservations until the transaction ends. */
export async function lockBook(db: SqlExecutor, environmentId: string): Promise<void> {
  await db.query(sql`select pg_advisory_xact_lock(hashtextextended(${environmentId}, 58))::text`);
}

/** The same without waiting; false when somebody else decides. */
export async function tryLockBook(db: SqlExecutor, environmentId: string): Promise<boolean> {
  const [row] = await db.query<{ is_free: boolean }>(sql`
    select pg_try_advisory_xact_lock(hashtextextended(${environmentId}, 58)) as is_free`);
  return row?.is_free === true;
}

/** Keep a reservation that was just decided about; answers its number. */
export async function insertReservation(db: SqlExecutor, one: StoredReservation): Promise<number> {
  const rows = await db.query<{ number: number }>(sql`
    insert into environment_reservation (id, environment_id, services, units, purpose, time_zone, wish_from, length_ms, prepare_ms,
      waits_until, requested_at, queued_as, priority, holder, person, team_id, slot_from, slot_to, granted_at, taken_up_at,
      ended_at, ending, ended_by, end_reason)
    values (${one.id}, ${one.environmentId}, ${[...one.services]}::text[], ${one.units}, ${one.purpose}, ${one.timeZone},
      ${iso(one.wishFrom)}::timestamptz, ${one.lengthMs}::bigint, ${one.prepareMs}::bigint, ${iso(one.waitsUntil)}::timestamptz,
      ${iso(one.requestedAt)}::timestamptz, ${iso(one.queuedAs)}::timestamptz, ${one.priority}, ${one.holder}, ${one.person},
      ${one.teamId}, ${iso(one.slot?.from ?? null)}::timestamptz, ${iso(one.slot?.to ?? null)}::timestamptz,
      ${iso(one.grantedAt)}::timestamptz, ${iso(one.takenUpAt)}::timestamptz, ${iso(one.endedAt)}::timestamptz, ${one.ending},
      ${one.endedBy}, ${one.endReason})
    returning number`);
  return rows[0]?.number ?? 0;
}

/**
 * Keep everything about which something else was decided: first what ended, then what was held and is held at another time, so that its
 * place is free for those that come after.
 */
export async function saveChanged(
  db: SqlExecutor,
  before: readonly StoredReservation[],
  after: readonly StoredReservation[],
): Promise<void> {
  const known = new Map(before.map((one) => [one.id, one]));
  const changed = after.filter((one) => known.has(one.id) && JSON.stringify(known.get(one.id)) !== JSON.stringify(one));
  const rank = ({ id, endedAt }: StoredReservation): number =>
    endedAt === null ? (known.get(id)?.grantedAt === null ? 2 : 1) : 0;
  for (const one of changed.toSorted((left, right) => rank(left) - rank(right))) await saveReservation(db, one);
}

async function saveReservation(db: SqlExecutor, one: StoredReservation): Promise<void> {
  await db.query(sql`
    update environment_reservation set length_ms = ${one.lengthMs}::bigint, wish_from = ${iso(one.wishFrom)}::timestamptz,
      waits_until = ${iso(one.waitsUntil)}::timestamptz, slot_from = ${iso(one.slot?.from ?? null)}::timestamptz,
      slot_to = ${iso(one.slot?.to ?? null)}::timestamptz, granted_at = ${iso(one.grantedAt)}::timestamptz,
      taken_up_at = ${iso(one.takenUpAt)}::timestamptz, ended_at = ${iso(one.endedAt)}::timestamptz, ending = ${one.ending},
      ended_by = ${one.endedBy}, end_reason = ${one.endReason},
      data_ready_at = ${iso(one.dataReadyAt)}::timestamptz, data_ready_by = ${one.dataReadyBy}, revision = revision + 1
    where id = ${one.id}`);
}

/** Append what happened, in its order. */
export async function appendHappenings(
  db: SqlExecutor,
  happenings: readonly Happening[],
  actorOf: (happening: Happening) => string,
): Promise<void> {
  for (const one of happenings) {
    await appendEvent(db, { ...one, sentence: happeningWords(one.kind), actor: actorOf(one) });
  }
}

/** Append one thing that somebody did. */
export async function appendEvent(
  db: SqlExecutor,
  one: {
    readonly id: string;
    readonly at: Instant;
    readonly kind: string;
    readonly sentence: string;
    readonly actor: string;
  },
): Promise<void> {
  await db.query(sql`
    insert into reservation_event (reservation_id, at, kind, sentence, actor)
    values (${one.id}, ${iso(one.at)}::timestamptz, ${one.kind}, ${one.sentence}, ${one.actor})`);
}
