import { expect, it } from "vitest";
import { recurrenceWords } from "@/lib/calendar/domain/recurrence-words";

const weekend = {
  rule: "FREQ=WEEKLY;BYDAY=FR",
  timeZone: "Europe/Berlin",
  localStart: "2026-01-02T17:00",
  durationMinutes: 3_780,
  exdates: [],
};

it.each([
  [{}, "Every week on Friday at 17:00 for 2 days 15 h, Europe/Berlin time"],
  [
    { rule: "FREQ=MONTHLY;INTERVAL=2;BYDAY=-1FR,2TU;COUNT=4", durationMinutes: 90, exdates: ["2026-01-09"] },
    "Every 2 months on the last Friday and the 2nd Tuesday 4 times at 17:00 for 1 h 30 min, Europe/Berlin time, without 1 day",
  ],
  [
    { rule: "FREQ=YEARLY;BYMONTH=11,12;BYMONTHDAY=1,23,-1;UNTIL=20301231", durationMinutes: 1_440 },
    "Every year on the 1st, the 23rd and the last day in November and December until 2030-12-31 at 17:00 for 1 day, Europe/Berlin time",
  ],
  [{ rule: "FREQ=DAILY;BYHOUR=1,2" }, "By FREQ=DAILY;BYHOUR=1,2 at 17:00 for 2 days 15 h, Europe/Berlin time"],
])("%o is told in words", (change, words) => {
  expect(recurrenceWords({ ...weekend, ...change })).toBe(words);
});
