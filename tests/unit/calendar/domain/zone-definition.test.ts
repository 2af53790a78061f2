import { describe, expect, it } from "vitest";
import { clockChanges, wallText, zoneDefinition } from "@/lib/calendar/domain/zone-definition";
import { instant } from "@/lib/kernel/instant";

const year = { from: instant(Date.parse("2026-01-01T00:00:00Z")), to: instant(Date.parse("2027-01-01T00:00:00Z")) };

describe("a zone as iCalendar", () => {
  it("tells the offset at its beginning and each change, in the time of the offset that ends", () => {
    expect(zoneDefinition("Europe/Berlin", year)).toEqual([
      "BEGIN:VTIMEZONE",
      "TZID:Europe/Berlin",
      "BEGIN:STANDARD",
      "DTSTART:19700101T000000",
      "TZOFFSETFROM:+0100",
      "TZOFFSETTO:+0100",
      "TZNAME:+0100",
      "END:STANDARD",
      "BEGIN:DAYLIGHT",
      "DTSTART:20260329T020000",
      "TZOFFSETFROM:+0100",
      "TZOFFSETTO:+0200",
      "TZNAME:+0200",
      "END:DAYLIGHT",
      "BEGIN:STANDARD",
      "DTSTART:20261025T030000",
      "TZOFFSETFROM:+0200",
      "TZOFFSETTO:+0100",
      "TZNAME:+0100",
      "END:STANDARD",
      "END:VTIMEZONE",
    ]);
  });

  it("has no changes where clocks do not change, and those of half an hour where they do", () => {
    expect(clockChanges("Asia/Kolkata", year)).toEqual([]);
    expect(zoneDefinition("Asia/Kolkata", year)).toContain("TZOFFSETTO:+0530");
    expect(clockChanges("Australia/Lord_Howe", year).map((change) => wallText(change.toPlainDateTime()))).toEqual([
      "20260405T013000",
      "20261004T023000",
    ]);
  });

  it("looks at forty years at most", () => {
    const long = { from: year.from, to: instant(7_226_582_400_000) };
    expect(clockChanges("Europe/Berlin", long)).toHaveLength(160);
  });
});
