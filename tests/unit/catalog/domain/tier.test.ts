import { describe, expect, it } from "vitest";
import { isTier, tierMeaning, tiers, tierTitle } from "@/lib/catalog/domain/tier";

describe("tiers", () => {
  it("have a title and a meaning each, all different", () => {
    expect(tiers.map(tierTitle)).toEqual(["Tier 0", "Tier 1", "Tier 2", "Tier 3"]);
    expect(new Set(tiers.map(tierMeaning)).size).toBe(4);
  });

  it("end at 3 and are whole", () => {
    expect([-1, 0.5, 4, Number.NaN].some(isTier)).toBe(false);
    expect(() => tierTitle(4)).toThrow(RangeError);
  });
});
