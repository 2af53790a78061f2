import type { Instant } from "@/lib/kernel/instant";
import { instant } from "@/lib/kernel/instant";
import { may, personOf } from "@/lib/platform/auth/actor";
import { whoMay } from "@/lib/platform/auth/permissions";
import { prismaExecutor, type SqlExecutor } from "@/lib/platform/db/executor";
import { invalidField } from "@/lib/platform/refusals";
import { type CommandContext, defineUseCase } from "@/lib/platform/use-case";
import { type ReservationView, ReserveInput } from "../contract";
import { request } from "../domain/reservation-commands";
import { maxOpen, type SettledBook, type StoredReservation, teamIdsOf } from "../reservation-record-read-model";
import { appendEvent, appendHappenings, insertReservation } from "../reservation-store";
import { findTeamId } from "../team-read-model";
import { keepBook, openBook, personOrName, rejectedBecause, subjectOf, viewIn } from "./change-book";
import { requireEnvironment, requireServices, requireZone, wishedTimes } from "./find-wished";

type Context = CommandContext<ReserveInput>;

/** Reserve an environment or services in it: at once, in the queue, or not at all, as it is taken and as is asked. */
export const reserve = defineUseCase({
  name: "reservation.request",
  permission: "reservation:write",
  input: ReserveInput,
  subject: (input) => ({
    kind: "reservation",
    id: null,
    ...(input.slug ? { name: input.slug } : {}),
  }),
  async handle(context): Promise<ReservationView> {
    const { tx, input, actor, now } = context;
    const db = prismaExecutor(tx);
    const environment = await requireEnvironment(db, input.slug);
    const services = await requireServices(tx, input.services);
    const teamId = await requireTeam(context, db);
    const book = await openBook(context, environment.id);
    const wish = await wishOf(context, { environmentId: environment.id, services, teamId, book });
    const settled = request(book.now, wish, { terms: book.terms, now, ifTaken: input.ifTaken });
    const decided = settled.reservations.find(({ id }) => id === wish.id);
    if (!decided) throw new Error("a reservation that was just decided about is not there");
    const isRefused = decided.ending === "refused";
    const asked = { ...wish, ...decided, ...(isRefused ? { endedBy: actor.name } : {}) };
    // What the clock ended has to be gone before somebody takes its place.
    await keepBook(context, { book, after: book.now, happenings: [], about: wish.id });
    const number = await insertReservation(db, asked);
    const kept: StoredReservation = { ...asked, number };
    await appendEvent(db, { id: wish.id, at: now, kind: "asked", sentence: "Asked for.", actor: actor.name });
    await appendHappenings(db, settled.happenings, () => actor.name);
    const view = await viewIn(context, wish.id, { book, after: [...book.now, kept] });
    await context.record({ subject: subjectOf(kept), after: view });
    await context.hint({ topic: "reservation", id: wish.id, revision: 1 });
    return view;
  },
});

async function requireTeam({ input, actor }: Context, db: SqlExecutor): Promise<string | null> {
  if (input.team === null) return null;
  const teamId = await findTeamId(db, input.team);
  if (!teamId) throw invalidField("team", `There is no team “${input.team}”.`, "Correct the slug, or leave it out.");
  const person = personOf(actor);
  if (may(actor, "reservation:manage") || (person !== null && (await teamIdsOf(db, person)).has(teamId))) return teamId;
  throw invalidField(
    "team",
    "You are not in this team.",
    `Reserve for a team of yours, or ask ${whoMay("reservation:manage")}.`,
  );
}

async function wishOf(
  { input, actor, now, ids }: Context,
  given: {
    readonly environmentId: string;
    readonly services: readonly string[];
    readonly teamId: string | null;
    readonly book: SettledBook;
  },
): Promise<StoredReservation> {
  const { book, environmentId, services, teamId } = given;
  if (book.now.filter(({ ending }) => ending === null).length >= maxOpen) {
    throw rejectedBecause("crowded", `${maxOpen} reservations are open here.`, "Wait until some are over.");
  }
  requireZone(input.timeZone, "timeZone");
  requirePriority(input, actor);
  const { span, waitsUntil } = wishedTimes(input, { terms: book.terms, now });
  return {
    id: ids.next("rsv"),
    number: 0,
    environmentId,
    services,
    units: input.units,
    purpose: input.purpose,
    timeZone: input.timeZone,
    prepareMs: input.prepareMinutes * 60_000,
    holder: actor.name,
    person: personOrName(actor),
    teamId,
    wishFrom: span.from,
    lengthMs: span.to - span.from,
    waitsUntil,
    requestedAt: now,
    queuedAs: queuedAs(now, input.priority, book.terms.headStartMinutes),
    priority: input.priority,
    slot: null,
    grantedAt: null,
    takenUpAt: null,
    endedAt: null,
    ending: null,
    endedBy: null,
    endReason: null,
    dataReadyAt: null,
    dataReadyBy: null,
    revision: 1,
  };
}

/** Each step of priority counts as a fixed time of waiting, so that nobody is overtaken for ever. */
function queuedAs(now: Instant, priority: number, headStartMinutes: number): Instant {
  return instant(now - priority * headStartMinutes * 60_000);
}

function requirePriority({ priority }: ReserveInput, actor: Context["actor"]): void {
  if (priority === 0 || may(actor, "reservation:manage")) return;
  const remedy = `Leave it out, or ask ${whoMay("reservation:manage")}.`;
  throw invalidField("priority", "A priority above 0 needs the permission reservation:manage.", remedy);
}
