import { describe, expect, it } from "vitest";
import { maxDaysOff, withTakenDays } from "@/components/clocks/taken-days";

describe("days off with those of holidays", () => {
  it("has each day to come once, in order, also of holidays of several days", () => {
    const holidays = [
      { firstDay: "2026-12-25", endDay: "2026-12-27" },
      { firstDay: "2026-11-29", endDay: "2026-12-01" },
      { firstDay: "2026-01-01", endDay: "2026-01-02" },
    ];
    expect(withTakenDays(["2026-12-26", "2025-05-01"], holidays, "2026-11-30")).toEqual([
      "2025-05-01",
      "2026-11-30",
      "2026-12-25",
      "2026-12-26",
    ]);
  });

  it("stays within what business hours hold", () => {
    const year = [{ firstDay: "2027-01-01", endDay: "2029-01-01" }];
    expect(withTakenDays([], year, "2026-01-01")).toHaveLength(maxDaysOff);
  });
});
