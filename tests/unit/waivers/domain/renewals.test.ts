import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { countRenewals, maxRenewals, renewalReasons } from "@/lib/waivers/domain/renewals";

const day = 86_400_000;
const T0 = Date.parse("2026-11-20T12:00:00Z");
const at = (days: number) => instant(T0 + days * day);
const span = (from: number, to: number) => ({ from: at(from), to: at(to) });

describe("renewals", () => {
  it.each([
    ["none before", [], 0],
    ["one right before", [span(-5, 0)], 1],
    ["one after a pause of 30 days exactly", [span(-35, -30)], 1],
    ["one after a longer pause", [span(-36, -30.01)], 0],
    ["a chain, in any order", [span(-40, -20), span(-5, 0), span(-15, -10)], 3],
    ["a chain that a long pause cuts", [span(-5, 0), span(-80, -70)], 1],
    ["one that still lasts", [span(-5, 5)], 1],
  ])("with %s", (_what, earlier, count) => {
    expect(countRenewals(earlier, at(0))).toBe(count);
  });

  it("are refused above the cap, and not below", () => {
    expect(renewalReasons(maxRenewals)).toEqual([]);
    expect(renewalReasons(maxRenewals + 1)).toMatchObject([{ code: "too_many_renewals", field: "subject" }]);
  });
});
