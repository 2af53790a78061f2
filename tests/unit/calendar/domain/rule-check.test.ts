import { describe, expect, it } from "vitest";
import type { Recurrence } from "@/lib/calendar/domain/recurrence";
import { normalRule, recurrenceReasons } from "@/lib/calendar/domain/rule-check";

const weekly: Recurrence = {
  rule: "FREQ=WEEKLY;BYDAY=FR",
  timeZone: "Europe/Berlin",
  localStart: "2026-01-02T17:00",
  durationMinutes: 60,
  exdates: [],
};
const codesOf = (change: Partial<Recurrence>): string[] =>
  recurrenceReasons({ ...weekly, ...change }).map(({ code }) => code);

describe("the words of a rule", () => {
  it("are taken as people paste them", () => {
    expect(normalRule(" rrule:freq=weekly; byday=fr; ")).toBe("FREQ=WEEKLY;BYDAY=FR");
    expect(recurrenceReasons(weekly)).toEqual([]);
    for (const rule of [
      "FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=2",
      "FREQ=DAILY;UNTIL=20261231",
      "FREQ=YEARLY;BYMONTHDAY=24;BYMONTH=12",
    ])
      expect(codesOf({ rule })).toEqual([]);
  });

  it("are refused with every reason, each with its field and what to do", () => {
    const reasons = recurrenceReasons({ ...weekly, rule: "FREQ=HOURLY;BYDAY=XX;FOO=1;BYDAY=MO", timeZone: "Berlin" });
    expect(reasons.map(({ code }) => code)).toEqual([
      "bad_part",
      "bad_part",
      "unknown_part",
      "part_twice",
      "unknown_zone",
    ]);
    expect(reasons.map(({ field }) => field)).toContain("recurrence.timeZone");
    for (const { remedy } of reasons) expect(remedy).not.toBe("");
  });

  it("need a frequency and one end", () => {
    expect(codesOf({ rule: "BYDAY=FR" })).toEqual(["no_freq"]);
    expect(codesOf({ rule: "FREQ=DAILY;COUNT=2;UNTIL=20261231" })).toEqual(["two_ends"]);
    expect(codesOf({ rule: "FREQ=MONTHLY;BYMONTH=13" })).toEqual(["bad_part"]);
    expect(codesOf({ rule: "" })).toEqual(["unknown_part", "no_freq"]);
  });

  it("must make something happen, and nothing that lasts for ever", () => {
    expect(codesOf({ rule: "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30" })).toEqual(["never_happens"]);
    expect(codesOf({ rule: "FREQ=DAILY;UNTIL=20250101" })).toEqual(["never_happens"]);
    expect(codesOf({ rule: "FREQ=WEEKLY;BYDAY=2FR" })).toEqual(["never_happens"]);
    expect(codesOf({ durationMinutes: 32 * 1_440 })).toEqual(["too_long"]);
  });
});
