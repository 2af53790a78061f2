import { describe, expect, it } from "vitest";
import { calendarEntries, entryFault } from "@/lib/calendar/domain/calendar-lines";

// What is refused, and under which line, is in holiday-file.test.ts.
const text = [
  "BEGIN:VCALENDAR",
  "BEGIN:VEVENT",
  "SUMMARY:A long",
  "  name",
  "BEGIN:VALARM",
  "TRIGGER:-PT5M",
  "END:VALARM",
  "DTSTART;VALUE=DATE:20261225",
  "END:VEVENT",
  "END:VCALENDAR",
].join("\r\n");

describe("the lines of a calendar", () => {
  it("are unfolded and numbered as they stand, each with its own entry", () => {
    const found = calendarEntries(text);
    if ("faults" in found) throw new Error("it was refused");
    const [entry] = found.entries;
    expect(entry).toMatchObject({ beginsAt: 2 });
    expect(entry?.lines).toEqual([
      { number: 3, name: "SUMMARY", text: "SUMMARY:A long name" },
      { number: 8, name: "DTSTART", text: "DTSTART;VALUE=DATE:20261225" },
    ]);
  });

  it("a fault names the line of its property, or where the entry begins", () => {
    const found = calendarEntries(text);
    const [entry] = "entries" in found ? found.entries : [];
    if (!entry) throw new Error("it was refused");
    const fault = { code: "x", message: "No.", remedy: "Yes." };
    expect(entryFault(entry, "DTSTART", fault)).toMatchObject({ message: "Line 8: No.", facts: { line: 8 } });
    expect(entryFault(entry, "RRULE", fault)).toMatchObject({ message: "Line 2: No.", field: "text" });
  });
});
