import { personKeyOf } from "@/lib/platform/auth/actor";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { decodeCursor, toPage } from "@/lib/platform/paging";
import { notFound } from "@/lib/platform/refusals";
import { defineQuery } from "@/lib/platform/use-case";
import {
  EnvironmentInput,
  ListOccupancyInput,
  ListReservationsInput,
  type Occupancy,
  type ReservationBoard,
  type ReservationDetail,
  ReservationIdInput,
  type ReservationPage,
} from "../contract";
import { queueOf, stateOf } from "../domain/reservation";
import { happeningWords } from "../domain/reservation-words";
import { listOccupied } from "../occupancy-read-model";
import { isOwnOf, listEnded, listEvents, listStored, viewReservations } from "../reservation-read-model";
import { findReservation, loadSettled, type StoredReservation, teamIdsOf } from "../reservation-record-read-model";
import { termsView } from "../terms-read-model";
import { requireEnvironment } from "./find-wished";

const shownEnded = 20;

/** Everything that holds or waits for an environment now, by the clock, and what ended last. */
export const getBoard = defineQuery({
  name: "reservation.board",
  permission: "reservation:read",
  input: EnvironmentInput,
  async handle({ input, db, now, actor }): Promise<ReservationBoard> {
    const run = prismaExecutor(db);
    const environment = await requireEnvironment(run, input.slug);
    const book = await loadSettled(run, environment.id, now);
    const open = book.now.filter(({ ending }) => ending === null);
    // What the clock ended since it was kept is over, and is not kept as such yet.
    const over = book.now.filter(({ ending }) => ending !== null);
    const ended = [...over.toReversed(), ...(await listEnded(run, environment.id, shownEnded))].slice(0, shownEnded);
    const given = { now, among: open, terms: book.terms };
    const held = open
      .filter(({ grantedAt }) => grantedAt !== null)
      .sort((left, right) => (left.slot?.from ?? 0) - (right.slot?.from ?? 0));
    const byId = new Map(open.map((one) => [one.id, one]));
    const queue = queueOf(open).flatMap(({ id }) => byId.get(id) ?? []);
    const person = personKeyOf(actor);
    const teams = person === null ? new Set<string>() : await teamIdsOf(run, person);
    const { slug, name, kind } = environment;
    return {
      environment: { slug, name, kind },
      terms: termsView(book.terms),
      held: await viewReservations(run, held, given),
      queue: await viewReservations(run, queue, given),
      ended: await viewReservations(run, ended, given),
      own: open.filter((one) => isOwnOf(one, person, teams)).map(({ id }) => id),
      asOf: new Date(now).toISOString(),
    };
  },
});

/** Reservations of all environments or one, newest first. */
export const listReservations = defineQuery({
  name: "reservation.list",
  permission: "reservation:read",
  input: ListReservationsInput,
  async handle({ input, db, now, actor }): Promise<ReservationPage> {
    const run = prismaExecutor(db);
    const environmentId = input.environment ? (await requireEnvironment(run, input.environment)).id : null;
    const before = decodeCursor(input.cursor, /^\d{1,9}$/);
    const found = await listStored(run, {
      environmentId,
      isEnded: input.list === undefined ? null : input.list === "ended",
      person: input.mine === "true" ? (personKeyOf(actor) ?? "nobody") : null,
      before: before === undefined ? null : Number(before),
      limit: input.limit + 1,
    });
    const page = toPage(found, input.limit, ({ number }) => `${number}`);
    const items = [];
    for (const one of page.items) {
      const { record, among, terms } = await settledOf(run, one, now);
      items.push(...(await viewReservations(run, [record], { now, among, terms })));
    }
    return { items, nextCursor: page.nextCursor };
  },
});

/** One reservation with everything that happened to it, the clock's part included. */
export const getReservation = defineQuery({
  name: "reservation.get",
  permission: "reservation:read",
  input: ReservationIdInput,
  async handle({ input, db, now }): Promise<ReservationDetail> {
    const run = prismaExecutor(db);
    const found = await findReservation(run, input.id);
    if (!found) throw notFound("reservation", input.id);
    const { record, among, terms, happenings } = await settledOf(run, found, now);
    const [view] = await viewReservations(run, [record], { now, among, terms });
    if (!view) throw notFound("reservation", input.id);
    const later = happenings
      .filter(({ id }) => id === input.id)
      .map(({ at, kind }) => ({
        at: new Date(at).toISOString(),
        kind,
        sentence: happeningWords(kind),
        actor: "the clock",
      }));
    return { ...view, events: [...(await listEvents(run, input.id)), ...later] };
  },
});

async function settledOf(
  run: Parameters<typeof loadSettled>[0],
  one: StoredReservation,
  now: Parameters<typeof loadSettled>[2],
) {
  const book = await loadSettled(run, one.environmentId, now);
  const record = book.now.find(({ id }) => id === one.id) ?? one;
  return { record, among: book.now, terms: book.terms, happenings: book.happenings };
}

/** Who is where now, and how many wait, for every environment in which something is open. */
export const listOccupancy = defineQuery({
  name: "reservation.occupancy",
  permission: "reservation:read",
  input: ListOccupancyInput,
  async handle({ db, now }): Promise<Occupancy> {
    const run = prismaExecutor(db);
    const items = [];
    for (const { id, slug } of await listOccupied(run)) {
      const { now: all } = await loadSettled(run, id, now);
      const active = all.filter((one) => stateOf(one, now) === "active");
      const last = Math.max(0, ...active.map(({ slot }) => slot?.to ?? 0));
      items.push({
        environment: slug,
        active: active.map(({ holder, purpose }) => `${holder}: ${purpose}`),
        isAlone: active.some(({ units }) => units === null),
        until: last === 0 ? null : new Date(last).toISOString(),
        waiting: queueOf(all).length,
      });
    }
    return { items };
  },
});
