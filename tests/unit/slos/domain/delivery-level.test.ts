import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { toDecimal } from "@/lib/kernel/rational";
import { businessDays } from "@/lib/slos/domain/business-days";
import { deliveryLevel } from "@/lib/slos/domain/delivery-level";
import { deliveryWords, lengthWords } from "@/lib/slos/domain/delivery-words";
import { shareOf } from "@/lib/slos/domain/evaluation";
import { budgetUsed } from "@/lib/slos/domain/level";

const counts = (good: number, bad: number, unknown = 0) => ({ good, bad, unknown });
const sample = (good: number, bad: number, target: string, unknown = 0) =>
  deliveryLevel(counts(good, bad, unknown), shareOf(target), false);

describe("a level of deliveries", () => {
  it("has the Wilson interval of its good share: 4 failures of 23 are 6.98 to 37.14 %", () => {
    const { interval } = sample(19, 4, "85");
    expect(1 - (interval?.high ?? 0)).toBeCloseTo(0.0698, 4);
    expect(1 - (interval?.low ?? 0)).toBeCloseTo(0.3714, 4);
  });

  it("is undetermined for 4 of 23 against 15 %, missed for 30 of 200 against 5 %, met for 1 of 400 against 5 %", () => {
    expect(sample(19, 4, "85").verdict).toBe("undetermined");
    expect(sample(170, 30, "95").verdict).toBe("missed");
    expect(sample(399, 1, "95").verdict).toBe("met");
  });

  it("uses 86.96 % of the budget with 20 of 23 in time at 85 %", () => {
    const { worst } = sample(20, 3, "85");
    expect(worst && toDecimal(budgetUsed(worst, shareOf("85")), 4)).toBe("0.8695");
  });

  it("widens by what cannot be judged, and never decides by it", () => {
    expect(sample(399, 1, "95", 40).verdict).toBe("undetermined");
    expect(sample(0, 0, "95", 3)).toMatchObject({ verdict: "undetermined" });
    expect(sample(0, 0, "95")).toMatchObject({ verdict: "no_data", worst: null, interval: null });
  });

  it("of every business day is no sample: 19 of 21 meet 90 %, 19 of 22 do not", () => {
    const census = (good: number, bad: number) => deliveryLevel(counts(good, bad), shareOf("90"), true);
    expect(census(19, 2)).toMatchObject({ verdict: "met", interval: null });
    expect(census(19, 3).verdict).toBe("missed");
    expect(census(19, 2).worst && toDecimal(census(19, 2).worst ?? shareOf("1"), 5)).toBe("0.90476");
  });
});

describe("business days", () => {
  const june = { from: instant(Date.parse("2026-06-01T04:00:00Z")), to: instant(Date.parse("2026-07-01T04:00:00Z")) };
  const timeZone = "America/New_York";

  it("of June 2026 in New York are 22, or 21 without 19 June", () => {
    expect(businessDays(june, { timeZone, holidays: [] }, june.to)).toHaveLength(22);
    expect(businessDays(june, { timeZone, holidays: ["2026-06-19"] }, june.to)).toHaveLength(21);
  });

  it("are those that are over and lie wholly in the period", () => {
    const noon = instant(Date.parse("2026-06-02T16:00:00Z"));
    expect(businessDays({ from: june.from, to: noon }, { timeZone, holidays: [] }, noon)).toHaveLength(1);
    const late = { from: instant(june.from + 1), to: june.to };
    expect(businessDays(late, { timeZone, holidays: [] }, june.to)).toHaveLength(21);
  });
});

describe("words of delivery", () => {
  it("name lengths by their largest whole unit", () => {
    expect([1_500, 60_000, 120_000, 86_400_000, 172_800_000].map(lengthWords)).toEqual([
      "1500 ms",
      "60 s",
      "2 min",
      "24 h",
      "2 d",
    ]);
  });

  it("name what is counted for every measure", () => {
    expect(deliveryWords({ kind: "delivery", measure: "restore_time", withinMs: 3_600_000 })).toMatchObject({
      eventName: "failed deployments",
      rule: "Failed deployments that were restored within 60 min of their detection, over failed deployments.",
    });
  });
});
