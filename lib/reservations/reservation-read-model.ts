import { type Instant, instant } from "@/lib/kernel/instant";
import { spanWords } from "@/lib/kernel/moment-words";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { ReservationDetail, ReservationView } from "./contract";
import type { Holder } from "./domain/gate-reasons";
import { preparationOf, preparationWords } from "./domain/preparation";
import { queueOf, type Reservation, stateOf, type Terms } from "./domain/reservation";
import { conflictsOf } from "./domain/reservation-commands";
import {
  heldSpan,
  loadSettled,
  type ReservationRow,
  recordOf,
  reservationColumns,
  type StoredReservation,
  teamIdsOf,
} from "./reservation-record-read-model";

export interface NamedPlace {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
}

export interface NamedEnvironment extends NamedPlace {
  readonly kind: string;
}

/** An environment by its slug or id; null when there is none. */
export async function findReserved(db: SqlExecutor, key: string): Promise<NamedEnvironment | null> {
  const [row] = await db.query<NamedEnvironment>(sql`
    select id, slug, name, kind::text as kind from environment where slug = ${key} or id = ${key} limit 1`);
  return row ?? null;
}

interface Names {
  readonly environments: ReadonlyMap<string, NamedPlace>;
  readonly services: ReadonlyMap<string, NamedPlace>;
  readonly teams: ReadonlyMap<string, NamedPlace>;
}

async function loadNames(db: SqlExecutor, records: readonly StoredReservation[]): Promise<Names> {
  const ids = (pick: (one: StoredReservation) => readonly (string | null)[]) => [
    ...new Set(records.flatMap(pick).filter((id) => id !== null)),
  ];
  const rows = await db.query<NamedPlace & { readonly what: string }>(sql`
    select 'environments' as what, id, slug, name from environment where id = any(${ids((one) => [one.environmentId])}::text[])
    union all select 'services', id, slug, name from service where id = any(${ids((one) => one.services)}::text[])
    union all select 'teams', id, slug, name from team where id = any(${ids((one) => [one.teamId])}::text[])`);
  const of = (what: string) => new Map(rows.filter((row) => row.what === what).map((row) => [row.id, row]));
  return { environments: of("environments"), services: of("services"), teams: of("teams") };
}

const gone = (id: string) => ({ slug: id, name: "no longer there" });
const placeOf = (found: NamedPlace | undefined, id: string) =>
  found ? { slug: found.slug, name: found.name } : gone(id);
const iso = (at: number) => new Date(at).toISOString();
const isoOrNull = (at: number | null) => (at === null ? null : iso(at));

export const referenceOf = ({ number }: Pick<StoredReservation, "number">): string => `V-${number}`;

/** "V-3 of Ann has it alone, Fri 20 Nov, 15:00 – 17:00 (Europe/Berlin): Load test.", in the zone of whoever wishes. */
export function inTheWayWords(one: StoredReservation, timeZone: string): string {
  const span = one.slot === null ? "" : `, ${spanWords(one.slot.from, one.slot.to, timeZone)} (${timeZone})`;
  return `${whoWords(one)}${span}: ${one.purpose}.`;
}

function whoWords(one: StoredReservation): string {
  const does = one.grantedAt === null ? "is promised it" : one.units === null ? "has it alone" : "shares it";
  return `${referenceOf(one)} of ${one.holder} ${does}`;
}

/** Reservations as they are shown; `among` is everything that is open beside them, settled at `now`. */
export async function viewReservations(
  db: SqlExecutor,
  records: readonly StoredReservation[],
  given: { readonly now: Instant; readonly among: readonly StoredReservation[]; readonly terms: Terms },
): Promise<ReservationView[]> {
  const names = await loadNames(db, records);
  const queue = queueOf(given.among).map(({ id }) => id);
  return records.map((one) => viewOf(one, names, { ...given, queue }));
}

interface ViewGiven {
  readonly now: Instant;
  readonly among: readonly StoredReservation[];
  readonly terms: Terms;
  readonly queue: readonly string[];
}

function viewOf(one: StoredReservation, names: Names, { now, among, terms, queue }: ViewGiven): ReservationView {
  const { slot, wishFrom, lengthMs, prepareMs } = one;
  const team = one.teamId === null ? null : names.teams.get(one.teamId);
  const index = queue.indexOf(one.id);
  return {
    id: one.id,
    reference: referenceOf(one),
    state: stateOf(one, now),
    environment: placeOf(names.environments.get(one.environmentId), one.environmentId),
    services: one.services.map((id) => placeOf(names.services.get(id), id)),
    units: one.units,
    purpose: one.purpose,
    timeZone: one.timeZone,
    holder: one.holder,
    team: team ? { slug: team.slug, name: team.name } : null,
    priority: one.priority,
    wish: { startsAt: iso(wishFrom), endsAt: iso(wishFrom + lengthMs) },
    slot: slot && { startsAt: iso(slot.from), endsAt: iso(slot.to) },
    readyAt: slot && iso(slot.from + prepareMs),
    preparation: preparationView(one, now),
    waitsUntil: iso(one.waitsUntil),
    requestedAt: iso(one.requestedAt),
    grantedAt: isoOrNull(one.grantedAt),
    takenUpAt: isoOrNull(one.takenUpAt),
    lapsesAt: lapsesOf(one, terms),
    endedAt: isoOrNull(one.endedAt),
    endedBy: one.endedBy,
    endReason: one.endReason,
    position: index < 0 ? null : index + 1,
    waitsFor: index < 0 ? [] : waitsForOf(one, among, terms),
    revision: one.revision,
  };
}

function preparationView(one: StoredReservation, now: Instant): ReservationView["preparation"] {
  const found = preparationOf(one, now);
  if (found === null) return null;
  const { state, plannedMs, tookMs, delayMs, usableMs } = found;
  const readyAt = isoOrNull(one.dataReadyAt);
  const sentence = preparationWords(found);
  return { state, plannedMs, tookMs, delayMs, usableMs, readyAt, readyBy: one.dataReadyBy, sentence };
}

function lapsesOf({ slot, grantedAt, takenUpAt, ending }: Reservation, { graceMs }: Terms): string | null {
  if (slot === null || grantedAt === null || takenUpAt !== null || ending !== null || graceMs === null) return null;
  return slot.from + graceMs < slot.to ? iso(slot.from + graceMs) : null;
}

const shownConflicts = 5;

type WaitsFor = ReservationView["waitsFor"];

/** Without a zone: whoever shows it tells the times in the reader's. */
function waitsForOf(one: StoredReservation, among: readonly StoredReservation[], terms: Terms): WaitsFor {
  const span = { from: one.wishFrom, to: instant(one.wishFrom + one.lengthMs) };
  const others = among.filter(({ id }) => id !== one.id);
  const found = new Set(conflictsOf({ ...one, span }, others, terms).map(({ id }) => id));
  const words: WaitsFor = others
    .filter(({ id }) => found.has(id))
    .map((other) => ({
      sentence: `${whoWords(other)}: ${other.purpose}.`,
      slot: other.slot && { startsAt: iso(other.slot.from), endsAt: iso(other.slot.to) },
    }));
  const without = (sentence: string) => ({ sentence, slot: null });
  if (one.slot === null) words.push(without("Nothing becomes free before it is of no use."));
  const rest = words.length - shownConflicts;
  return rest > 0 ? [...words.slice(0, shownConflicts), without(`And ${rest} more.`)] : words;
}

export interface ReservationFilter {
  readonly environmentId: string | null;
  readonly isEnded: boolean | null;
  /** Only those of this person and their teams. */
  readonly person: string | null;
  readonly before: number | null;
  readonly limit: number;
}

/** Kept reservations, newest first. */
export async function listStored(db: SqlExecutor, filter: ReservationFilter): Promise<StoredReservation[]> {
  const { environmentId, isEnded, person, before, limit } = filter;
  const rows = await db.query<ReservationRow>(sql`
    select ${reservationColumns} from environment_reservation r
    where (${environmentId}::text is null or r.environment_id = ${environmentId})
      and (${isEnded}::boolean is null or (r.ended_at is not null) = ${isEnded}::boolean)
      and (${person}::text is null or r.person = ${person}
           or r.team_id in (select m.team_id from team_member m where m.user_id = ${person}))
      and (${before}::int is null or r.number < ${before}::int)
    order by r.number desc limit ${limit}::int`);
  return rows.map(recordOf);
}

/** What ended last in an environment, newest first. */
export async function listEnded(db: SqlExecutor, environmentId: string, limit: number): Promise<StoredReservation[]> {
  const rows = await db.query<ReservationRow>(sql`
    select ${reservationColumns} from environment_reservation r
    where r.environment_id = ${environmentId} and r.ended_at is not null order by r.ended_at desc, r.number desc limit ${limit}::int`);
  return rows.map(recordOf);
}

/** Requests that were made within a range, for whatever time. */
export async function listRequested(
  db: SqlExecutor,
  given: { readonly environmentId: string; readonly from: Instant; readonly to: Instant },
): Promise<StoredReservation[]> {
  const rows = await db.query<ReservationRow>(sql`
    select ${reservationColumns} from environment_reservation r
    where r.environment_id = ${given.environmentId} and r.requested_at >= ${iso(given.from)}::timestamptz
      and r.requested_at < ${iso(given.to)}::timestamptz
    order by r.number desc limit 20000`);
  return rows.map(recordOf);
}

/** Everything that happened to a reservation, as it is kept. */
export async function listEvents(db: SqlExecutor, id: string): Promise<ReservationDetail["events"]> {
  const rows = await db.query<{ at: Date; kind: string; sentence: string; actor: string }>(sql`
    select at, kind, sentence, actor from reservation_event where reservation_id = ${id} order by id limit 500`);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

/** Who is in an environment at `now` as its gate needs it: whose is whose for this person and this service. */
export async function listHolders(
  db: SqlExecutor,
  given: {
    readonly environmentId: string;
    readonly serviceId: string;
    readonly person: string | null;
    readonly now: Instant;
  },
): Promise<{ readonly isDemanded: boolean; readonly holders: Holder[] }> {
  const { environmentId, serviceId, person, now } = given;
  const book = await loadSettled(db, environmentId, now);
  const active = book.now.filter((one) => stateOf(one, now) === "active");
  if (active.length === 0) return { isDemanded: book.terms.isDemanded, holders: [] };
  const teams = person === null ? new Set<string>() : await teamIdsOf(db, person);
  const names = await loadNames(db, active);
  const holders = active.map((one) => ({
    reference: referenceOf(one),
    holder: one.holder,
    team: (one.teamId === null ? null : names.teams.get(one.teamId)?.name) ?? null,
    isExclusive: one.units === null,
    coversService: one.services.length === 0 || one.services.includes(serviceId),
    until: heldSpan(one)?.to ?? now,
    isOwn: isOwnOf(one, person, teams),
  }));
  return { isDemanded: book.terms.isDemanded, holders };
}

/** Does this person hold it, themselves or through their team? */
export function isOwnOf(one: StoredReservation, person: string | null, teams: ReadonlySet<string>): boolean {
  return person !== null && (one.person === person || (one.teamId !== null && teams.has(one.teamId)));
}

/** Whom to write to about a reservation; null for whoever has no mailbox. */
export async function findMailbox(db: SqlExecutor, person: string): Promise<string | null> {
  const [row] = await db.query<{ email: string }>(sql`
    select email from app_user where id = ${person} and state = 'active'`);
  return row?.email ?? null;
}
