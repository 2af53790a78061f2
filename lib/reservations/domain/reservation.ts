import type { Instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";

/** How a reservation came to its end. */
export const endings = [
  "released",
  "expired",
  "cancelled",
  "not_taken_up",
  "taken_away",
  "waited_in_vain",
  "refused",
] as const;
export type Ending = (typeof endings)[number];

/** Where a reservation stands at a moment. */
export type ReservationState = "queued" | "granted" | "active" | Ending;

/** What an environment grants. */
export interface Terms {
  /** How many units shared reservations may hold of one service at once. */
  readonly capacity: number;
  /** After this without a sign of life a grant goes back; null: never. */
  readonly graceMs: number | null;
  /** Longest reservation, extensions included. */
  readonly maxMs: number;
}

/** A wish for a place and what became of it. */
export interface Reservation {
  readonly id: string;
  /** Ids of the services that it is about; none: the whole environment. */
  readonly services: readonly string[];
  /** Units of the capacity that it shares; null: nobody else may be there. */
  readonly units: number | null;
  /** It is of no use earlier. */
  readonly wishFrom: Instant;
  readonly lengthMs: number;
  /** It is of no use when it begins later. */
  readonly waitsUntil: Instant;
  readonly requestedAt: Instant;
  /** Since when it counts as waiting: when it was asked for, less the head start of its priority. */
  readonly queuedAs: Instant;
  /** Breaks ties, the greater first. */
  readonly priority: number;
  /** Who asked, as `personKeyOf` names them. */
  readonly person: string;
  /** While it waits the time that it is promised, null when nothing is; once granted its time. */
  readonly slot: Period | null;
  readonly grantedAt: Instant | null;
  /** When it was first used; null before. */
  readonly takenUpAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly ending: Ending | null;
}

/** A sign of life: who holds it, or somebody of their team, set something going at its place. */
export interface Activity {
  readonly reservationId: string;
  readonly at: Instant;
}

/** Where it stands at `now`, taken as it is kept: `settle` first. */
export function stateOf({ ending, grantedAt, slot }: Reservation, now: Instant): ReservationState {
  if (ending !== null) return ending;
  if (grantedAt === null || slot === null) return "queued";
  return slot.from > now ? "granted" : "active";
}

/** It holds or waits for something. */
export function isOpen({ ending }: Reservation): boolean {
  return ending === null;
}

/** Do both speak of a common service? Who names none speaks of all. */
export function shareScope(left: Pick<Reservation, "services">, right: Pick<Reservation, "services">): boolean {
  if (left.services.length === 0 || right.services.length === 0) return true;
  return left.services.some((one) => right.services.includes(one));
}

/** Those that wait, in the order in which they move up: who has waited longest, then the greater priority, then by id. */
export function queueOf(reservations: readonly Reservation[]): Reservation[] {
  return reservations
    .filter((one) => isOpen(one) && one.grantedAt === null)
    .sort(
      (left, right) =>
        left.queuedAs - right.queuedAs ||
        right.priority - left.priority ||
        left.requestedAt - right.requestedAt ||
        (left.id < right.id ? -1 : 1),
    );
}
