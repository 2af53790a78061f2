import { describe, expect, it } from "vitest";
import { dayBars, hiddenPerDay, timeBars } from "@/components/calendar/calendar-layout";
import { calendarModes, calendarRange, isDay } from "@/components/calendar/calendar-range";
import {
  answerOf,
  daysBetween,
  entrySpanWords,
  placeOf,
  tipWords,
  whenOnDayWords,
} from "@/components/calendar/entry-words";
import { repeatOf, ruleOf } from "@/components/calendar/repeat-values";
import { meetsQuery } from "@/components/calendar/window-meets";
import { fieldsOf, initialValues, previewOf } from "@/components/calendar/window-values";
import type { CalendarEntry, WindowView } from "@/lib/calendar/contract";

const entry = (id: string, startsAt: string, endsAt: string): CalendarEntry => ({
  ...{
    id,
    title: id,
    startsAt,
    endsAt,
    kind: "blackout",
    isAllDay: false,
    timeZone: null,
    environment: null,
    service: null,
  },
  ...{ note: null, href: null, windowId: "win", recurs: false },
});

describe("the days of a view", () => {
  it("are whole weeks around a month, of 23 and 25 hours where clocks change", () => {
    const october = calendarRange("month", "2026-10-25", "Europe/Berlin");
    expect(october).toMatchObject({ title: "October 2026", previous: "2026-09-01", next: "2026-11-01" });
    expect([october.days[0], october.days.at(-1), october.days.length]).toEqual(["2026-09-28", "2026-11-01", 35]);
    const change = october.days.indexOf("2026-10-25");
    expect((october.edges[change + 1] ?? 0) - (october.edges[change] ?? 0)).toBe(25 * 3_600_000);
    for (const mode of calendarModes) {
      const { days, edges } = calendarRange(mode, "2027-02-28", "America/St_Johns");
      expect(edges).toHaveLength(days.length + 1);
      expect(edges.toSorted((left, right) => left - right)).toEqual(edges);
    }
    expect([isDay("2026-11-30"), isDay("2026-13-01"), isDay("tomorrow"), isDay(undefined)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("bars", () => {
  const { edges } = calendarRange("week", "2026-11-30", "UTC");
  const long = entry("long", "2026-11-28T10:00:00Z", "2026-12-02T00:00:00Z");
  const short = entry("short", "2026-12-01T10:00:00Z", "2026-12-01T11:00:00Z");
  const moment = entry("moment", "2026-12-02T00:00:00Z", "2026-12-02T00:00:00Z");
  const outside = entry("outside", "2026-12-07T00:00:00Z", "2026-12-08T00:00:00Z");

  it("end before the day at whose beginning they end, and have a lane for themselves", () => {
    const bars = dayBars([outside, moment, short, long], edges);
    expect(bars.map(({ entry: { id }, firstDay, lastDay, lane }) => [id, firstDay, lastDay, lane])).toEqual([
      ["long", 0, 1, 0],
      ["short", 1, 1, 1],
      ["moment", 2, 2, 0],
    ]);
    expect(bars[0]).toMatchObject({ beginsBefore: true, endsAfter: false });
    expect(hiddenPerDay(bars, 7, 1)).toEqual([0, 1, 0, 0, 0, 0, 0]);
  });

  it("never overlap on a line of time", () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      entry(
        `e${index}`,
        new Date(Date.UTC(2026, 10, 30, index)).toISOString(),
        new Date(Date.UTC(2026, 10, 30, index + (index % 5))).toISOString(),
      ),
    );
    const bars = timeBars(many, edges[0] ?? 0, edges.at(-1) ?? 0);
    expect(bars).toHaveLength(30);
    for (const left of bars) {
      expect(left.leftPercent + left.widthPercent).toBeLessThanOrEqual(100 + 1e-9);
      for (const right of bars) {
        if (left === right || left.lane !== right.lane) continue;
        const apart =
          left.leftPercent + left.widthPercent <= right.leftPercent ||
          right.leftPercent + right.widthPercent <= left.leftPercent;
        expect(apart).toBe(true);
      }
    }
  });
});

describe("words and forms", () => {
  it("do not repeat the day of their heading", () => {
    const words = (from: string, to: string, isAllDay = false) =>
      whenOnDayWords({ ...entry("e", from, to), isAllDay }, "Europe/Berlin");
    expect(words("2026-03-27T16:00:00Z", "2026-03-27T17:00:00Z")).toBe("17:00 – 18:00");
    expect(words("2026-03-27T16:00:00Z", "2026-03-30T06:00:00Z")).toBe("17:00 – Mon 30 Mar, 08:00");
    expect(words("2026-03-27T16:00:10Z", "2026-03-27T16:00:50Z")).toBe("17:00");
    expect(words("2026-03-26T23:00:00Z", "2026-03-27T23:00:00Z", true)).toBe("all day");
    expect(words("2026-03-26T23:00:00Z", "2026-03-28T23:00:00Z", true)).toBe("all day, to Sat 28 Mar");
  });

  it("tell a time in the zone of the reader", () => {
    expect(entrySpanWords("2026-03-27T16:00:00Z", "2026-03-30T06:00:00Z", "Europe/Berlin")).toBe(
      "Fri 27 Mar, 17:00 – Mon 30 Mar, 08:00",
    );
    expect(entrySpanWords("2026-03-27T16:00:00Z", "2026-03-27T17:00:00Z", "UTC")).toBe("Fri 27 Mar, 16:00 – 17:00");
    // A rollout of some seconds.
    expect(entrySpanWords("2026-03-27T16:00:10Z", "2026-03-27T16:00:50Z", "UTC")).toBe("Fri 27 Mar, 16:00");
    expect(daysBetween("2026-03-27T23:30:00Z", "2026-03-30", "Europe/Berlin")).toBe(2);
    const blackout = entry("Peak", "2026-03-27T16:00:00Z", "2026-03-30T06:00:00Z");
    expect(answerOf([blackout], Date.parse("2026-03-28T00:00Z"))).toBe("In force now: Peak. Rollbacks are never held.");
    expect(answerOf([blackout], Date.parse("2026-04-28T00:00Z"))).toContain("No blackout");
    expect(answerOf(undefined, 0)).toBeUndefined();
  });

  it("make a rule of choices and choices of a rule", () => {
    for (const rule of [
      null,
      "FREQ=DAILY",
      "FREQ=WEEKLY;BYDAY=FR,MO;UNTIL=20261231",
      "FREQ=MONTHLY;BYDAY=-1FR",
      "FREQ=YEARLY",
    ]) {
      expect(ruleOf(repeatOf(rule))).toBe(rule);
    }
    expect(repeatOf("FREQ=MONTHLY;BYDAY=-1FR").repeat).toBe("custom");
  });

  it("move a window by days of its own zone, whatever the clocks do", () => {
    const window = {
      ...{ id: "win", kind: "blackout", name: "Peak", environment: null, service: null, underWay: "let_run" },
      ...{ startsAt: "2026-03-27T16:00:00Z", endsAt: "2026-03-27T18:00:00Z", recurrence: null },
    } as unknown as WindowView;
    const values = initialValues(window, "Europe/Berlin", 0, 3);
    expect(values).toMatchObject({ startsAt: "2026-03-30T17:00", endsAt: "2026-03-30T19:00", repeat: "never" });
    expect(fieldsOf(values)).toMatchObject({
      startsAt: "2026-03-30T15:00:00.000Z",
      recurrence: null,
      underWay: "let_run",
    });
    expect(previewOf(values)).toBeNull();
    const weekly = { ...values, repeat: "WEEKLY" as const, weekdays: ["FR"] };
    expect(previewOf(weekly)).toMatchObject({ rule: "FREQ=WEEKLY;BYDAY=FR", timeZone: "Europe/Berlin", exdates: "" });
    expect(initialValues(null, "UTC", 1, 0)).toMatchObject({ startsAt: "1970-01-01T01:00", kind: "blackout" });
  });
});

it("says that a window without a service is for every one, and a release for its own", () => {
  const staging = { id: "e", slug: "staging", name: "Staging" };
  const window = { ...entry("Peak", "2026-11-29T10:00:00Z", "2026-11-29T12:00:00Z"), environment: staging };
  expect(placeOf(window)).toBe("Every service in Staging");
  expect(placeOf({ ...window, kind: "release" })).toBe("Staging");
});

describe("a tooltip and a dialog", () => {
  const plain = entry("a", "2026-12-01T09:00:00Z", "2026-12-01T10:00:00Z");

  it("say what a window does, and the note of everything else", () => {
    expect(tipWords(plain)).toEqual(["Holds every forward move while it lasts. Rollbacks are never held."]);
    expect(tipWords({ ...plain, note: "planned: Cart", kind: "release", windowId: null })).toEqual(["planned: Cart"]);
  });

  it("ask what is planned within the first time of a window, as long as it is ahead and has an end", () => {
    const values = { ...initialValues(null, "UTC", Date.parse("2026-12-01T08:30:00Z")), environment: "staging" };
    const now = Date.parse("2026-12-01T08:30:00Z");
    expect(meetsQuery(values, now)).toEqual({
      ...{ from: "2026-12-01T09:00:00.000Z", to: "2026-12-01T11:00:00.000Z" },
      ...{ kinds: "release,departure,rollout,change,reservation", service: undefined, environment: "staging" },
    });
    expect(meetsQuery({ ...values, endsAt: "" }, now)).toBeNull();
    expect(meetsQuery({ ...values, endsAt: "2026-12-01T08:00" }, now)).toBeNull();
    expect(meetsQuery(values, Date.parse("2026-12-02T00:00:00Z"))).toBeNull();
  });
});
