import { describe, expect, it } from "vitest";
import { departureWhen, pastWords, ruleWords } from "@/components/releases/timetable-words";

describe("a timetable in words", () => {
  it("tells a departure in the reader's zone, and both times of one that was moved", () => {
    const byRule = "2026-12-01T09:00:00.000Z";
    expect(departureWhen({ byRule, at: byRule }, "Europe/Berlin")).toBe("Tue 1 Dec 2026, 10:00");
    expect(departureWhen({ byRule, at: null }, "UTC")).toBe("Tue 1 Dec 2026, 09:00");
    const moved = { byRule, at: "2026-12-03T06:00:00.000Z" };
    expect(departureWhen(moved, "UTC")).toBe("Thu 3 Dec 2026, 06:00");
    expect(ruleWords(moved, "UTC")).toBe("By its rule: Tue 1 Dec 2026, 09:00.");
    expect(ruleWords({ byRule, at: byRule }, "UTC")).toBeNull();
    expect(ruleWords({ byRule, at: null }, "UTC")).toBeNull();
  });

  it("counts one as one", () => {
    expect(pastWords({ departures: 0, taken: 0, leftOut: 0 })).toBe("No departure yet.");
    expect(pastWords({ departures: 1, taken: 1, leftOut: 0 })).toBe(
      "In the last 90 days: 1 departure, 1 taken by a release.",
    );
    expect(pastWords({ departures: 12, taken: 9, leftOut: 1 })).toBe(
      "In the last 90 days: 12 departures, 9 taken by a release, 1 was left out for a freeze.",
    );
  });
});
