import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Instant, instant } from "@/lib/kernel/instant";
import {
  type CalendarUnit,
  dayOf,
  instantOfLocal,
  isTimeZone,
  lastInstantOfLocal,
  localOf,
  neighbourPeriod,
  periodOf,
  periodsIn,
  startOfDay,
  weekdayOf,
} from "@/lib/kernel/zoned-time";

const at = (text: string): Instant => instant(Date.parse(text));
const seconds = (local: string, unit: CalendarUnit, timeZone: string) => {
  const { from, to } = periodOf(instantOfLocal(local, timeZone), unit, { timeZone });
  return (to - from) / 1000;
};

describe("periods in zones, against published lengths in seconds", () => {
  it.each([
    ["UTC", 2_678_400, 2_678_400, 2_592_000, 7_776_000, 7_862_400, 7_948_800, 7_948_800],
    ["America/New_York", 2_674_800, 2_678_400, 2_595_600, 7_772_400, 7_862_400, 7_948_800, 7_952_400],
    ["Europe/London", 2_674_800, 2_682_000, 2_592_000, 7_772_400, 7_862_400, 7_948_800, 7_952_400],
    ["Asia/Kolkata", 2_678_400, 2_678_400, 2_592_000, 7_776_000, 7_862_400, 7_948_800, 7_948_800],
    ["Australia/Lord_Howe", 2_678_400, 2_676_600, 2_592_000, 7_776_000, 7_864_200, 7_948_800, 7_947_000],
  ])("%s", (zone, march, october, november, q1, q2, q3, q4) => {
    expect(["03", "10", "11"].map((month) => seconds(`2026-${month}-15T12:00`, "month", zone))).toEqual([
      march,
      october,
      november,
    ]);
    expect(["02", "05", "08", "11"].map((month) => seconds(`2026-${month}-15T12:00`, "quarter", zone))).toEqual([
      q1,
      q2,
      q3,
      q4,
    ]);
    expect(seconds("2026-06-01T00:00", "year", zone)).toBe(31_536_000);
  });

  it("begins and ends New York's March where it should", () => {
    const { from, to } = periodOf(at("2026-03-20T00:00:00Z"), "month", { timeZone: "America/New_York" });
    expect([new Date(from).toISOString(), new Date(to).toISOString()]).toEqual([
      "2026-03-01T05:00:00.000Z",
      "2026-04-01T04:00:00.000Z",
    ]);
  });

  it("knows days of other lengths than 24 hours", () => {
    expect(seconds("2026-04-05T12:00", "day", "Australia/Lord_Howe")).toBe(24.5 * 3600);
    expect(seconds("2026-10-04T12:00", "day", "Australia/Lord_Howe")).toBe(23.5 * 3600);
  });

  it("follows a fiscal year", () => {
    const rule = { timeZone: "Europe/Berlin", fiscalYearStartMonth: 10 };
    expect(localOf(periodOf(at("2026-09-30T12:00:00Z"), "year", rule).from, "Europe/Berlin")).toBe(
      "2025-10-01T00:00:00",
    );
    expect(localOf(periodOf(at("2026-11-15T12:00:00Z"), "quarter", rule).from, "Europe/Berlin")).toBe(
      "2026-10-01T00:00:00",
    );
    expect(localOf(neighbourPeriod(at("2026-11-15T12:00:00Z"), "quarter", -1, rule).from, "Europe/Berlin")).toBe(
      "2026-07-01T00:00:00",
    );
  });
});

describe("local times that happen twice or never", () => {
  it.each([
    ["2007-11-04T01:30", "2007-11-04T05:30:00.000Z"],
    ["2007-03-11T02:30", "2007-03-11T07:30:00.000Z"],
    ["2026-11-01T01:30", "2026-11-01T05:30:00.000Z"],
    ["2026-03-08T02:30", "2026-03-08T07:30:00.000Z"],
  ])("%s in New York is %s", (local, expected) => {
    expect(new Date(instantOfLocal(local, "America/New_York")).toISOString()).toBe(expected);
  });

  it("have a last time too", () => {
    const last = (local: string) => new Date(lastInstantOfLocal(local, "America/New_York")).toISOString();
    expect(last("2026-11-01T01:30")).toBe("2026-11-01T06:30:00.000Z");
    expect(last("2026-11-01T02:30")).toBe("2026-11-01T07:30:00.000Z");
  });
});

describe("days", () => {
  it("are those of the zone", () => {
    expect(dayOf(at("2026-06-01T20:00:00Z"), "Asia/Kolkata")).toBe("2026-06-02");
    expect(new Date(startOfDay("2026-06-02", "Asia/Kolkata")).toISOString()).toBe("2026-06-01T18:30:00.000Z");
    expect(weekdayOf(at("2026-06-01T20:00:00Z"), "Asia/Kolkata")).toBe(2);
  });

  it("knows zones by name only", () => {
    expect(["Europe/Berlin", "UTC", "Mars/Olympus", "+01:00", ""].map(isTimeZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("laws", () => {
  const zones = ["UTC", "America/New_York", "Europe/London", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"];
  const units: CalendarUnit[] = ["day", "week", "month", "quarter", "year"];
  const moment = fc.integer({ min: Date.parse("2020-01-01"), max: Date.parse("2031-01-01") }).map(instant);

  it("every instant lies in exactly one period, and periods join without gaps", () => {
    fc.assert(
      fc.property(moment, fc.constantFrom(...units), fc.constantFrom(...zones), (when, unit, timeZone) => {
        const here = periodOf(when, unit, { timeZone });
        expect(here.from <= when && when < here.to).toBe(true);
        expect(periodOf(here.to, unit, { timeZone }).from).toBe(here.to);
        expect(neighbourPeriod(when, unit, -1, { timeZone }).to).toBe(here.from);
      }),
    );
  });

  it("periods of a range cover it", () => {
    const days = periodsIn({ from: at("2026-10-20T10:00:00Z"), to: at("2026-11-03T10:00:00Z") }, "day", {
      timeZone: "America/New_York",
    });
    expect(days).toHaveLength(15);
    expect(days.map(({ from, to }) => (to - from) / 3_600_000).filter((hours) => hours !== 24)).toEqual([25]);
  });
});
