import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { queueOf, type Reservation, stateOf, type Terms } from "@/lib/reservations/domain/reservation";
import { giveBack, request } from "@/lib/reservations/domain/reservation-commands";
import { settle } from "@/lib/reservations/domain/settle";
import { runs } from "@/tests/support/runs";
import { overbookedAt, type Step, someSteps, someTerms, wishOf } from "./reservation-world";

/**
 * Goal: no moment is ever overbooked, the queue is fair, promises are kept, and the clock alone decides. Method: random worlds against a
 * naive model that walks from tick to tick and tries every tick as a start; fast-check prints seed and path of what fails.
 */

const at = instant;
const none = { activities: [] };

function applied(all: readonly Reservation[], step: Step, index: number, terms: Terms): readonly Reservation[] {
  const now = at(step.at);
  if (step.kind === "ask") {
    return request(all, wishOf(step, index), { terms, now, ifTaken: step.ifTaken }).reservations;
  }
  const open = all.filter(({ ending }) => ending === null);
  const one = open[step.pick % Math.max(1, open.length)];
  if (!one) return all;
  if (step.kind === "check_in") {
    const isActive = stateOf(one, now) === "active" && one.takenUpAt === null;
    return isActive ? all.map((other) => (other === one ? { ...other, takenUpAt: now } : other)) : all;
  }
  return giveBack(all, one.id, { terms, now, isTakenAway: step.kind === "away" }).reservations;
}

/** Settled at the moments of the steps, and at others too when `extra` says so. */
function run(steps: readonly Step[], terms: Terms, end: number, extra: readonly number[] = []): readonly Reservation[] {
  let all: readonly Reservation[] = [];
  const moments = [...extra.map((moment) => ({ at: moment, step: null, index: 0 }))];
  const work = [...steps.map((step, index) => ({ at: step.at, step, index })), ...moments];
  work.sort((left, right) => left.at - right.at || (left.step === null ? 1 : 0) - (right.step === null ? 1 : 0));
  for (const { at: moment, step, index } of work) {
    all = settle(all, terms, { now: at(moment), ...none }).reservations;
    if (step) all = applied(all, step, index, terms);
  }
  return settle(all, terms, { now: at(end), ...none }).reservations;
}

/** The naive model: mutable, a tick at a time, trying each tick as a start. */
function naive(steps: readonly Step[], terms: Terms, end: number): readonly Reservation[] {
  let all: Reservation[] = [];
  const set = (id: string, change: Partial<Reservation>) => {
    all = all.map((one) => (one.id === id ? { ...one, ...change } : one));
  };
  const isFree = (one: Reservation, from: number) => {
    const moved = { ...one, slot: { from: at(from), to: at(from + one.lengthMs) } };
    const others = all.filter((other) => other.id !== one.id && other.ending === null);
    const before = overbookedAt(others, terms, 0).length;
    return before === 0 && overbookedAt([...others, moved], terms, from + one.lengthMs).length === 0;
  };
  const search = (one: Reservation, earliest: number, latest: number) => {
    for (let from = earliest; from <= latest; from += 1) if (isFree(one, from)) return from;
    return null;
  };
  const moveUp = (tick: number) => {
    for (let isMoving = true; isMoving; ) {
      isMoving = false;
      for (const { id } of queueOf(all)) {
        const one = all.find((other) => other.id === id) as Reservation;
        const earliest = Math.max(tick, one.wishFrom);
        const found = search(one, earliest, one.slot === null ? one.waitsUntil : one.slot.from - 1);
        const from = found ?? one.slot?.from ?? null;
        if (from === null) continue;
        const slot = { from: at(from), to: at(from + one.lengthMs) };
        if (from <= earliest) set(id, { slot, grantedAt: at(tick) });
        else if (found !== null) set(id, { slot });
        if (from <= earliest || found !== null) isMoving = true;
      }
    }
  };
  const tickOn = (tick: number) => {
    let hasEnded = false;
    for (const one of all.filter(({ ending }) => ending === null)) {
      const { id, slot, grantedAt, takenUpAt, waitsUntil } = one;
      const lapses = terms.graceMs === null || takenUpAt !== null ? Number.POSITIVE_INFINITY : terms.graceMs;
      const ending =
        grantedAt === null
          ? slot === null && tick === waitsUntil + 1
            ? ("waited_in_vain" as const)
            : null
          : slot && slot.to <= Math.min(tick, slot.from + lapses)
            ? ("expired" as const)
            : slot && slot.from + lapses === tick
              ? ("not_taken_up" as const)
              : null;
      if (ending) set(id, { ending, endedAt: at(tick) });
      if (ending) hasEnded = true;
    }
    if (hasEnded) moveUp(tick);
    for (const { id, slot, grantedAt, ending } of all) {
      if (ending === null && grantedAt === null && slot?.from === tick) set(id, { grantedAt: at(tick) });
    }
  };
  for (let tick = 0; tick <= end; tick += 1) {
    tickOn(tick);
    for (const [index, step] of steps.entries()) {
      if (step.at !== tick) continue;
      if (step.kind !== "ask") {
        const before = all;
        all = [...applied(all, step, index, terms)];
        if (step.kind !== "check_in" && before !== all) {
          // Undo what the code under test moved, and move it here.
          const ended = all.find(
            (one) => one.endedAt === tick && before.find(({ id }) => id === one.id)?.ending === null,
          );
          if (ended) {
            all = before.map((one) => (one.id === ended.id ? ended : one));
            moveUp(tick);
          }
        }
        continue;
      }
      const wish = wishOf(step, index);
      const empty = { slot: null, grantedAt: null, takenUpAt: null, endedAt: null, ending: null };
      const asked: Reservation = { ...wish, ...empty };
      const tooMany = wish.units !== null && wish.units > terms.capacity;
      const from = tooMany ? null : search(asked, Math.max(tick, wish.wishFrom), wish.waitsUntil);
      const isNow = from !== null && from <= Math.max(tick, wish.wishFrom);
      const slot = from === null ? null : { from: at(from), to: at(from + wish.lengthMs) };
      if (isNow) all.push({ ...asked, slot, grantedAt: at(tick) });
      else if (step.ifTaken === "refuse") all.push({ ...asked, ending: "refused", endedAt: at(tick) });
      else all.push({ ...asked, slot });
    }
  }
  return all;
}

describe("settling", () => {
  it("does what a naive walk through every tick does", () => {
    fc.assert(
      fc.property(someSteps, someTerms, (steps, terms) => {
        expect(run(steps, terms, 120)).toEqual(naive(steps, terms, 120));
      }),
      runs(100),
    );
  });

  it("never overbooks a moment: one alone, or as many units as there are", () => {
    fc.assert(
      fc.property(someSteps, someTerms, fc.nat(60), (steps, terms, end) => {
        const early = steps.filter((step) => step.at <= end);
        expect(overbookedAt(run(early, terms, end), terms, 120)).toEqual([]);
      }),
      runs(75),
    );
  });

  it("does not depend on when it is asked between", () => {
    fc.assert(
      fc.property(someSteps, someTerms, fc.array(fc.nat(90), { maxLength: 12 }), (steps, terms, extra) => {
        expect(run(steps, terms, 100, extra)).toEqual(run(steps, terms, 100));
      }),
      runs(75),
    );
  });

  it("keeps its promises: who waits begins as early as they were told at first, or earlier", () => {
    fc.assert(
      fc.property(someSteps, someTerms, (steps, terms) => {
        const told = new Map<string, number>();
        for (let end = 0; end <= 100; end += 1) {
          const early = steps.filter((step) => step.at <= end);
          for (const { id, slot, ending } of run(early, terms, end)) {
            if (slot === null || ending !== null) continue;
            expect(slot.from).toBeLessThanOrEqual(told.get(id) ?? slot.from);
            told.set(id, slot.from);
          }
        }
      }),
      runs(30),
    );
  });

  it("starves nobody: whoever is promised a time gets it, unless they leave or it is taken away", () => {
    fc.assert(
      fc.property(someSteps, someTerms, (steps, terms) => {
        const ends = run(steps, terms, 400);
        expect(ends.filter(({ ending }) => ending === null)).toEqual([]);
        for (const { slot, grantedAt, ending } of ends) {
          if (slot !== null && grantedAt === null) expect(["cancelled", "taken_away"]).toContain(ending);
        }
      }),
      runs(100),
    );
  });

  it("takes a grant back after its grace, and gives it on at that moment", () => {
    const terms: Terms = { capacity: 1, graceMs: 5, maxMs: 100 };
    const wish = {
      at: 0,
      from: 0,
      length: 50,
      wait: 90,
      services: [],
      units: null,
      priority: 0,
      ifTaken: "queue" as const,
    };
    const first = request([], wishOf(wish, 0), { terms, now: at(0), ifTaken: "queue" }).reservations;
    const both = request(first, wishOf({ ...wish, at: 1 }, 1), { terms, now: at(1), ifTaken: "queue" }).reservations;
    expect(both[1]?.slot?.from).toBe(50);
    const later = settle(both, terms, { now: at(5), activities: [] });
    expect(later.happenings).toEqual([
      { id: "r00", at: 5, kind: "not_taken_up" },
      { id: "r01", at: 5, kind: "granted" },
    ]);
    const used = settle(both, terms, { now: at(49), activities: [{ reservationId: "r00", at: at(4) }] });
    expect(used.happenings).toEqual([{ id: "r00", at: 4, kind: "taken_up" }]);
  });
});
