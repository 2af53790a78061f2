import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { fromWallClock, toWallClock } from "@/components/forms/zoned-time";
import { runs } from "@/tests/support/runs";

const zones = ["UTC", "Europe/Zurich", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns"];

function oracle(text: string, zone: string): number {
  return Temporal.PlainDateTime.from(text).toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds;
}

describe("wall clocks", () => {
  it("agree with Temporal around the changes of the clocks", () => {
    for (const text of ["2026-03-29T02:30", "2026-10-25T02:30", "2026-03-29T03:00", "2026-10-25T03:00"]) {
      expect(fromWallClock(text, "Europe/Zurich"), text).toBe(oracle(text, "Europe/Zurich"));
    }
    for (const text of ["2026-03-08T02:15", "2026-11-01T01:30"]) {
      expect(fromWallClock(text, "America/New_York"), text).toBe(oracle(text, "America/New_York"));
    }
  });

  it("agree with Temporal for any minute of these decades in any of these zones", () => {
    const minute = fc.integer({ min: Date.UTC(2015, 0) / 60_000, max: Date.UTC(2040, 0) / 60_000 });
    fc.assert(
      fc.property(minute, fc.constantFrom(...zones), (at, zone) => {
        const text = new Date(at * 60_000).toISOString().slice(0, 16);
        expect(fromWallClock(text, zone)).toBe(oracle(text, zone));
        const shown = Temporal.Instant.fromEpochMilliseconds(at * 60_000).toZonedDateTimeISO(zone);
        expect(toWallClock(at * 60_000, zone)).toBe(shown.toPlainDateTime().toString({ smallestUnit: "minute" }));
      }),
      runs(500),
    );
  });

  it("refuse what is not a time", () => {
    for (const text of ["", "2026-11-20", "2026-13-20T10:00", "tomorrow"])
      expect(fromWallClock(text, "UTC")).toBeNull();
  });
});
