import fc from "fast-check";
import { instant } from "@/lib/kernel/instant";
import type { Reservation, Terms } from "@/lib/reservations/domain/reservation";
import type { Wish } from "@/lib/reservations/domain/reservation-commands";

/** Small worlds of reservations: times are whole ticks, so that a naive model can walk through each of them. */

export interface WorldWish {
  readonly at: number;
  readonly from: number;
  readonly length: number;
  readonly wait: number;
  readonly services: readonly string[];
  readonly units: number | null;
  readonly priority: number;
  readonly ifTaken: "queue" | "refuse";
}
export type Step =
  | ({ readonly kind: "ask" } & WorldWish)
  | { readonly kind: "back" | "away" | "check_in"; readonly at: number; readonly pick: number };

const anAsk = fc.record({
  kind: fc.constant("ask" as const),
  at: fc.nat(40),
  from: fc.nat(14),
  length: fc.integer({ min: 1, max: 9 }),
  wait: fc.nat(30),
  services: fc.subarray(["a", "b", "c"]),
  units: fc.option(fc.integer({ min: 1, max: 3 })),
  priority: fc.nat(2),
  ifTaken: fc.constantFrom("queue" as const, "queue" as const, "refuse" as const),
});
const aStep = fc.record({
  kind: fc.constantFrom("back" as const, "back" as const, "away" as const, "check_in" as const),
  at: fc.nat(50),
  pick: fc.nat(20),
});

/** Steps in the order of their moments. */
export const someSteps = fc
  .array(fc.oneof({ weight: 3, arbitrary: anAsk }, { weight: 2, arbitrary: aStep }), { maxLength: 16 })
  .map((steps): Step[] => steps.toSorted((left, right) => left.at - right.at));

export const someTerms = fc.record({
  capacity: fc.integer({ min: 1, max: 3 }),
  graceMs: fc.option(fc.integer({ min: 1, max: 5 })),
  maxMs: fc.constant(100),
});

export function wishOf(step: WorldWish, index: number): Wish {
  const from = step.at + step.from;
  return {
    id: `r${String(index).padStart(2, "0")}`,
    services: step.services,
    units: step.units,
    wishFrom: instant(from),
    lengthMs: step.length,
    waitsUntil: instant(from + step.wait),
    requestedAt: instant(step.at),
    queuedAs: instant(step.at),
    priority: step.priority,
    person: "p",
  };
}

/** Is a set of times overbooked? Every tick and every service is looked at. */
export function overbookedAt(reservations: readonly Reservation[], { capacity }: Terms, lastTick: number): string[] {
  const found: string[] = [];
  const places = ["a", "b", "c", "elsewhere"];
  for (let tick = 0; tick <= lastTick; tick += 1) {
    for (const place of places) {
      const there = reservations.filter(
        ({ slot, ending, endedAt, services, grantedAt }) =>
          slot !== null &&
          // What ended holds its time up to its end, and nothing if it never began.
          (ending === null ? true : grantedAt !== null && tick < (endedAt ?? 0)) &&
          slot.from <= tick &&
          tick < slot.to &&
          (services.length === 0 || services.includes(place)),
      );
      const alone = there.filter(({ units }) => units === null);
      const load = there.reduce((sum, { units }) => sum + (units ?? 0), 0);
      if (alone.length > 1 || (alone.length === 1 && there.length > 1) || load > capacity) {
        found.push(`${tick} ${place}: ${there.map(({ id }) => id).join(" ")}`);
      }
    }
  }
  return found;
}
