import { type Instant, instant } from "@/lib/kernel/instant";
import { earliestFit, takenBy } from "./fitting";
import { type Activity, type Ending, isOpen, queueOf, type Reservation, type Terms } from "./reservation";

/** Something that happened to a reservation by the clock or because another one ended. */
export interface Happening {
  readonly id: string;
  readonly at: Instant;
  readonly kind: "granted" | "moved_up" | "taken_up" | Ending;
}

export interface Settled {
  readonly reservations: readonly Reservation[];
  readonly happenings: readonly Happening[];
}

/** What is decided of a set of reservations, one change after the other. */
export class Book {
  readonly happenings: Happening[] = [];
  private readonly byId: Map<string, Reservation>;

  constructor(
    reservations: readonly Reservation[],
    private readonly terms: Terms,
  ) {
    this.byId = new Map(reservations.map((one) => [one.id, one]));
  }

  all(): Reservation[] {
    return [...this.byId.values()];
  }

  put(next: Reservation, happening: Omit<Happening, "id"> | null): void {
    this.byId.set(next.id, next);
    if (happening) this.happenings.push({ id: next.id, ...happening });
  }

  end(one: Reservation, ending: Ending, at: Instant): void {
    this.put({ ...one, ending, endedAt: at }, { at, kind: ending });
  }

  /**
   * Give what became free at `at` to those that wait, in their order, and grant what can begin. A promise is only ever replaced by an
   * earlier one, and nobody takes what another is promised: so nobody waits longer than they were told at first.
   */
  moveUp(at: Instant): void {
    let isMoving = true;
    while (isMoving) {
      isMoving = false;
      for (const { id } of queueOf(this.all())) {
        const one = this.byId.get(id);
        if (one && this.improve(one, at)) isMoving = true;
      }
    }
  }

  private improve(one: Reservation, at: Instant): boolean {
    const earliest = instant(Math.max(at, one.wishFrom));
    const latest = one.slot === null ? one.waitsUntil : instant(one.slot.from - 1);
    const { capacity } = this.terms;
    const found = earliestFit(one, takenBy(this.all(), one.id), { earliest, latest, capacity });
    const slot = found ?? one.slot;
    if (slot !== null && slot.from <= earliest) {
      this.put({ ...one, slot, grantedAt: at }, { at, kind: "granted" });
      return true;
    }
    if (found === null) return false;
    this.put({ ...one, slot: found }, { at, kind: "moved_up" });
    return true;
  }
}

interface Due {
  readonly at: Instant;
  /** Ends come before beginnings of the same moment. */
  readonly rank: number;
  readonly one: Reservation;
  readonly kind: "expired" | "not_taken_up" | "taken_up" | "waited_in_vain" | "granted";
}

/** When one was first used inside of its time; null when it was not. */
function firstUse({ id, slot }: Reservation, activities: readonly Activity[]): Instant | null {
  if (slot === null) return null;
  const own = activities.filter(({ reservationId, at }) => reservationId === id && at >= slot.from && at < slot.to);
  return own.length === 0 ? null : instant(Math.min(...own.map(({ at }) => at)));
}

function nextOf(one: Reservation, { graceMs }: Terms, activities: readonly Activity[]): Due | null {
  const { slot, grantedAt, takenUpAt, waitsUntil } = one;
  if (!isOpen(one)) return null;
  if (grantedAt === null) {
    if (slot !== null) return { at: slot.from, rank: 1, one, kind: "granted" };
    // It may begin at the last moment, and lapses right after.
    return { at: instant(waitsUntil + 1), rank: 0, one, kind: "waited_in_vain" };
  }
  if (slot === null) return null;
  const expires: Due = { at: slot.to, rank: 0, one, kind: "expired" };
  if (takenUpAt !== null) return expires;
  const lapsesAt = graceMs === null ? Number.POSITIVE_INFINITY : slot.from + graceMs;
  const used = firstUse(one, activities);
  if (used !== null && used < lapsesAt) return { at: used, rank: -1, one, kind: "taken_up" };
  return lapsesAt < slot.to ? { at: instant(lapsesAt), rank: 0, one, kind: "not_taken_up" } : expires;
}

function compareDue(left: Due, right: Due): number {
  return left.at - right.at || left.rank - right.rank || (left.one.id < right.one.id ? -1 : 1);
}

/**
 * Everything that the clock did up to `now`: times that ran out, grants that nobody took up, waits that came to nothing, and who moved up
 * because of it, each at its own moment. The answer does not depend on when or how often it is asked before.
 */
export function settle(
  reservations: readonly Reservation[],
  terms: Terms,
  { now, activities }: { readonly now: Instant; readonly activities: readonly Activity[] },
): Settled {
  const book = new Book(reservations, terms);
  for (;;) {
    const dues = book
      .all()
      .map((one) => nextOf(one, terms, activities))
      .filter((due) => due !== null && due.at <= now) as Due[];
    const [due] = dues.sort(compareDue);
    if (!due) return { reservations: book.all(), happenings: book.happenings };
    happen(book, due);
    // Whatever ends at the same moment ends before somebody moves up.
    const isMore = dues.some((other) => other !== due && other.at === due.at && other.rank === 0);
    if (due.rank === 0 && !isMore) book.moveUp(due.at);
  }
}

function happen(book: Book, { one, at, kind }: Due): void {
  if (kind === "taken_up") book.put({ ...one, takenUpAt: at }, { at, kind });
  else if (kind === "granted") book.put({ ...one, grantedAt: at }, { at, kind });
  else book.end(one, kind, at);
}
