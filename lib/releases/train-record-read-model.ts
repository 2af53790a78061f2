import { type Instant, instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { prismaExecutor, type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { Db, Tx } from "@/lib/platform/db/prisma";
import { type CarOrder, orderCars } from "./domain/order";
import { type CarSight, type CarStanding, standingOf } from "./domain/standing";
import type { Need, Reach, TrainPlan, TrainState } from "./domain/train";
import { currentReadNeeds } from "./needs-read-model";

/** A train as the machine needs it, with where it belongs. */
export interface StoredTrain {
  readonly id: string;
  readonly number: number;
  readonly reference: string;
  readonly name: string;
  readonly state: TrainState;
  readonly plan: TrainPlan;
  readonly cars: readonly StoredCar[];
  readonly stops: readonly StoredStop[];
  readonly departedBy: string | null;
  readonly departedByPerson: string | null;
  readonly plannedAt: Instant | null;
}

export interface StoredCar {
  readonly id: string;
  readonly serviceId: string;
  readonly service: string;
  /** Of the service. */
  readonly name: string;
  readonly version: string;
  readonly after: readonly string[];
}

export interface StoredStop {
  readonly environmentId: string;
  readonly environment: string;
  readonly name: string;
  readonly goesOn: boolean;
}

interface TrainRow {
  id: string;
  number: number;
  name: string;
  state: TrainState;
  reach: Reach;
  abreast: number;
  departed_by: string | null;
  departed_by_person: string | null;
  planned_at: Date | null;
}

/** What a train is called: T-12. */
export function referenceOf(number: number): string {
  return `T-${number}`;
}

/** One train; null when there is none. */
export async function loadTrain(db: SqlExecutor, id: string): Promise<StoredTrain | null> {
  const [row] = await db.query<TrainRow>(sql`
    select id, number, name, state, reach, abreast, departed_by, departed_by_person, planned_at from train where id = ${id}`);
  if (!row) return null;
  const cars = await db.query<StoredCar>(sql`
    select c.id, c.service_id as "serviceId", s.slug as service, s.name, c.version, c.after
    from train_car c join service s on s.id = c.service_id where c.train_id = ${id} order by c.position`);
  const stops = await db.query<StoredStop>(sql`
    select t.environment_id as "environmentId", e.slug as environment, e.name, t.goes_on as "goesOn"
    from train_stop t join environment e on e.id = t.environment_id where t.train_id = ${id} order by t.position`);
  const { state, reach, abreast } = row;
  return {
    id: row.id,
    number: row.number,
    reference: referenceOf(row.number),
    name: row.name,
    state,
    plan: { reach, abreast, cars, stops },
    cars,
    stops,
    departedBy: row.departed_by,
    departedByPerson: row.departed_by_person,
    plannedAt: row.planned_at === null ? null : instant(row.planned_at.getTime()),
  };
}

/** Trains that still go, or stand where they may go on: what the worker looks at. */
export async function listGoing(db: SqlExecutor): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`
    select id from train where phase in ('moving', 'at_stop', 'rolling_back') order by number limit 500`);
  return rows.map(({ id }) => id);
}

/** One car at one stop, as it is seen. */
export interface StopSight extends CarSight {
  readonly stop: number;
  readonly rolloutId: string | null;
  readonly rolloutNumber: number | null;
  readonly sharePercent: number;
  /** Why its rollout does not go on. */
  readonly pauses: readonly string[];
  readonly backId: string | null;
  readonly backNumber: number | null;
  readonly refusal: readonly Reason[];
  readonly triedAt: Instant | null;
}

interface SightRow {
  car: string;
  stop: number;
  version: string;
  rollout_id: string | null;
  rollout: string | null;
  rollout_number: number | null;
  share: number | null;
  pauses: string[] | null;
  back_id: string | null;
  back: string | null;
  back_number: number | null;
  is_back_wanted: boolean;
  before: string | null;
  live: string | null;
  refusal: Reason[] | null;
  tried_at: Date | null;
}

/** Every car of these trains at every stop, as its rollouts and its targets show it. */
export async function loadSights(db: SqlExecutor, trainIds: readonly string[]): Promise<StopSight[]> {
  const rows = await db.query<SightRow>(sql`
    select c.id as car, p.position as stop, c.version, m.rollout_id, r.phase::text as rollout, r.number as rollout_number,
      r.desired_share_percent as share, r.pause_reasons as pauses, m.back_rollout_id as back_id, b.phase::text as back, b.number as back_number,
      m.back_wanted_at is not null as is_back_wanted, m.before, v.name as live, m.refusal, m.tried_at
    from train_car c join train_stop p on p.train_id = c.train_id
    left join train_move m on m.car_id = c.id and m.stop = p.position
    left join rollout r on r.id = m.rollout_id
    left join rollout b on b.id = m.back_rollout_id
    left join target t on t.service_id = c.service_id and t.environment_id = p.environment_id
    left join target_slot x on x.target_id = t.id and x.is_live
    left join version v on v.id = x.version_id
    where c.train_id = any(${[...trainIds]}::text[])
    order by c.train_id, c.position, p.position`);
  return rows.map((row) => ({
    car: row.car,
    stop: row.stop,
    version: row.version,
    rollout: row.rollout,
    rolloutId: row.rollout_id,
    rolloutNumber: row.rollout_number,
    sharePercent: row.share ?? 0,
    pauses: row.pauses ?? [],
    back: row.back,
    backId: row.back_id,
    backNumber: row.back_number,
    isBackWanted: row.is_back_wanted,
    before: row.before,
    live: row.live,
    refusal: row.refusal ?? [],
    triedAt: row.tried_at === null ? null : instant(row.tried_at.getTime()),
  }));
}

/** A train with what is seen of it: what decisions are made from. */
export interface SeenTrain {
  readonly train: StoredTrain;
  readonly needs: readonly (Need & { readonly isDeclared: boolean })[];
  readonly order: CarOrder;
  readonly sights: readonly StopSight[];
  /** At the present stop; at the first one before it departs. */
  readonly standings: ReadonlyMap<string, CarStanding>;
}

/** Look at a train. Needs come from what its cars declare and from whoever knows the dependencies in the environment. */
export async function lookAtTrain(db: Db | Tx, train: StoredTrain): Promise<SeenTrain> {
  const sights = await loadSights(prismaExecutor(db), [train.id]);
  const needs = await needsOf(db, train);
  const stop = stopOf(train);
  const here = sights.filter((sight) => sight.stop === stop);
  return {
    train,
    needs,
    order: orderCars(
      train.cars.map(({ id }) => id),
      needs,
    ),
    sights,
    standings: new Map(here.map((sight) => [sight.car, standingOf(sight)])),
  };
}

/** The stop that is looked at: the present one, the first before departure. */
export function stopOf({ state }: Pick<StoredTrain, "state">): number {
  return Math.max(0, state.stopIndex);
}

async function needsOf(db: Db | Tx, train: StoredTrain): Promise<SeenTrain["needs"]> {
  const environment = train.stops[stopOf(train)]?.environment ?? "";
  const byService = new Map(train.cars.map(({ service, id }) => [service, id]));
  const declared = train.cars.flatMap(({ service, after }) =>
    after.map((provider) => ({ consumer: service, provider })),
  );
  const known =
    train.state.phase !== "cancelled" ? await currentReadNeeds()(db, environment, [...byService.keys()]) : [];
  const seen = new Set<string>();
  return [
    ...declared.map((need) => ({ ...need, isDeclared: true })),
    ...known.map((need) => ({ ...need, isDeclared: false })),
  ]
    .filter(({ consumer, provider }) => {
      const key = `${consumer} ${provider}`;
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    })
    .flatMap(({ consumer, provider, isDeclared }) => {
      const one = byService.get(consumer);
      const other = byService.get(provider);
      return one && other ? [{ consumer: one, provider: other, isDeclared }] : [];
    });
}
