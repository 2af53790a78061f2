import { z } from "zod";
import { nextOccurrences, occurrencesBetween, type Recurrence } from "@/lib/calendar/domain/recurrence";
import { momentWords } from "@/lib/calendar/domain/recurrence-words";
import { spansWithin } from "@/lib/calendar/domain/series";
import { listWindowSeries } from "@/lib/calendar/series-read-model";
import { type Instant, instant, plusMs } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import { type Departure, departuresOf, type Freeze, type InFreeze, inFreezeWords } from "./domain/departures";
import type { DepartureView, TimetableView } from "./timetable-contract";
import { referenceOf } from "./train-record-read-model";

/** A timetable as it is kept. */
export interface StoredTimetable {
  readonly id: string;
  readonly name: string;
  readonly environment: { readonly id: string; readonly slug: string; readonly name: string };
  readonly recurrence: Recurrence;
  readonly inFreeze: InFreeze;
  readonly madeBy: string;
  readonly madeAt: Instant;
  readonly endedAt: Instant | null;
}

const StoredRule = z.object({
  rule: z.string(),
  timeZone: z.string(),
  localStart: z.string(),
  durationMinutes: z.number(),
  exdates: z.array(z.string()),
});

interface Row {
  readonly id: string;
  readonly name: string;
  readonly environment_id: string;
  readonly environment_slug: string;
  readonly environment_name: string;
  readonly recurrence: unknown;
  readonly in_freeze: InFreeze;
  readonly made_by: string;
  readonly made_at: Date;
  readonly ended_at: Date | null;
}

const iso = (at: Instant): string => new Date(at).toISOString();
/** Most timetables at once. */
export const maxTimetables = 50;

/** Timetables that have not ended, or ended after `since`; of one id only where it is given. */
export async function loadTimetables(
  db: SqlExecutor,
  { since, id = null }: { readonly since: Instant | null; readonly id?: string | null },
): Promise<StoredTimetable[]> {
  const from = since === null ? null : iso(since);
  const rows = await db.query<Row>(sql`
    select t.id, t.name, t.recurrence, t.in_freeze, t.made_by, t.made_at, t.ended_at,
      e.id as environment_id, e.slug as environment_slug, e.name as environment_name
    from timetable t join environment e on e.id = t.environment_id
    where (t.ended_at is null or t.ended_at > ${from}::timestamptz) and (${id}::text is null or t.id = ${id}::text)
    order by t.name, t.id limit 500`);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    environment: { id: row.environment_id, slug: row.environment_slug, name: row.environment_name },
    recurrence: StoredRule.parse(row.recurrence),
    inFreeze: row.in_freeze,
    madeBy: row.made_by,
    madeAt: instant(row.made_at.getTime()),
    endedAt: row.ended_at === null ? null : instant(row.ended_at.getTime()),
  }));
}

/** Freezes of whatever service, by environment: blackouts that name no service. */
export type FreezesOf = (environmentId: string) => readonly Freeze[];

/** A departure may be moved by as much: freezes that are longer leave it out where its rule is more frequent. */
const reachMs = 62 * 86_400_000;

/** What is frozen within a range and as long before and after as departures may be moved. */
export async function loadFreezes(db: SqlExecutor, range: Period): Promise<FreezesOf> {
  const wide = { from: plusMs(range.from, -reachMs), to: plusMs(range.to, reachMs) };
  const windows = (await listWindowSeries(db, { kind: "blackout", range: wide })).filter(
    ({ serviceId }) => serviceId === null,
  );
  const spans = windows.flatMap(({ series, environmentId }) =>
    spansWithin(series, wide).map((span) => ({ ...span, name: series.name, environmentId })),
  );
  return (id) => spans.filter(({ environmentId }) => environmentId === null || environmentId === id);
}

/** What departures are asked of: a timetable, or one that is only being written. */
export type Planned = Pick<StoredTimetable, "recurrence" | "inFreeze" | "madeAt" | "endedAt"> & {
  readonly environment: Pick<StoredTimetable["environment"], "id">;
};

/** Departures that are within a range, by their rule or where a freeze moved them, from when it was made until it ended. */
export function departuresWithin(planned: Planned, range: Period, freezes: FreezesOf): Departure[] {
  const { recurrence, inFreeze, madeAt, endedAt } = planned;
  const from = instant(Math.max(madeAt, plusMs(range.from, -reachMs)));
  const to = instant(Math.min(endedAt ?? range.to, range.to));
  if (to <= from) return [];
  const starts = occurrencesBetween(recurrence, { from, to })
    .map((one) => one.from)
    .filter((at) => at >= from);
  const next = nextOccurrences(recurrence, to, 1)[0]?.from ?? null;
  return departuresOf(starts, { next, inFreeze, freezes: freezes(planned.environment.id) }).filter(
    ({ byRule, at }) => Math.max(byRule, at ?? byRule) >= range.from && (at ?? byRule) < range.to,
  );
}

/** Trains by the departure that they take: timetable and moment that was promised first. */
type Takers = (timetableId: string, { at, byRule }: Departure) => DepartureView["trains"];

/** Who takes which departure since a moment. */
export async function loadTakers(db: SqlExecutor, since: Instant): Promise<Takers> {
  const rows = await db.query<{
    id: string;
    number: number;
    name: string;
    timetable_id: string;
    planned_first: Date;
  }>(sql`
    select id, number, name, timetable_id, planned_first from train
    where timetable_id is not null and phase <> 'cancelled' and planned_first >= ${iso(plusMs(since, -reachMs))}::timestamptz
    order by number limit 20000`);
  const key = (id: string, at: number): string => `${id} ${at}`;
  const known = Map.groupBy(rows, (row) => key(row.timetable_id, row.planned_first.getTime()));
  // Whoever took it before a freeze moved it has its time by the rule.
  return (id, { at, byRule }) =>
    [...new Set([byRule, at ?? byRule])]
      .flatMap((moment) => known.get(key(id, moment)) ?? [])
      .map((row) => ({ id: row.id, reference: referenceOf(row.number), name: row.name }));
}

export function departureView(departure: Departure, trains: DepartureView["trains"]): DepartureView {
  const { byRule, at, words } = departure;
  return { byRule: iso(byRule), at: at === null ? null : iso(at), words, trains };
}

const aheadMs = 400 * 86_400_000;
const pastMs = 90 * 86_400_000;

/** Enough time to find `count` departures in, also of rare ones. */
export function rangeAhead({ recurrence }: Pick<Planned, "recurrence">, now: Instant, count: number): Period {
  const last = nextOccurrences(recurrence, now, count + 1).at(-1);
  return { from: now, to: instant(Math.min(last?.from ?? now, plusMs(now, aheadMs)) + 1) };
}

export interface Surroundings {
  readonly freezes: FreezesOf;
  readonly takers: Takers;
  readonly now: Instant;
}

/** Freezes and trains of the time that timetables are shown for. */
export async function loadSurroundings(db: SqlExecutor, now: Instant): Promise<Surroundings> {
  const freezes = await loadFreezes(db, { from: plusMs(now, -pastMs), to: plusMs(now, aheadMs) });
  return { freezes, takers: await loadTakers(db, plusMs(now, -pastMs)), now };
}

const shownDepartures = 8;

/** A timetable as it is shown. */
export function timetableView(one: StoredTimetable, { freezes, takers, now }: Surroundings): TimetableView {
  const { id, name, environment, recurrence, inFreeze, madeBy, madeAt } = one;
  const ahead = departuresWithin(one, rangeAhead(one, now, shownDepartures), freezes).slice(0, shownDepartures);
  const past = departuresWithin(one, { from: plusMs(now, -pastMs), to: now }, freezes);
  return {
    ...{ id, name, inFreeze, madeBy },
    environment: { slug: environment.slug, name: environment.name },
    rule: recurrence.rule,
    timeZone: recurrence.timeZone,
    words: momentWords(recurrence),
    inFreezeWords: inFreezeWords(inFreeze),
    departures: ahead.map((departure) => departureView(departure, takers(id, departure))),
    past: {
      departures: past.length,
      taken: past.filter((departure) => takers(id, departure).length > 0).length,
      leftOut: past.filter(({ at }) => at === null).length,
    },
    madeAt: iso(madeAt),
  };
}
