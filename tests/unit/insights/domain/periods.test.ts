import { describe, expect, it } from "vitest";
import { type AskedPeriod, daysAsked, periodDays, resolvePeriod } from "@/lib/insights/domain/periods";
import { instant } from "@/lib/kernel/instant";

const now = instant(Date.parse("2026-11-20T22:30:00Z"));

function asked(more: Partial<AskedPeriod> = {}): AskedPeriod {
  return { zone: "UTC", period: "30d", from: undefined, to: undefined, granularity: "week", now, ...more };
}

describe("resolvePeriod", () => {
  it("ends with the day that it is in the zone", () => {
    expect(resolvePeriod(asked()).to).toBe("2026-11-20");
    expect(resolvePeriod(asked({ zone: "Asia/Tokyo" })).to).toBe("2026-11-21");
  });

  it("has as many days as its name says, and the window before has as many", () => {
    for (const [name, days] of Object.entries(periodDays)) {
      const period = resolvePeriod(asked({ period: name as AskedPeriod["period"], granularity: "month" }));
      expect(daysAsked(asked({ period: name as AskedPeriod["period"] })).days).toBe(days);
      expect(period.dayStarts).toHaveLength(2 * days + 1);
      expect(period.previous.end).toBe(period.window.start);
      expect(period.dayStarts[days]).toBe(period.window.start);
      expect(period.dayStarts.at(-1)).toBe(period.window.end);
    }
  });

  it("begins days where clocks say, also when they change", () => {
    const { window, dayStarts } = resolvePeriod(asked({ zone: "Europe/Berlin", from: "2026-10-24", to: "2026-10-26" }));
    expect(new Date(window.start).toISOString()).toBe("2026-10-23T22:00:00.000Z");
    expect(
      dayStarts
        .slice(3)
        .map((at, index, all) => ((all[index + 1] ?? at) - at) / 3_600_000)
        .slice(0, 3),
    ).toEqual([24, 25, 24]);
  });

  it("cuts weeks, months and quarters to the window without gap or overlap", () => {
    for (const granularity of ["day", "week", "month", "quarter"] as const) {
      const { window, buckets } = resolvePeriod(asked({ from: "2026-08-05", to: "2026-11-10", granularity }));
      expect(buckets[0]?.start).toBe(window.start);
      expect(buckets.at(-1)?.end).toBe(window.end);
      for (const [index, bucket] of buckets.entries()) {
        if (index > 0) expect(bucket.start).toBe(buckets[index - 1]?.end);
      }
      expect(buckets[0]?.isCut).toBe(granularity !== "day");
    }
    expect(resolvePeriod(asked({ from: "2026-08-05", to: "2026-11-10" })).buckets[0]?.key).toBe("2026-08-03");
  });

  it("counts days even when the last comes first", () => {
    expect(daysAsked(asked({ from: "2026-11-20", to: "2026-11-18" })).days).toBe(-1);
  });
});
