import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import type { Period } from "@/lib/kernel/zoned-time";
import { accountFor, addsUp } from "@/lib/slos/domain/accounting";

const hour = 3_600_000;
const span = (from: number, to: number): Period => ({ from: instant(from), to: instant(to) });

describe("an account of time", () => {
  it("has planned and unplanned apart where exclusions overlap", () => {
    // Exclusions 01–03 and 02–04, bad 02:30–04:30, over 30 days.
    const account = accountFor({
      window: span(0, 30 * 24 * hour),
      bad: [span(2.5 * hour, 4.5 * hour)],
      unknown: [],
      planned: [span(hour, 3 * hour), span(2 * hour, 4 * hour)],
      waived: [],
    });
    expect(account).toMatchObject({ plannedBadMs: 5_400_000, unplannedBadMs: 1_800_000, excludedGoodMs: 5_400_000 });
    expect(addsUp(account)).toBe(true);
  });

  it("adds up to the millisecond, whatever overlaps", () => {
    const stretches = fc.array(
      fc.tuple(fc.integer({ min: -20, max: 120 }), fc.nat(40)).map(([from, length]) => span(from, from + length)),
      { maxLength: 6 },
    );
    const facts = fc.record({ bad: stretches, unknown: stretches, planned: stretches, waived: stretches });
    fc.assert(
      fc.property(facts, (parts) => {
        const account = accountFor({ window: span(0, 100), ...parts });
        expect(addsUp(account)).toBe(true);
        expect(Object.values(account).every((ms) => ms >= 0)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
