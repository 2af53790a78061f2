import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import type { Reservation } from "@/lib/reservations/domain/reservation";
import { conflictsOf, extend, giveBack, move, request } from "@/lib/reservations/domain/reservation-commands";
import { runs } from "@/tests/support/runs";
import { overbookedAt, someSteps, someTerms, wishOf } from "./reservation-world";

/** Goal: an extension displaces nobody, and what is given back goes on at once. Method: random worlds, and hand-made cases. */

const at = instant;
const terms = { capacity: 2, graceMs: null, maxMs: 100 };
const base = {
  at: 0,
  from: 0,
  length: 10,
  wait: 50,
  services: [],
  units: null,
  priority: 0,
  ifTaken: "queue" as const,
};
const ask = (
  all: readonly Reservation[],
  index: number,
  change: object = {},
  ifTaken: "queue" | "refuse" = "queue",
) => {
  const wish = wishOf({ ...base, ...change }, index);
  return request(all, wish, { terms, now: wish.requestedAt, ifTaken }).reservations;
};

describe("a request", () => {
  it("waits with a promise, or is turned away where it would not wait", () => {
    const all = ask(ask(ask([], 0), 1), 2, {}, "refuse");
    expect(all[1]).toMatchObject({ grantedAt: null, slot: { from: 10, to: 20 } });
    expect(all[2]).toMatchObject({ ending: "refused", slot: null });
  });

  it("waits without a promise where nothing becomes free in time", () => {
    expect(ask(ask([], 0), 1, { wait: 5 })[1]).toMatchObject({ grantedAt: null, slot: null, ending: null });
  });

  it("is told what is in its way", () => {
    const all = ask(ask([], 0, { services: ["a"] }), 1, { services: ["b"] });
    const span = { from: at(0), to: at(5) };
    expect(conflictsOf({ services: ["b", "c"], units: null, span }, all, terms).map(({ id }) => id)).toEqual(["r01"]);
  });
});

describe("giving back", () => {
  it("lets the next begin at that moment", () => {
    const all = giveBack(ask(ask([], 0), 1), "r00", { terms, now: at(3) }).reservations;
    expect(all[0]).toMatchObject({ ending: "released", endedAt: 3 });
    expect(all[1]).toMatchObject({ grantedAt: 3, slot: { from: 3, to: 13 } });
  });

  it("of what has not begun is a cancellation", () => {
    const all = giveBack(ask([], 0, { from: 20 }), "r00", { terms, now: at(3) }).reservations;
    expect(all[0]).toMatchObject({ ending: "cancelled" });
  });
});

describe("an extension", () => {
  it("is refused where somebody is promised the time, and tells until when it is free", () => {
    const all = ask(ask([], 0), 1, { from: 14, length: 5 });
    expect(extend(all, { id: "r00", to: at(16), terms })).toMatchObject({ kind: "displaces", freeUntil: 14 });
    expect(extend(all, { id: "r00", to: at(14), terms })).toMatchObject({ kind: "extended" });
    const waiting = ask(ask([], 0), 1);
    expect(extend(waiting, { id: "r00", to: at(11), terms })).toMatchObject({ kind: "displaces", freeUntil: 10 });
  });

  it("changes nobody else and overbooks nothing", () => {
    fc.assert(
      fc.property(someSteps, someTerms, fc.nat(20), fc.integer({ min: 1, max: 20 }), (steps, given, pick, more) => {
        let all: readonly Reservation[] = [];
        for (const [index, step] of steps.entries()) {
          if (step.kind !== "ask") continue;
          all = request(all, wishOf(step, index), { terms: given, now: at(step.at), ifTaken: "queue" }).reservations;
        }
        const granted = all.filter(({ grantedAt, ending }) => grantedAt !== null && ending === null);
        const one = granted[pick % Math.max(1, granted.length)];
        if (!one?.slot) return;
        const answer = extend(all, { id: one.id, to: at(one.slot.to + more), terms: given });
        if (answer.kind === "displaces") {
          expect(answer.whom.length).toBeGreaterThan(0);
          const free = extend(all, { id: one.id, to: answer.freeUntil, terms: given });
          if (answer.freeUntil > one.slot.to) expect(free.kind).toBe("extended");
          expect(extend(all, { id: one.id, to: at(answer.freeUntil + 1), terms: given }).kind).toBe("displaces");
          return;
        }
        expect(answer.settled.reservations.filter(({ id }) => id !== one.id)).toEqual(
          all.filter(({ id }) => id !== one.id),
        );
        expect(overbookedAt(answer.settled.reservations, given, 150)).toEqual([]);
      }),
      runs(200),
    );
  });
});

describe("a move", () => {
  it("to a free time gives what it held to those that wait, and is refused where somebody has it", () => {
    const later = ask([], 0, { from: 20, length: 5 });
    const all = ask(later, 1, { from: 20, length: 5 });
    expect(all[1]?.slot?.from).toBe(25);
    const moved = move(all, { id: "r00", span: { from: at(40), to: at(44) }, terms, now: at(1) });
    if (moved.kind !== "moved") throw new Error("the time is free");
    const [first, second] = moved.settled.reservations;
    expect(first).toMatchObject({ slot: { from: 40, to: 44 }, wishFrom: 40, lengthMs: 4 });
    expect(second?.slot?.from).toBe(20);
    const taken = move(moved.settled.reservations, {
      id: "r01",
      span: { from: at(42), to: at(46) },
      terms,
      now: at(1),
    });
    expect(taken).toMatchObject({ kind: "displaces", whom: [{ id: "r00" }] });
    // It is not in its own way.
    const own = move(all, { id: "r00", span: { from: at(19), to: at(24) }, terms, now: at(1) });
    expect(own.kind).toBe("moved");
  });

  it("takes nothing from anybody and overbooks nothing", () => {
    fc.assert(
      fc.property(someSteps, someTerms, fc.nat(20), fc.nat(60), (steps, given, pick, to) => {
        let all: readonly Reservation[] = [];
        for (const [index, step] of steps.entries()) {
          if (step.kind !== "ask") continue;
          all = request(all, wishOf(step, index), { terms: given, now: at(step.at), ifTaken: "queue" }).reservations;
        }
        const now = at(50);
        const ahead = all.filter((one) => one.ending === null && (one.slot === null || one.slot.from > now));
        const one = ahead[pick % Math.max(1, ahead.length)];
        if (!one) return;
        const span = { from: at(51 + to), to: at(51 + to + one.lengthMs) };
        const answer = move(all, { id: one.id, span, terms: given, now });
        if (answer.kind === "displaces") {
          expect(answer.whom.length > 0 || (one.units ?? 0) > given.capacity).toBe(true);
          expect(answer.whom.map(({ id }) => id)).not.toContain(one.id);
          return;
        }
        for (const other of all.filter(({ id, slot }) => id !== one.id && slot !== null)) {
          const after = answer.settled.reservations.find(({ id }) => id === other.id);
          expect(after?.slot?.from).toBeLessThanOrEqual(other.slot?.from ?? 0);
        }
        expect(overbookedAt(answer.settled.reservations, given, 200)).toEqual([]);
      }),
      runs(200),
    );
  });
});
