import { type Instant, instant } from "@/lib/kernel/instant";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Landing } from "./domain/cross-releases";
import type { ServiceNeed } from "./port";
import { referenceOf } from "./train-record-read-model";

export interface TrainDeparture {
  readonly id: string;
  readonly reference: string;
  readonly name: string;
  readonly phase: string;
  readonly plannedFirst: Instant | null;
  readonly departedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** Why its departure was planned anew, from old to new. */
  readonly slips: readonly string[];
}

interface Row {
  id: string;
  number: number;
  name: string;
  phase: string;
  planned_first: Date | null;
  departed_at: Date | null;
  ended_at: Date | null;
  slips: string[] | null;
}

const at = (date: Date | null) => (date === null ? null : instant(date.getTime()));
const mostTrains = 1_000;
const mostLandings = 5_000;

/** Trains that departed or should have since a moment, newest first. */
export async function loadDepartures(db: SqlExecutor, since: Instant, until: Instant): Promise<TrainDeparture[]> {
  const [from, to] = [new Date(since).toISOString(), new Date(until).toISOString()];
  const rows = await db.query<Row>(sql`
    select t.id, t.number, t.name, t.phase, t.planned_first, t.departed_at, t.ended_at,
      (select array_agg(e.sentence order by e.id) from train_event e
       where e.train_id = t.id and e.kind = 'rescheduled') as slips
    from train t
    where coalesce(t.departed_at, t.planned_first) >= ${from}::timestamptz
      and coalesce(t.departed_at, t.planned_first) <= ${to}::timestamptz
    order by coalesce(t.departed_at, t.planned_first) desc, t.number desc limit ${mostTrains}`);
  return rows.map((row) => ({
    id: row.id,
    reference: referenceOf(row.number),
    name: row.name,
    phase: row.phase,
    plannedFirst: at(row.planned_first),
    departedAt: at(row.departed_at),
    endedAt: at(row.ended_at),
    slips: row.slips ?? [],
  }));
}

/** Versions that came to have all traffic in production since a moment, with the train that brought each. */
export async function loadLandings(db: SqlExecutor, since: Instant): Promise<Landing[]> {
  return db.query<Landing>(sql`
    select r.id as "rolloutId", s.slug as service, r.canary_version as version, c.train_id as "trainId",
      (extract(epoch from r.finished_at) * 1000)::float8 as "atMs"
    from rollout r join service s on s.id = r.service_id join environment e on e.id = r.environment_id
    left join train_move m on m.rollout_id = r.id left join train_car c on c.id = m.car_id
    where r.phase = 'completed' and e.kind = 'production' and r.state ->> 'purpose' = 'release'
      and r.finished_at >= ${new Date(since).toISOString()}::timestamptz
    order by r.finished_at desc limit ${mostLandings}`);
}

/** What cars of trains declared of one another: known needs beside those of the dependency graph. */
export async function loadDeclaredNeeds(db: SqlExecutor): Promise<ServiceNeed[]> {
  return db.query<ServiceNeed>(sql`
    select distinct s.slug as consumer, a.provider from train_car c join service s on s.id = c.service_id
    cross join lateral unnest(c.after) as a(provider) limit 5000`);
}

/** Slugs of environments of production. */
export async function productionEnvironments(db: SqlExecutor): Promise<string[]> {
  const rows = await db.query<{ slug: string }>(
    sql`select slug from environment where kind = 'production' order by rank`,
  );
  return rows.map(({ slug }) => slug);
}
