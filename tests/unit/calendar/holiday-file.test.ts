import { describe, expect, it } from "vitest";
import { type HolidayFile, readHolidayFile } from "@/lib/calendar/holiday-file";
import { instant } from "@/lib/kernel/instant";

const now = instant(Date.parse("2026-06-01T00:00:00Z"));

function calendar(...events: readonly (readonly string[])[]): string {
  const lines = events.flatMap((event) => ["BEGIN:VEVENT", ...event, "END:VEVENT"]);
  return ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN", ...lines, "END:VCALENDAR", ""].join("\r\n");
}

function daysOf(file: HolidayFile): string[] {
  if (!file.ok) throw new Error(JSON.stringify(file.faults));
  return file.days.map(({ firstDay, endDay, name }) => `${firstDay}/${endDay} ${name}`);
}

function faultsOf(text: string): { code: string; line: unknown; message: string; remedy: string | undefined }[] {
  const file = readHolidayFile(text, now);
  if (file.ok) throw new Error(`it was read: ${daysOf(file).join()}`);
  return file.faults.map(({ code, facts, message, remedy }) => ({ code, line: facts?.line, message, remedy }));
}

const christmas = ["UID:a", "DTSTART;VALUE=DATE:20261225", "SUMMARY:Christmas"];

describe("holidays of a calendar", () => {
  it("reads days, lengths, rules, what is left out and what comes on top", () => {
    const text = calendar(
      [...christmas, "DTEND;VALUE=DATE:20261227"],
      ["UID:b", "DTSTART;VALUE=DATE:20200101", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20270101", "SUMMARY:New Year"],
      ["UID:c", "DTSTART;VALUE=DATE:20260406", "RDATE;VALUE=DATE:20270329", "SUMMARY:Easter\\, Monday"],
      ["UID:d", "DTSTART;VALUE=DATE:20261001", "DURATION:P2D", "SUMMARY:Two"],
      [
        "UID:e",
        "DTSTART;VALUE=DATE:20251127",
        "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;UNTIL=20271231T000000Z",
        "SUMMARY:T",
      ],
    );
    expect(daysOf(readHolidayFile(text, now))).toEqual([
      "2025-11-27/2025-11-28 T",
      "2026-01-01/2026-01-02 New Year",
      "2026-04-06/2026-04-07 Easter, Monday",
      "2026-10-01/2026-10-03 Two",
      "2026-11-26/2026-11-27 T",
      "2026-12-25/2026-12-27 Christmas",
      "2027-03-29/2027-03-30 Easter, Monday",
      "2027-11-25/2027-11-26 T",
      "2028-01-01/2028-01-02 New Year",
    ]);
  });

  it("reads folded and bare lines, and a mark of byte order", () => {
    const text = `\uFEFF${calendar([...christmas.slice(0, 2), "SUMMARY:Christ", " mas"]).replaceAll("\r\n", "\n")}`;
    expect(daysOf(readHolidayFile(text, now))).toEqual(["2026-12-25/2026-12-26 Christmas"]);
  });

  it("leaves out what has a time of day, and counts it; leaves out what is cancelled", () => {
    const text = calendar(
      christmas,
      ["UID:m", "DTSTART:20261224T140000Z", "SUMMARY:Half a day"],
      ["UID:x", "DTSTART;VALUE=DATE:20261226", "STATUS:CANCELLED", "SUMMARY:Not any more"],
    );
    expect(readHolidayFile(text, now)).toMatchObject({ ok: true, leftOut: 1, days: [{ name: "Christmas" }] });
  });

  it("the same entry twice is one", () => {
    expect(daysOf(readHolidayFile(calendar(christmas, christmas), now))).toHaveLength(1);
  });

  it.each([
    ["no calendar", "<html>", "no_calendar", 1],
    ["nothing", "", "no_calendar", 1],
    ["a line that is none", calendar(["UID:a", "What is this"]), "no_line", 6],
    ["an end that does not fit", calendar(["UID:a"]).replace("END:VEVENT", "END:VTODO"), "wrong_end", 6],
    ["no end", calendar(christmas).replace("END:VCALENDAR", ""), "not_ended", 1],
    ["no day", calendar(["UID:a", "DTSTART;VALUE=DATE:soon", "SUMMARY:x"]), "no_day", 6],
    ["a day that there is not", calendar(["UID:a", "DTSTART;VALUE=DATE:20260231", "SUMMARY:x"]), "no_day", 6],
    ["no start", calendar(["UID:a", "SUMMARY:x"]), "no_day", 4],
    ["an end before the start", calendar([...christmas, "DTEND;VALUE=DATE:20261224"]), "bad_length", 8],
    ["a year at once", calendar([...christmas, "DTEND;VALUE=DATE:20271224"]), "bad_length", 8],
    ["hours", calendar([...christmas, "RRULE:FREQ=HOURLY"]), "rule_of_hours", 8],
    ["seconds", calendar([...christmas, "RRULE:FREQ=SECONDLY;COUNT=999999999"]), "rule_of_hours", 8],
    ["minutes of days", calendar([...christmas, "RRULE:FREQ=DAILY;BYMINUTE=1,2,3"]), "rule_of_hours", 8],
    ["a count without end", calendar([...christmas, "RRULE:FREQ=DAILY;COUNT=1000000"]), "bad_part", 8],
    [
      "a rule that never happens",
      calendar([...christmas, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"]),
      "never_happens",
      8,
    ],
  ])("refuses %s, and names the line", (_, text, code, line) => {
    const [first] = faultsOf(text);
    expect(first).toMatchObject({ code, line });
    expect(first?.message).toMatch(new RegExp(`^Line ${line}: `));
    expect(first?.remedy).toBeTruthy();
  });

  it("tells all that is wrong at once", () => {
    const bad = ["UID:a", "DTSTART;VALUE=DATE:never"];
    expect(faultsOf(calendar(bad, bad)).map(({ line }) => line)).toEqual([6, 10]);
  });

  it("bounds its size, its entries, its rules, its days and its depth, in little time", () => {
    const began = performance.now();
    expect(faultsOf(calendar(christmas).padEnd(262_145, " "))[0]?.code).toBe("too_large");
    const many = Array.from({ length: 2_001 }, (_, at) => [`UID:${at}`, "DTSTART;VALUE=DATE:20261225"]);
    expect(faultsOf(calendar(...many))[0]?.code).toBe("too_many_entries");
    const daily = Array.from({ length: 5 }, (_, at) => [
      `UID:${at}`,
      "DTSTART;VALUE=DATE:19000101",
      "RRULE:FREQ=DAILY",
    ]);
    expect(faultsOf(calendar(...daily))[0]?.code).toBe("too_many_days");
    const rules = Array.from({ length: 501 }, (_, at) => [...christmas.slice(1), `UID:${at}`, "RRULE:FREQ=YEARLY"]);
    expect(faultsOf(calendar(...rules))[0]?.code).toBe("too_many_rules");
    expect(faultsOf("BEGIN:VCALENDAR\r\n".repeat(10_000))[0]?.code).toBe("too_deep");
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
