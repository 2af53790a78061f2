import type { Instant } from "@/lib/kernel/instant";
import { prismaExecutor, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db } from "@/lib/platform/db/prisma";
import { reasonsToStay } from "./checks-read-model";
import type { CarAtStop, TrainCarView, TrainView } from "./contract";
import { standingOf } from "./domain/standing";
import { stuckOf, trainSentence } from "./domain/train-words";
import { loadTrain, lookAtTrain, type SeenTrain, type StopSight, stopOf } from "./train-record-read-model";

export interface TrainFilter {
  readonly list?: "open" | "planned" | "ended" | undefined;
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  readonly before?: number | undefined;
  readonly limit: number;
}

const ended = ["arrived", "rolled_back", "cancelled"];

/** Ids of trains, newest first. */
export async function listTrainIds(db: SqlExecutor, filter: TrainFilter): Promise<{ id: string; number: number }[]> {
  const { list = null, service = null, environment = null, before = null } = filter;
  return db.query<{ id: string; number: number }>(sql`
    select t.id, t.number from train t
    where (${before}::int is null or t.number < ${before})
      and (${list}::text is null
        or (${list} = 'planned' and t.phase = 'planned')
        or (${list} = 'ended' and t.phase = any(${ended}::text[]))
        or (${list} = 'open' and not t.phase = any(${ended}::text[])))
      and (${service}::text is null or exists (
        select from train_car c join service s on s.id = c.service_id where c.train_id = t.id and s.slug = ${service}))
      and (${environment}::text is null or exists (
        select from train_stop p join environment e on e.id = p.environment_id
        where p.train_id = t.id and e.slug = ${environment}))
    order by t.number desc limit ${filter.limit}`);
}

interface FaceRow {
  note: string;
  planned_first: Date | null;
  created_by: string;
  created_at: Date;
}

interface CarRow {
  id: string;
  name: string;
  tier: number;
  team: string | null;
  config: string | null;
  flags: string[];
  min: number | null;
  max: number | null;
}

interface EventRow {
  at: Date;
  kind: string;
  sentence: string;
  actor: string;
}

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/** Trains as lists show them, with what is seen of each now. */
export async function viewTrains(db: Db, ids: readonly string[], now: Instant): Promise<TrainView[]> {
  const views: TrainView[] = [];
  for (const id of ids) {
    const train = await loadTrain(prismaExecutor(db), id);
    if (train) views.push(await viewTrain(db, await lookAtTrain(db, train), now));
  }
  return views;
}

/** One train as it stands. */
export async function viewTrain(db: Db, seen: SeenTrain, now: Instant): Promise<TrainView> {
  const { train, standings } = seen;
  const { state } = train;
  const run = prismaExecutor(db);
  const [face] = await run.query<FaceRow>(
    sql`select note, planned_first, created_by, created_at from train where id = ${train.id}`,
  );
  if (!face) throw new Error("a train that was just read is not there");
  const cars = await carsOf(run, seen);
  return {
    id: train.id,
    reference: train.reference,
    name: train.name,
    note: face.note,
    phase: state.phase,
    sentence: trainSentence(state, train.plan, standings),
    stopIndex: state.stopIndex,
    stops: await stopsOf(run, train.id),
    hold: state.hold && { ...state.hold, since: new Date(state.hold.since).toISOString() },
    stuck: stuckOf(state, {
      stops: train.plan.stops,
      cars: cars.map((car) => stuckCarOf(seen, car)),
      plannedAt: train.plannedAt,
      now,
      missing: (await reasonsToStay(db, seen, now)).map(({ sentence, owner, nextAction }) => ({
        sentence,
        owner: owner ?? "",
        nextAction: nextAction ?? "",
      })),
    }),
    plannedAt: iso(train.plannedAt),
    plannedFirst: face.planned_first?.toISOString() ?? null,
    departedAt: iso(state.departedAt),
    endedAt: iso(state.endedAt),
    createdBy: face.created_by,
    createdAt: face.created_at.toISOString(),
    revision: state.revision,
    cars,
  };
}

function stuckCarOf({ train, sights, standings }: SeenTrain, car: TrainCarView) {
  const sight = sights.find((one) => one.car === car.id && one.stop === stopOf(train));
  return {
    service: car.service.name,
    team: car.service.team ?? "the service's owner",
    standing: standings.get(car.id) ?? ("waiting" as const),
    pauses: sight?.pauses ?? [],
    rolloutNumber: sight?.rolloutNumber ?? null,
    refusal: sight?.refusal ?? [],
  };
}

async function stopsOf(db: SqlExecutor, trainId: string): Promise<TrainView["stops"]> {
  return db.query(sql`
    select e.slug, e.name, p.goes_on as "goesOn" from train_stop p join environment e on e.id = p.environment_id
    where p.train_id = ${trainId} order by p.position`);
}

async function carsOf(db: SqlExecutor, { train, sights, needs }: SeenTrain): Promise<TrainCarView[]> {
  const rows = await db.query<CarRow>(sql`
    select c.id, s.name, s.tier, m.name as team, c.config, c.flags, r.min::float8 as min, r.max::float8 as max
    from train_car c join service s on s.id = c.service_id left join team m on m.id = s.owner_team_id
    left join lateral (
      select min, max from schema_range x where x.service_id = c.service_id and x.version = c.version
      order by x.id desc limit 1) r on true
    where c.train_id = ${train.id}`);
  const slugs = new Map(train.cars.map(({ id, service }) => [id, service]));
  return train.cars.flatMap(({ id, service, version }) => {
    const row = rows.find((one) => one.id === id);
    if (!row) return [];
    const { min, max } = row;
    return [
      {
        id,
        service: { slug: service, name: row.name, tier: row.tier, team: row.team },
        version,
        config: row.config,
        flags: row.flags,
        schema: min === null || max === null ? null : { min, max },
        after: needs
          .filter(({ consumer }) => consumer === id)
          .map(({ provider, isDeclared }) => ({ service: slugs.get(provider) ?? "", isDeclared })),
        at: sights.filter((sight) => sight.car === id).map(atStop),
      },
    ];
  });
}

function atStop(sight: StopSight): CarAtStop {
  const { rolloutId, rolloutNumber, rollout, sharePercent, backId, backNumber, back } = sight;
  return {
    stop: sight.stop,
    standing: standingOf(sight),
    rollout:
      rolloutId === null || rollout === null
        ? null
        : { id: rolloutId, number: rolloutNumber ?? 0, phase: rollout, sharePercent },
    back: backId === null || back === null ? null : { id: backId, number: backNumber ?? 0, phase: back },
    before: sight.before,
    live: sight.live,
    refusal: sight.refusal.map(({ code, message, remedy }) => ({ code, message, remedy: remedy ?? null })),
  };
}

/** What happened to a train, newest first. */
export async function loadTrainEvents(
  db: SqlExecutor,
  trainId: string,
): Promise<{ at: string; kind: string; sentence: string; actor: string }[]> {
  const rows = await db.query<EventRow>(sql`
    select at, kind, sentence, actor from train_event where train_id = ${trainId} order by id desc limit 500`);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
