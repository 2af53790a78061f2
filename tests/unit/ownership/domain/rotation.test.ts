import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Instant, instant } from "@/lib/kernel/instant";
import { localOf } from "@/lib/kernel/zoned-time";
import { type Rotation, turnAt, turnsFrom } from "@/lib/ownership/domain/rotation";
import { runs } from "@/tests/support/runs";

/** Goal: whose turn it is depends on the time asked and the rotation alone, and changes at the same time on the wall. */

const at = (text: string): Instant => instant(Date.parse(text));
const berlin: Rotation = {
  timeZone: "Europe/Berlin",
  startsAt: "2026-10-19T09:00",
  every: { unit: "week", count: 1 },
  order: ["ada", "bea", "cem"],
};

describe("a rotation", () => {
  it("changes at nine on the wall before and after clocks are put back", () => {
    expect(turnAt(berlin, at("2026-10-19T06:59:59Z"))).toBeNull();
    expect(turnAt(berlin, at("2026-10-19T07:00:00Z"))?.personId).toBe("ada");
    // Summer time ends on 25 October: nine is 08:00 UTC from then on.
    expect(turnAt(berlin, at("2026-10-26T07:30:00Z"))?.personId).toBe("ada");
    expect(turnAt(berlin, at("2026-10-26T08:00:00Z"))?.personId).toBe("bea");
    expect(turnAt(berlin, at("2026-11-09T08:00:00Z"))?.personId).toBe("ada");
  });

  it("begins as long after a gap as its time lies in it, and at the first of two equal times", () => {
    const nightly: Rotation = { ...berlin, startsAt: "2026-03-28T02:30", every: { unit: "day", count: 1 } };
    // 02:30 does not exist on 29 March 2026: it is 03:30, which is 01:30 UTC.
    expect(turnAt(nightly, at("2026-03-29T01:29:59Z"))?.personId).toBe("ada");
    expect(turnAt(nightly, at("2026-03-29T01:30:00Z"))?.personId).toBe("bea");
    const autumn: Rotation = { ...nightly, startsAt: "2026-10-24T02:30" };
    expect(turnAt(autumn, at("2026-10-25T00:30:00Z"))?.personId).toBe("bea");
    expect(turnAt(autumn, at("2026-10-25T00:29:59Z"))?.personId).toBe("ada");
  });

  it("has one turn for each moment, of which the ends are those of its neighbours, at the same time on the wall", () => {
    const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo"];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: 4 * 366 * 24 * 60 }),
        (timeZone, count, minutes) => {
          const rotation: Rotation = { ...berlin, timeZone, every: { unit: "day", count } };
          const moment = instant(at("2026-10-20T12:00:00Z") + minutes * 60_000);
          const turn = turnAt(rotation, moment);
          if (!turn) throw new Error("it began before");
          expect(turn.from <= moment && moment < turn.to).toBe(true);
          expect(turnAt(rotation, instant(turn.to - 1))).toEqual(turn);
          expect(turnAt(rotation, turn.to)?.from).toBe(turn.to);
          expect(localOf(turn.to, timeZone)).toMatch(/T09:00:00$/);
          const next = turnsFrom(rotation, moment, rotation.order.length + 1);
          expect(next[rotation.order.length]?.personId).toBe(turn.personId);
        },
      ),
      runs(150),
    );
  });

  it("is nobody's when nobody is in its order", () => {
    expect(turnAt({ ...berlin, order: [] }, at("2026-11-01T00:00:00Z"))).toBeNull();
  });
});
