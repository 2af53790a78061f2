import { describe, expect, it } from "vitest";
import { type HolidayEntry, holidayDays, holidayRange } from "@/lib/calendar/domain/holiday-days";
import { instant } from "@/lib/kernel/instant";

const range = { from: "2026-01-01", to: "2027-01-01" };

function entry(over: Partial<HolidayEntry>): HolidayEntry {
  const lines = { beginsAt: 7, lines: [{ number: 9, name: "RRULE", text: "RRULE:x" }] };
  const once = { rule: null, exdates: [], rdates: [], lines };
  return { uid: "a", name: "Day", firstDay: "2026-05-01", days: 1, ...once, ...over };
}

function daysOf(...entries: readonly HolidayEntry[]): string[] {
  const found = holidayDays(entries, range);
  if ("faults" in found) throw new Error(JSON.stringify(found.faults));
  return found.days.map(({ firstDay, endDay }) => `${firstDay} ${endDay}`);
}

describe("the days of holidays", () => {
  it("are those within the range, also when they began before it", () => {
    expect(daysOf(entry({ firstDay: "2025-12-31", days: 2 }))).toEqual(["2025-12-31 2026-01-02"]);
    expect(daysOf(entry({ firstDay: "2025-12-31" }), entry({ firstDay: "2027-01-01" }))).toEqual([]);
  });

  it("follow rules on days, over whatever clocks do, and end by the day", () => {
    expect(daysOf(entry({ firstDay: "2020-02-29", rule: "FREQ=YEARLY" }))).toEqual([]);
    expect(daysOf(entry({ firstDay: "2026-03-28", rule: "FREQ=DAILY;UNTIL=20260330T000000" }))).toEqual([
      "2026-03-28 2026-03-29",
      "2026-03-29 2026-03-30",
      "2026-03-30 2026-03-31",
    ]);
    const withMore = entry({
      firstDay: "2025-05-01",
      rule: "FREQ=YEARLY",
      exdates: ["2026-05-01"],
      rdates: ["2026-05-04"],
    });
    expect(daysOf(withMore)).toEqual(["2026-05-04 2026-05-05"]);
  });

  it("refuses what is no rule of days, with its line", () => {
    const found = holidayDays([entry({ rule: "FREQ=HOURLY" }), entry({ rule: "FREQ=SOMETIMES" })], range);
    expect(found).toMatchObject({ faults: [{ code: "rule_of_hours", facts: { line: 9 } }, { code: "bad_part" }] });
  });

  it("reaches from a good year back to two and a half ahead", () => {
    expect(holidayRange(instant(Date.parse("2026-06-01T12:00:00Z")))).toEqual({ from: "2025-04-27", to: "2028-11-17" });
  });
});
