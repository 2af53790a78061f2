import { describe, expect, it } from "vitest";
import { hoursWords, pauseWords, promiseWords, turnTimes } from "@/components/clocks/clock-words";
import type { ClockTerms } from "@/lib/clocks/contract";

/** Goal: what is promised about time reads as people say it. */

const day = (weekday: number, from: string, to: string) => ({ weekday, from, to });
const words = (hours: ReturnType<typeof day>[]) => hoursWords({ hours });

describe("hours of a week", () => {
  it("are one stretch for days that follow each other with the same hours", () => {
    const office = [1, 2, 3, 4, 5].map((weekday) => day(weekday, "09:00", "17:30"));
    expect(words(office)).toBe("Mon–Fri 09:00–17:30");
    expect(words([...office, day(6, "10:00", "12:00")])).toBe("Mon–Fri 09:00–17:30; Sat 10:00–12:00");
  });

  it("do not join days with a closed day between them, and say both halves of a day", () => {
    expect(words([day(1, "09:00", "12:00"), day(3, "09:00", "12:00")])).toBe("Mon 09:00–12:00; Wed 09:00–12:00");
    expect(words([day(2, "09:00", "12:00"), day(2, "13:00", "17:00")])).toBe("Tue 09:00–12:00, 13:00–17:00");
  });
});

describe("times of turns", () => {
  it("add up to what is used, to the minute, though each is cut", () => {
    const minute = 60_000;
    const turns = [73.6, 450, 510, 58.6].map((minutes) => ({ countedMs: minutes * minute }));
    const times = turnTimes(turns, 1_092.2 * minute);
    expect(times.reduce((sum, ms) => sum + ms, 0)).toBe(1_092 * minute);
    for (const [index, { countedMs }] of turns.entries())
      expect(Math.abs((times[index] ?? 0) - countedMs)).toBeLessThan(minute);
  });

  it("count from the end, where earlier turns are not listed", () => {
    expect(turnTimes([{ countedMs: 90_000 }], 600_000)).toEqual([120_000]);
    expect(turnTimes([], 600_000)).toEqual([]);
  });
});

describe("terms of a clock", () => {
  const terms: ClockTerms = {
    scope: { services: [], tiers: [], severities: [] },
    start: "opened",
    stop: "resolved",
    targetMinutes: 2_880,
    schedule: "office",
    onReopen: "continue",
    pauses: [{ reason: "Waiting for a vendor", capMinutes: 1_440, needsEvidence: true }],
    notify: [],
    maxPauses: 1,
  };

  it("keep hours of a business as hours, and say days of the wall clock as days", () => {
    expect(promiseWords(terms, "Office in Berlin")).toBe(
      "From opened to resolved within 48 h, counted in Office in Berlin",
    );
    expect(promiseWords({ ...terms, targetMinutes: 15 }, null)).toBe(
      "From opened to resolved within 15 min, day and night",
    );
    expect(pauseWords(terms)).toBe("One pause: Waiting for a vendor, up to 1 day");
    expect(pauseWords({ ...terms, notify: [], maxPauses: 0 })).toBe("No pauses");
  });
});
