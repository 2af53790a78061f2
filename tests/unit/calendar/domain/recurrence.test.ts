import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideHolds } from "@/lib/calendar/domain/hold";
import {
  boundsOf,
  farAhead,
  isInside,
  lastEnded,
  maxDurationMinutes,
  nextOccurrences,
  occurrencesBetween,
  type Recurrence,
  recurrenceFrom,
} from "@/lib/calendar/domain/recurrence";
import { factsAt, spansWithin, type WindowSeries } from "@/lib/calendar/domain/series";
import { type Instant, instant } from "@/lib/kernel/instant";
import { instantOfLocal, localOf, type Period } from "@/lib/kernel/zoned-time";
import { runs } from "@/tests/support/runs";
import { rfcExamples } from "./recurrence-examples";

const newYork = "America/New_York";
const at = (iso: string): Instant => instant(Date.parse(iso));
const local = (when: Instant, zone: string): string => localOf(when, zone).slice(0, 16);

const weekend: Recurrence = {
  rule: "FREQ=WEEKLY;BYDAY=FR",
  timeZone: "Europe/Berlin",
  localStart: "2026-01-02T17:00",
  durationMinutes: (2 * 24 + 15) * 60,
  exdates: [],
};

describe("recurrence", () => {
  it.each(rfcExamples)("$rule from $start is what RFC 5545 prints", ({ rule, start, starts, exdates = [] }) => {
    const recurrence = { rule, timeZone: newYork, localStart: start, durationMinutes: 1, exdates };
    const found = nextOccurrences(recurrence, instantOfLocal(start, newYork), starts.length + 1);
    const ends = /COUNT|UNTIL/.test(rule);
    expect(found.slice(0, ends ? undefined : starts.length).map(({ from }) => local(from, newYork))).toEqual(starts);
  });

  it("Friday 17:00 to Monday 08:00 in Berlin stays that across both changes of 2026", () => {
    const [spring] = occurrencesBetween(weekend, { from: at("2026-03-28T00:00Z"), to: at("2026-03-28T00:01Z") });
    const [autumn] = occurrencesBetween(weekend, { from: at("2026-10-24T00:00Z"), to: at("2026-10-24T00:01Z") });
    expect(spring).toEqual({ from: at("2026-03-27T16:00Z"), to: at("2026-03-30T06:00Z") });
    expect(autumn).toEqual({ from: at("2026-10-23T15:00Z"), to: at("2026-10-26T07:00Z") });
    expect((spring as Period).to - (spring as Period).from).toBe(62 * 3_600_000);
    expect((autumn as Period).to - (autumn as Period).from).toBe(64 * 3_600_000);
    for (const [when, inside] of [
      ["2026-03-27T15:59:59.999Z", false],
      ["2026-03-27T16:00Z", true],
      ["2026-03-30T05:59:59.999Z", true],
      ["2026-03-30T06:00Z", false],
      ["2026-10-26T06:59Z", true],
      ["2026-10-26T07:00Z", false],
    ] as const) {
      expect(isInside(weekend, at(when)), when).toBe(inside);
    }
  });

  it("a time that a change leaves out is no occurrence; one that comes twice is its first", () => {
    const nightly = {
      ...weekend,
      rule: "FREQ=DAILY",
      timeZone: newYork,
      localStart: "2026-01-01T02:30",
      durationMinutes: 10,
    };
    const spring = occurrencesBetween(nightly, { from: at("2026-03-07T00:00Z"), to: at("2026-03-10T00:00Z") });
    expect(spring.map(({ from }) => local(from, newYork))).toEqual(["2026-03-07T02:30", "2026-03-09T02:30"]);
    const early = { ...nightly, localStart: "2026-01-01T01:30" };
    const autumn = occurrencesBetween(early, { from: at("2026-11-01T00:00Z"), to: at("2026-11-02T00:00Z") });
    expect(autumn).toEqual([{ from: at("2026-11-01T05:30Z"), to: at("2026-11-01T05:40Z") }]);
  });

  it("days and starts can be left out, and the end of a series is known", () => {
    const short = {
      ...weekend,
      rule: "FREQ=WEEKLY;COUNT=4",
      exdates: ["2026-01-09", "2026-01-16T17:00", "2026-01-23T18:00"],
    };
    const all = nextOccurrences(short, instant(0), 9);
    expect(all.map(({ from }) => local(from, "Europe/Berlin"))).toEqual(["2026-01-02T17:00", "2026-01-23T17:00"]);
    expect(boundsOf(short)).toEqual({ from: all[0]?.from, to: all[1]?.to });
    expect(boundsOf(weekend)).toEqual({ from: at("2026-01-02T16:00Z"), to: farAhead });
    expect(lastEnded(short, at("2026-01-24T00:00Z"))).toEqual(all[0]);
    expect(lastEnded(short, at("2026-01-03T00:00Z"))).toBeNull();
    expect(boundsOf({ ...short, exdates: ["2026-01-02", "2026-01-09", "2026-01-16", "2026-01-23"] })).toBeNull();
    expect(occurrencesBetween(short, { from: instant(5), to: instant(5) })).toEqual([]);
  });

  it("a first stretch becomes its local start and the length that the wall shows", () => {
    const first = { from: at("2026-03-27T16:00Z"), to: at("2026-03-30T06:00Z") };
    const made = recurrenceFrom(first, { rule: "FREQ=WEEKLY", timeZone: "Europe/Berlin", exdates: [] });
    expect(made).toMatchObject({ localStart: "2026-03-27T17:00", durationMinutes: weekend.durationMinutes });
    expect(made.durationMinutes).toBeLessThan(maxDurationMinutes);
    expect(nextOccurrences(made, first.from, 1)).toEqual([first]);
  });
});

const zones = [
  ...["UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "America/St_Johns"],
  ...["America/Sao_Paulo", "America/Santiago", "Africa/Cairo", "Africa/Casablanca", "Asia/Kolkata", "Asia/Kathmandu"],
  ...["Asia/Tehran", "Asia/Tokyo", "Australia/Lord_Howe", "Australia/Sydney", "Pacific/Auckland", "Pacific/Chatham"],
  ...["Pacific/Apia", "Atlantic/Azores"],
];
const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const twoYears = { from: at("2026-01-01T00:00Z"), to: at("2028-01-01T00:00Z") };

const anyRule = fc.oneof(
  fc.subarray(weekdays, { minLength: 1 }).map((days) => `FREQ=WEEKLY;BYDAY=${days.join(",")}`),
  fc.integer({ min: 1, max: 9 }).map((interval) => `FREQ=DAILY;INTERVAL=${interval}`),
  fc
    .tuple(fc.integer({ min: -2, max: 3 }), fc.constantFrom(...weekdays))
    .map(([nth, day]) => `FREQ=MONTHLY;BYDAY=${nth || 1}${day}`),
  fc.integer({ min: -3, max: 28 }).map((day) => `FREQ=MONTHLY;BYMONTHDAY=${day || 1}`),
);

const anySeries: fc.Arbitrary<WindowSeries> = fc
  .record({
    rule: anyRule,
    timeZone: fc.constantFrom(...zones),
    hour: fc.integer({ min: 0, max: 23 }),
    minute: fc.constantFrom("00", "15", "30"),
    durationMinutes: fc.integer({ min: 1, max: 4_000 }),
    exdates: fc.subarray(["2026-03-29", "2026-10-25", "2027-04-04"]),
  })
  .map(({ hour, minute, ...recurrence }) => ({
    id: "win",
    kind: "blackout",
    name: "Freeze",
    underWay: "hold",
    span: twoYears,
    recurrence: { ...recurrence, localStart: `2026-01-01T${String(hour).padStart(2, "0")}:${minute}` },
  }));

describe("preview and enforcement", () => {
  // A calendar of two years is made as pages make it, month by month; then minutes of it are asked as the control loop asks.
  it("agree at every minute that is looked at, over two years in 20 zones", () => {
    const monthMs = 31 * 86_400_000;
    fc.assert(
      fc.property(
        anySeries,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }),
        (series, shares) => {
          const shown = new Map<number, Period>();
          for (let from: number = twoYears.from; from < twoYears.to; from += monthMs) {
            for (const span of spansWithin(series, { from: instant(from), to: instant(from + monthMs) }))
              shown.set(span.from, span);
          }
          const spans = [...shown.values()];
          const sampled = shares.map(
            (share) => Math.floor((twoYears.from + share * (twoYears.to - twoYears.from)) / 60_000) * 60_000,
          );
          const picked = spans[Math.floor((shares[0] ?? 0) * spans.length * 0.999)];
          const edges = picked ? [picked.from - 60_000, picked.from, picked.to - 60_000, picked.to] : [];
          for (const minute of [...sampled, ...edges]) {
            if (minute < twoYears.from || minute >= twoYears.to) continue;
            const isShown = spans.some(({ from, to }) => from <= minute && minute < to);
            const held = decideHolds(factsAt(series, instant(minute)), instant(minute));
            expect(held.length > 0).toBe(isShown);
          }
        },
      ),
      runs(15),
    );
  });

  it("agree with a clock on the wall that knows nothing of rules", () => {
    const series = { id: "win", kind: "blackout", name: "Weekend", underWay: "hold", span: twoYears } as const;
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 10, max: 729 * 1_440 }), (timeZone, minutes) => {
        const now = instant(twoYears.from + minutes * 60_000);
        const wall = localOf(now, timeZone);
        const weekday = (Math.floor(Date.parse(`${wall.slice(0, 10)}T00:00Z`) / 86_400_000) + 3) % 7;
        const time = wall.slice(11, 16);
        const isWeekend =
          weekday === 5 || weekday === 6 || (weekday === 4 && time >= "17:00") || (weekday === 0 && time < "08:00");
        const facts = factsAt({ ...series, recurrence: { ...weekend, localStart: "2025-12-05T17:00", timeZone } }, now);
        expect(decideHolds(facts, now).length > 0).toBe(isWeekend);
      }),
      runs(75),
    );
  });
});
