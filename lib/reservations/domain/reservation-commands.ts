import { type Instant, instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { earliestFit, inTheWay, takenBy } from "./fitting";
import { isOpen, type Reservation, stateOf, type Terms } from "./reservation";
import { Book, type Settled } from "./settle";

/** A new wish; what becomes of it is decided here. */
export type Wish = Omit<Reservation, "slot" | "grantedAt" | "takenUpAt" | "endedAt" | "ending">;

/**
 * Decide about a new wish among settled reservations. It is granted where its own time is free of grants and of what others are promised;
 * else it waits with the first time that is, if that comes in time; with `refuse` it is turned away instead, on record.
 */
export function request(
  reservations: readonly Reservation[],
  wish: Wish,
  given: { readonly terms: Terms; readonly now: Instant; readonly ifTaken: "queue" | "refuse" },
): Settled {
  const { terms, now, ifTaken } = given;
  const book = new Book(reservations, terms);
  const earliest = instant(Math.max(now, wish.wishFrom));
  const latest = wish.waitsUntil;
  const slot = earliestFit(wish, takenBy(reservations), { earliest, latest, capacity: terms.capacity });
  const asked: Reservation = { ...wish, slot, grantedAt: null, takenUpAt: null, endedAt: null, ending: null };
  if (slot !== null && slot.from <= earliest) book.put({ ...asked, grantedAt: now }, { at: now, kind: "granted" });
  else if (ifTaken === "refuse") book.end({ ...asked, slot: null }, "refused", now);
  else book.put(asked, null);
  return { reservations: book.all(), happenings: book.happenings };
}

/** What is in the way of a wish at its own time: whoever holds it or is promised it. */
export function conflictsOf(
  wish: Pick<Reservation, "services" | "units"> & { readonly span: Period },
  reservations: readonly Reservation[],
  { capacity }: Terms,
): Reservation[] {
  const found = new Set(inTheWay(wish, wish.span, takenBy(reservations), capacity).map(({ id }) => id));
  return reservations.filter(({ id }) => found.has(id));
}

/** End one before its time; what it held goes to those that wait at once. Who never had anything cancels, who had it gives it back. */
export function giveBack(
  reservations: readonly Reservation[],
  id: string,
  given: { readonly terms: Terms; readonly now: Instant; readonly isTakenAway?: boolean },
): Settled {
  const { terms, now, isTakenAway = false } = given;
  const book = new Book(reservations, terms);
  const one = reservations.find((other) => other.id === id);
  if (one && isOpen(one)) {
    const own = stateOf(one, now) === "active" ? "released" : "cancelled";
    book.end(one, isTakenAway ? "taken_away" : own, now);
    book.moveUp(now);
  }
  return { reservations: book.all(), happenings: book.happenings };
}

export type Extension =
  | { readonly kind: "extended"; readonly settled: Settled }
  | {
      readonly kind: "displaces";
      /** Whoever holds or is promised what it would take. */
      readonly whom: readonly Reservation[];
      /** Until when it could be had. */
      readonly freeUntil: Instant;
    };

/** Give one more time at its end, as long as nobody loses what they hold or are promised. `id` must be granted and open. */
export function extend(
  reservations: readonly Reservation[],
  given: { readonly id: string; readonly to: Instant; readonly terms: Terms },
): Extension {
  const { id, to, terms } = given;
  const one = reservations.find((other) => other.id === id);
  if (!one?.slot || one.grantedAt === null || !isOpen(one)) throw new RangeError(`${id} has no time to extend`);
  const { slot } = one;
  const taken = takenBy(reservations, id);
  const way = inTheWay(one, { from: slot.to, to }, taken, terms.capacity);
  if (way.length === 0) {
    const book = new Book(reservations, terms);
    book.put({ ...one, slot: { from: slot.from, to }, lengthMs: to - slot.from }, null);
    return { kind: "extended", settled: { reservations: book.all(), happenings: [] } };
  }
  // What can be had ends where somebody begins, if not at once.
  const starts = taken.map((other) => Math.max(slot.to, other.slot.from)).filter((at) => at < to);
  const free = [...new Set(starts)]
    .sort((left, right) => right - left)
    .find((at) => inTheWay(one, { from: slot.to, to: instant(at) }, taken, terms.capacity).length === 0);
  const ids = new Set(way.map((other) => other.id));
  const whom = reservations.filter((other) => ids.has(other.id));
  return { kind: "displaces", whom, freeUntil: instant(free ?? slot.to) };
}

export type Move =
  | { readonly kind: "moved"; readonly settled: Settled }
  /** Whoever holds or is promised what it would take; nobody where it asks for more than there is. */
  | { readonly kind: "displaces"; readonly whom: readonly Reservation[] };

/**
 * Give one another time before it began, as long as nobody loses what they hold or are promised. What it held goes to those that wait; one
 * that waited holds its new time at once. `id` must be open and not have begun.
 */
export function move(
  reservations: readonly Reservation[],
  given: { readonly id: string; readonly span: Period; readonly terms: Terms; readonly now: Instant },
): Move {
  const { id, span, terms, now } = given;
  const one = reservations.find((other) => other.id === id);
  if (!one || !isOpen(one) || stateOf(one, now) === "active") throw new RangeError(`${id} cannot be moved`);
  const ids = new Set(inTheWay(one, span, takenBy(reservations, id), terms.capacity).map((other) => other.id));
  const isTooMuch = one.units !== null && one.units > terms.capacity;
  if (ids.size > 0 || isTooMuch) return { kind: "displaces", whom: reservations.filter((other) => ids.has(other.id)) };
  const book = new Book(reservations, terms);
  const moved = { ...one, slot: span, wishFrom: span.from, lengthMs: span.to - span.from, takenUpAt: null };
  const waitsUntil = instant(Math.max(one.waitsUntil, span.from));
  const grantedAt = one.grantedAt ?? now;
  book.put({ ...moved, waitsUntil, grantedAt }, one.grantedAt === null ? { at: now, kind: "granted" } : null);
  book.moveUp(now);
  return { kind: "moved", settled: { reservations: book.all(), happenings: book.happenings } };
}
