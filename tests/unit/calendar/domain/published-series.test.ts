import { describe, expect, it } from "vitest";
import { publishedSeries } from "@/lib/calendar/domain/published-series";
import type { Recurrence } from "@/lib/calendar/domain/recurrence";
import { instant } from "@/lib/kernel/instant";

// That every occurrence comes back from another library is the matter of feed-text.test.ts.
const year = { from: instant(Date.parse("2026-01-01T00:00:00Z")), to: instant(Date.parse("2027-01-01T00:00:00Z")) };
const nightly: Recurrence = {
  rule: "FREQ=DAILY",
  timeZone: "Europe/Berlin",
  localStart: "2026-01-01T02:30",
  durationMinutes: 60,
  exdates: [],
};

describe("a series in the words of iCalendar", () => {
  it("leaves out what spring leaves out, and says outright what autumn brings twice", () => {
    const series = publishedSeries(nightly, year);
    expect(series).toMatchObject({ localStart: "2026-01-01T02:30:00", rule: "FREQ=DAILY" });
    expect(series?.exdates).toEqual(["2026-03-29T02:30:00"]);
    expect(series?.exceptions).toEqual([
      {
        recurrenceId: "2026-10-25T02:30:00",
        // By the wall from 02:30 to 03:30: two hours.
        span: { from: Date.parse("2026-10-25T00:30:00Z"), to: Date.parse("2026-10-25T02:30:00Z") },
      },
    ]);
  });

  it("ends by its last start and not by a count, which others would count in another way", () => {
    const counted = { ...nightly, rule: "FREQ=DAILY;COUNT=3", localStart: "2026-03-28T02:30" };
    expect(publishedSeries(counted, year)?.rule).toBe("FREQ=DAILY;UNTIL=20260331T003000Z");
    const until = { ...nightly, rule: "FREQ=WEEKLY;UNTIL=20260110" };
    expect(publishedSeries(until, year)?.rule).toBe("FREQ=WEEKLY;UNTIL=20260108T013000Z");
  });

  it("begins with an occurrence, also where the first times are left out", () => {
    const friday = {
      ...nightly,
      rule: "FREQ=WEEKLY;BYDAY=FR",
      localStart: "2026-01-01T17:00",
      exdates: ["2026-01-02"],
    };
    expect(publishedSeries(friday, year)).toMatchObject({ localStart: "2026-01-09T17:00:00", exdates: [] });
    const later = { ...friday, exdates: ["2026-01-16", "2026-01-17", "2026-01-23T17:00"] };
    expect(publishedSeries(later, year)?.exdates).toEqual(["2026-01-16T17:00:00", "2026-01-23T17:00:00"]);
  });

  it("is none where nothing ever occurs", () => {
    const none = { ...nightly, rule: "FREQ=DAILY;COUNT=1", exdates: ["2026-01-01"] };
    expect(publishedSeries(none, year)).toBeNull();
  });
});
