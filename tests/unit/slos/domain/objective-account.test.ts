import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { addsUp } from "@/lib/slos/domain/accounting";
import type { Slice } from "@/lib/slos/domain/level";
import { accountOfSeries } from "@/lib/slos/domain/objective-account";
import { SloDefinition } from "@/lib/slos/contract";
import { runs } from "@/tests/support/runs";

const from = instant(Date.parse("2026-11-20T00:00:00Z"));
const second = (count: number) => instant(from + count * 1_000);
const definition = SloDefinition.parse({
  sli: { kind: "availability" },
  targetPercent: "99",
  period: { kind: "rolling", days: 30 },
});
const minute = (good: bigint, total: bigint): Slice => ({ kind: "counted", good, total });
const bad = minute(98n, 100n);
const fine = minute(99n, 100n);
const quiet = minute(0n, 0n);
const unknown: Slice = { kind: "unknown" };

describe("the time of an objective", () => {
  it("is told apart to the second: maintenance may begin and end within a minute", () => {
    const slices = [fine, bad, bad, unknown, bad, quiet];
    const account = accountOfSeries({ from, slices, knownSince: from }, definition, {
      planned: [{ from: second(30), to: second(90) }],
      waived: [{ from: second(60), to: second(240) }],
    });
    expect(account).toEqual({
      windowMs: 360_000,
      goodMs: 90_000,
      unplannedBadMs: 60_000,
      plannedBadMs: 30_000,
      waivedBadMs: 90_000,
      unknownMs: 60_000,
      excludedGoodMs: 30_000,
    });
  });

  it("judges minutes by the minute's own target where there is one", () => {
    const slices = { ...definition, method: { kind: "timeslices", slicePercent: "95" } } as const;
    const account = accountOfSeries({ from, slices: [bad], knownSince: from }, slices, { planned: [], waived: [] });
    expect(account).toMatchObject({ goodMs: 60_000, unplannedBadMs: 0 });
  });

  it("adds up, whatever overlaps whatever", () => {
    const stretch = fc.tuple(fc.integer({ min: -100, max: 900 }), fc.integer({ min: 0, max: 400 }));
    const kind = fc.constantFrom(bad, fine, quiet, unknown);
    fc.assert(
      fc.property(fc.array(kind, { maxLength: 12 }), fc.array(stretch), fc.array(stretch), (slices, one, two) => {
        const spans = (list: readonly (readonly [number, number])[]) =>
          list.map(([begin, length]) => ({ from: second(begin), to: second(begin + length) }));
        const account = accountOfSeries({ from, slices, knownSince: from }, definition, {
          planned: spans(one),
          waived: spans(two),
        });
        expect(addsUp(account)).toBe(true);
      }),
      runs(200),
    );
  });
});
