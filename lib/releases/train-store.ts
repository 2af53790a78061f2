import type { Instant } from "@/lib/kernel/instant";
import type { Reason } from "@/lib/kernel/result";
import { type SqlExecutor, sql } from "@/lib/platform/db/executor";
import type { TrainEvent } from "./domain/decide-train";
import { isTrainEnded, plannedState, type TrainState } from "./domain/train";

const iso = (at: Instant | null) => (at === null ? null : new Date(at).toISOString());

export interface NewTrain {
  readonly id: string;
  readonly name: string;
  readonly note: string;
  readonly reach: string;
  readonly abreast: number;
  readonly plannedAt: Instant | null;
  readonly timetableId: string | null;
  readonly by: string;
  readonly person: string | null;
  readonly at: Instant;
  readonly cars: readonly {
    readonly id: string;
    readonly serviceId: string;
    readonly version: string;
    readonly config: string | null;
    readonly flags: readonly string[];
    readonly after: readonly string[];
  }[];
  readonly stops: readonly { readonly environmentId: string; readonly goesOn: boolean }[];
}

/** Keep a train that was planned, with its cars and stops; answers its number. */
export async function insertTrain(db: SqlExecutor, given: NewTrain): Promise<number> {
  const { plannedAt } = given;
  const rows = await db.query<{ number: number }>(sql`
    insert into train (id, name, note, phase, state, revision, reach, abreast, planned_first, planned_at, timetable_id,
                       created_by, created_by_person, created_at)
    values (${given.id}, ${given.name}, ${given.note}, ${plannedState.phase}, ${JSON.stringify(plannedState)}::jsonb,
            ${plannedState.revision}, ${given.reach}, ${given.abreast}, ${iso(plannedAt)}::timestamptz,
            ${iso(plannedAt)}::timestamptz, ${given.timetableId}, ${given.by}, ${given.person}, ${iso(given.at)}::timestamptz)
    returning number`);
  for (const [position, car] of given.cars.entries()) {
    await db.query(sql`
      insert into train_car (id, train_id, position, service_id, version, config, flags, after)
      values (${car.id}, ${given.id}, ${position}, ${car.serviceId}, ${car.version}, ${car.config},
              ${[...car.flags]}::text[], ${[...car.after]}::text[])`);
  }
  for (const [position, stop] of given.stops.entries()) {
    await db.query(sql`
      insert into train_stop (train_id, position, environment_id, goes_on)
      values (${given.id}, ${position}, ${stop.environmentId}, ${stop.goesOn})`);
  }
  return rows[0]?.number ?? 0;
}

/** Hold a train until the transaction ends; false when there is none, or when another one holds it and `isPass` does not wait. */
export async function lockTrain(db: SqlExecutor, id: string, isPass = false): Promise<boolean> {
  const rows = isPass
    ? await db.query(sql`select id from train where id = ${id} for update skip locked`)
    : await db.query(sql`select id from train where id = ${id} for update`);
  return rows.length > 0;
}

export interface TrainTransition {
  readonly trainId: string;
  readonly next: TrainState;
  readonly events: readonly TrainEvent[];
  readonly actor: string;
  readonly at: Instant;
}

/** Keep what was decided about a locked train: its state and what happened. */
export async function saveTrain(db: SqlExecutor, given: TrainTransition): Promise<void> {
  const { next, trainId } = given;
  await db.query(sql`
    update train set state = ${JSON.stringify(next)}::jsonb, phase = ${next.phase}, revision = ${next.revision},
      departed_at = ${iso(next.departedAt)}::timestamptz,
      ended_at = ${isTrainEnded(next) ? iso(next.endedAt) : null}::timestamptz
    where id = ${trainId}`);
  for (const event of given.events) await appendTrainEvent(db, { ...given, ...event, revision: next.revision });
}

/** Append one thing that happened to a train. */
export async function appendTrainEvent(
  db: SqlExecutor,
  given: TrainEvent & {
    readonly trainId: string;
    readonly revision: number;
    readonly actor: string;
    readonly at: Instant;
  },
): Promise<void> {
  await db.query(sql`
    insert into train_event (train_id, revision, kind, sentence, actor, at)
    values (${given.trainId}, ${given.revision}, ${given.kind}, ${given.sentence}, ${given.actor},
            ${iso(given.at)}::timestamptz)`);
}

/** In whose name its cars move from now on. */
export async function setDeparted(
  db: SqlExecutor,
  given: { readonly trainId: string; readonly by: string; readonly person: string | null },
): Promise<void> {
  await db.query(sql`
    update train set departed_by = ${given.by}, departed_by_person = ${given.person} where id = ${given.trainId}`);
}

/** Another planned departure of a locked train; the one that was promised first stays. */
export async function setPlanned(
  db: SqlExecutor,
  given: { readonly trainId: string; readonly plannedAt: Instant; readonly state: TrainState },
): Promise<void> {
  await db.query(sql`
    update train set planned_at = ${iso(given.plannedAt)}::timestamptz,
      planned_first = coalesce(planned_first, ${iso(given.plannedAt)}::timestamptz),
      state = ${JSON.stringify(given.state)}::jsonb, revision = ${given.state.revision}
    where id = ${given.trainId}`);
}

/** That a locked train goes under a ticket from now on, or under none. What was named before stays on record. */
export async function insertTicket(
  db: SqlExecutor,
  given: { readonly trainId: string; readonly key: string | null; readonly by: string; readonly at: Instant },
): Promise<void> {
  await db.query(sql`
    insert into train_ticket (train_id, key, by, at)
    values (${given.trainId}, ${given.key}, ${given.by}, ${iso(given.at)}::timestamptz)`);
}

/** Another revision of a locked train whose machine did not move. */
export async function saveRevision(db: SqlExecutor, trainId: string, state: TrainState): Promise<void> {
  await db.query(sql`
    update train set state = ${JSON.stringify(state)}::jsonb, revision = ${state.revision} where id = ${trainId}`);
}

interface AtStop {
  readonly carId: string;
  readonly stop: number;
}

/** That a car's rollout at a stop was begun, and what had the traffic before. */
export async function saveStart(
  db: SqlExecutor,
  given: AtStop & { readonly rolloutId: string; readonly before: string | null; readonly at: Instant },
): Promise<void> {
  await db.query(sql`
    insert into train_move (car_id, stop, rollout_id, before, tried_at)
    values (${given.carId}, ${given.stop}, ${given.rolloutId}, ${given.before}, ${iso(given.at)}::timestamptz)
    on conflict (car_id, stop) do update set rollout_id = excluded.rollout_id, before = excluded.before, refusal = null,
      tried_at = excluded.tried_at`);
}

/** That a car goes back: by taking back its rollout, or by one of its own. */
export async function saveWayBack(
  db: SqlExecutor,
  given: AtStop & { readonly backRolloutId: string | null; readonly at: Instant },
): Promise<void> {
  await db.query(sql`
    update train_move set back_wanted_at = coalesce(back_wanted_at, ${iso(given.at)}::timestamptz),
      back_rollout_id = coalesce(${given.backRolloutId}, back_rollout_id), refusal = null,
      tried_at = ${iso(given.at)}::timestamptz
    where car_id = ${given.carId} and stop = ${given.stop}`);
}

/** Why a try was refused. It is tried again later. */
export async function saveRefusal(
  db: SqlExecutor,
  given: AtStop & { readonly reasons: readonly Reason[]; readonly at: Instant },
): Promise<void> {
  await db.query(sql`
    insert into train_move (car_id, stop, refusal, tried_at)
    values (${given.carId}, ${given.stop}, ${JSON.stringify(given.reasons)}::jsonb, ${iso(given.at)}::timestamptz)
    on conflict (car_id, stop) do update set refusal = excluded.refusal, tried_at = excluded.tried_at`);
}
