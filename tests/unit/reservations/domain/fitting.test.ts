import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { blockedSpans, earliestFit, inTheWay, takenBy } from "@/lib/reservations/domain/fitting";
import { request } from "@/lib/reservations/domain/reservation-commands";
import { runs } from "@/tests/support/runs";
import { someSteps, someTerms, wishOf } from "./reservation-world";

/** Goal: the first free time is the first one. Method: every tick is tried against what is in the way at it. */

const at = instant;

describe("fitting", () => {
  it("finds the first tick at which nothing is in the way", () => {
    fc.assert(
      fc.property(someSteps, someTerms, fc.integer({ min: 1, max: 9 }), (steps, terms, lengthMs) => {
        let all: ReturnType<typeof request>["reservations"] = [];
        for (const [index, step] of steps.entries()) {
          if (step.kind !== "ask") continue;
          all = request(all, wishOf(step, index), { terms, now: at(step.at), ifTaken: "queue" }).reservations;
        }
        const taken = takenBy(all);
        const claim = { services: ["a"], units: null, lengthMs };
        const found = earliestFit(claim, taken, { earliest: at(3), latest: at(90), capacity: terms.capacity });
        const ticks = Array.from({ length: 88 }, (_, index) => index + 3);
        const isFree = (from: number) =>
          inTheWay(claim, { from: at(from), to: at(from + lengthMs) }, taken, terms.capacity).length === 0;
        expect(found?.from).toBe(ticks.find(isFree));
      }),
      runs(200),
    );
  });

  it("calls blocked exactly the ticks at which something is in the way", () => {
    fc.assert(
      fc.property(someSteps, someTerms, fc.option(fc.integer({ min: 1, max: 3 })), (steps, terms, units) => {
        let all: ReturnType<typeof request>["reservations"] = [];
        for (const [index, step] of steps.entries()) {
          if (step.kind !== "ask") continue;
          all = request(all, wishOf(step, index), { terms, now: at(step.at), ifTaken: "queue" }).reservations;
        }
        const claim = { services: ["a", "b"], units };
        const within = { from: at(0), to: at(70) };
        const blocked = blockedSpans(claim, within, takenBy(all), terms.capacity);
        for (let tick = 0; tick < 70; tick += 1) {
          const isIn = blocked.some(({ span }) => span.from <= tick && tick < span.to);
          const way = inTheWay(claim, { from: at(tick), to: at(tick + 1) }, takenBy(all), terms.capacity);
          expect(isIn).toBe(way.length > 0 || (units ?? 0) > terms.capacity);
        }
      }),
      runs(100),
    );
  });
});
