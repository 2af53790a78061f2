import { AppError } from "@/lib/kernel/app-error";
import type { Instant } from "@/lib/kernel/instant";
import { type Actor, may, personKeyOf } from "@/lib/platform/auth/actor";
import { whoMay } from "@/lib/platform/auth/permissions";
import { prismaExecutor } from "@/lib/platform/db/executor";
import { notFound } from "@/lib/platform/refusals";
import type { CommandContext } from "@/lib/platform/use-case";
import type { ReservationView } from "../contract";
import type { Happening, Settled } from "../domain/settle";
import { tellHolderJob } from "../jobs";
import { isOwnOf, referenceOf, viewReservations } from "../reservation-read-model";
import {
  findReservation,
  loadSettled,
  type SettledBook,
  type StoredReservation,
  teamIdsOf,
  withRest,
} from "../reservation-record-read-model";
import { appendHappenings, lockBook, saveChanged } from "../reservation-store";

type Context = Pick<CommandContext<unknown>, "tx" | "now" | "actor" | "enqueue" | "hint">;

/** Whoever decides by the clock, in the record of what happened. */
const theClock = "the clock";

/** An environment's reservations, held until the transaction ends, settled up to now. */
export async function openBook({ tx, now }: Pick<Context, "tx" | "now">, environmentId: string): Promise<SettledBook> {
  const db = prismaExecutor(tx);
  await lockBook(db, environmentId);
  return loadSettled(db, environmentId, now);
}

/** A reservation that is open, with the book that it stands in. Throws `not_found`, or `rejected` when it is over. */
export async function openedReservation(
  context: Pick<Context, "tx" | "now">,
  id: string,
): Promise<{ readonly book: SettledBook; readonly one: StoredReservation }> {
  const found = await findReservation(prismaExecutor(context.tx), id);
  if (!found) throw notFound("reservation", id);
  const book = await openBook(context, found.environmentId);
  const one = book.now.find((other) => other.id === id);
  if (one && one.ending === null) return { book, one };
  throw rejectedBecause("ended", `${referenceOf(found)} is over.`, "Reserve again.");
}

export function rejectedBecause(code: string, message: string, remedy: string): AppError {
  return new AppError("rejected", { detail: message, reasons: [{ code, message, remedy }] });
}

/** Throws `forbidden` unless it is the actor's own, through a team too, or they manage reservations. */
export async function requireOwn({ tx, actor }: Pick<Context, "tx" | "actor">, one: StoredReservation): Promise<void> {
  if (may(actor, "reservation:manage") || (await isOwn({ tx, actor }, one))) return;
  const message = `${referenceOf(one)} belongs to ${one.holder}.`;
  const remedy = `Ask ${one.holder}, or ${whoMay("reservation:manage")}.`;
  throw new AppError("forbidden", { detail: message, reasons: [{ code: "not_own", message, remedy }] });
}

async function isOwn({ tx, actor }: Pick<Context, "tx" | "actor">, one: StoredReservation): Promise<boolean> {
  const person = personKeyOf(actor);
  return person !== null && isOwnOf(one, person, await teamIdsOf(prismaExecutor(tx), person));
}

export interface BookChange {
  readonly book: SettledBook;
  /** Everything after the decision, with what the decision does not know. */
  readonly after: readonly StoredReservation[];
  /** What this command made happen, besides the clock. */
  readonly happenings: readonly Happening[];
  /** The one that the command is about: others only follow. */
  readonly about: string | null;
}

/** A decision about a book as a change of it. */
export function changeOf(book: SettledBook, settled: Settled, about: string): BookChange {
  return { book, after: withRest(book.now, settled.reservations), happenings: settled.happenings, about };
}

/** Keep what the clock did and what was decided, tell whoever moved up, and have pages look again. */
export async function keepBook(context: Context, { book, after, happenings, about }: BookChange): Promise<void> {
  const { tx, actor, now } = context;
  const db = prismaExecutor(tx);
  await saveChanged(db, book.kept, after);
  await appendHappenings(db, book.happenings, () => theClock);
  await appendHappenings(db, happenings, ({ id }) => (id === about ? actor.name : theClock));
  const moved = [...book.happenings, ...happenings].filter(({ id, kind }) => kind === "granted" && id !== about);
  for (const { id } of moved) await context.enqueue(tellHolderJob, { id, kind: "granted" });
  for (const id of new Set([...book.happenings, ...happenings].map((one) => one.id))) {
    await context.hint({ topic: "reservation", id, revision: Math.floor(now / 1_000) % 2_147_483_647 });
  }
}

/** One reservation of a book as it is shown. */
export async function viewIn(
  { tx, now }: Pick<Context, "tx" | "now">,
  id: string,
  { book, after }: Pick<BookChange, "book" | "after">,
): Promise<ReservationView> {
  const record = after.find((one) => one.id === id);
  const given = { now: now as Instant, among: after, terms: book.terms };
  const [view] = record ? await viewReservations(prismaExecutor(tx), [record], given) : [];
  if (!view) throw notFound("reservation", id);
  return view;
}

/** How a reservation is named in the audit log. */
export function subjectOf(one: Pick<StoredReservation, "id" | "number" | "purpose">): {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
} {
  return { kind: "reservation", id: one.id, name: `${referenceOf(one)} ${one.purpose}` };
}

export function personOrName(actor: Actor): string {
  return personKeyOf(actor) ?? `system:${actor.name}`;
}
