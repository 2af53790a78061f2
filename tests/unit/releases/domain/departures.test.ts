import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { departuresOf, type Freeze, inFreezes, inFreezeWords } from "@/lib/releases/domain/departures";

const day = (count: number) => instant(Date.UTC(2026, 11, 1, 10) + count * 86_400_000);
const freeze = (from: number, to: number, name = "Peak"): Freeze => ({ from: day(from), to: day(to), name });
const weekly = [day(0), day(7), day(14)];
const next = day(21);

describe("departures by a rule", () => {
  it("go at their time where no freeze is", () => {
    const found = departuresOf(weekly, { next, inFreeze: "left_out", freezes: [freeze(1, 6), freeze(8, 13)] });
    expect(found).toEqual(weekly.map((byRule) => ({ byRule, at: byRule, words: null })));
  });

  it("in a freeze are left out, moved to its end, or kept, and say so", () => {
    const of = (inFreeze: (typeof inFreezes)[number]) =>
      departuresOf(weekly, { next, inFreeze, freezes: [freeze(6, 9)] })[1];
    expect(of("left_out")).toMatchObject({ at: null, words: "Left out: the freeze “Peak” is in force then." });
    expect(of("moved")).toMatchObject({ at: day(9), byRule: day(7), words: "Moved to the end of the freeze “Peak”." });
    expect(of("kept")).toMatchObject({ at: day(7), words: "In the freeze “Peak”: it is held until that ends." });
    for (const one of inFreezes) expect(inFreezeWords(one)).toContain("in a freeze");
  });

  it("a freeze begins with its first moment and does not hold its last", () => {
    const ats = (from: number, to: number) =>
      departuresOf(weekly, { next, inFreeze: "left_out", freezes: [freeze(from, to)] }).map(({ at }) => at);
    expect(ats(7, 8)).toEqual([day(0), null, day(14)]);
    expect(ats(6, 7)).toEqual(weekly);
  });

  it("are moved past freezes that follow one another", () => {
    const freezes = [freeze(6, 9, "Peak"), freeze(9, 11, "Audit"), freeze(8, 10, "Inside")];
    expect(departuresOf(weekly, { next, inFreeze: "moved", freezes })[1]?.at).toBe(day(11));
  });

  it("are left out rather than moved to where the next one is", () => {
    const daily = [day(0), day(1), day(2)];
    const freezes = [freeze(0, 3)];
    const found = departuresOf(daily, { next: day(3), inFreeze: "moved", freezes });
    expect(found.map(({ at }) => at)).toEqual([null, null, null]);
    expect(found[2]?.words).toBe("Left out: the freeze “Peak” ends no earlier than the next departure is due.");
    // The last one of all has nobody after it.
    expect(departuresOf(daily, { next: null, inFreeze: "moved", freezes })[2]?.at).toBe(day(3));
  });

  it("never go twice at once, nor out of order, nor moved into a freeze, whatever the freezes", () => {
    const freezes = fc.array(
      fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 12 })).map(([from, days]) => freeze(from - 5, from - 5 + days)),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(30), { maxLength: 15 }), freezes, (days, given) => {
        const starts = days.toSorted((one, other) => one - other).map(day);
        const found = departuresOf(starts, { next: day(31), inFreeze: "moved", freezes: given });
        const ats = found.flatMap(({ at }) => at ?? []);
        expect(ats).toEqual([...new Set(ats)].toSorted((one, other) => one - other));
        for (const at of ats) expect(given.some(({ from, to }) => from <= at && at < to)).toBe(false);
        expect(found.map(({ byRule }) => byRule)).toEqual(starts);
      }),
    );
  });
});
