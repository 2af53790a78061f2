import { Temporal } from "temporal-polyfill";
import { type Instant, instant } from "@/lib/kernel/instant";

/** Persons who take turns. Changes happen at the same time on the wall of `timeZone`, whatever its clocks do. */
export interface Rotation {
  readonly timeZone: string;
  /** When the first turn begins there: `2026-11-02T09:00`. */
  readonly startsAt: string;
  readonly every: { readonly unit: "day" | "week"; readonly count: number };
  /** Ids of persons, in order. */
  readonly order: readonly string[];
}

export interface Turn {
  readonly personId: string;
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * Whose turn it is at `at`; null before the first turn and when nobody is in the order. A local time that does not exist is taken as long
 * after the gap as it lies in it, one that happens twice is the first (RFC 5545; Temporal's "compatible"). Throws RangeError for an
 * unknown zone.
 */
export function turnAt(rotation: Rotation, at: Instant): Turn | null {
  const { order, every } = rotation;
  const days = every.count * (every.unit === "week" ? 7 : 1);
  const first = Temporal.PlainDateTime.from(rotation.startsAt);
  const beginOf = (turn: number): Instant =>
    instant(
      first.add({ days: turn * days }).toZonedDateTime(rotation.timeZone, { disambiguation: "compatible" })
        .epochMilliseconds,
    );
  if (order.length === 0 || at < beginOf(0)) return null;
  const there = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(rotation.timeZone).toPlainDate();
  let turn = Math.floor(first.toPlainDate().until(there).days / days);
  // The day of a change belongs to the turn before until its hour.
  while (turn > 0 && beginOf(turn) > at) turn -= 1;
  while (beginOf(turn + 1) <= at) turn += 1;
  const personId = order[turn % order.length];
  return personId === undefined ? null : { personId, from: beginOf(turn), to: beginOf(turn + 1) };
}

/** The turn at `at` and those after it, at most `count`. */
export function turnsFrom(rotation: Rotation, at: Instant, count: number): Turn[] {
  const turns: Turn[] = [];
  let next = turnAt(rotation, at);
  while (next && turns.length < count) {
    turns.push(next);
    next = turnAt(rotation, next.to);
  }
  return turns;
}
