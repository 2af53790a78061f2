import { describe, expect, it } from "vitest";
import { type Instant, instant } from "@/lib/kernel/instant";
import { lengthMs } from "@/lib/kernel/intervals";
import { dividedBy, fromDecimal, minus, one, rational, times, toDecimal } from "@/lib/kernel/rational";
import { wilsonInterval } from "@/lib/kernel/statistics/wilson";
import { instantOfLocal, localOf, periodOf } from "@/lib/kernel/zoned-time";
import { burnOf, highestBurn, recommendedRules } from "@/lib/slos/domain/burn";
import { periodAt, shareOf } from "@/lib/slos/domain/evaluation";
import { budgetLeft, levelOf, type Slice } from "@/lib/slos/domain/level";

/** Published and twice computed numbers that no other test of a neighbour holds: levels, budgets, burn, small numbers and local time. */

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const at = (text: string): Instant => instant(Date.parse(text));
const iso = (when: Instant) => new Date(when).toISOString().replace(":00.000Z", "Z");
const newYork = (local: string) => instantOfLocal(local, "America/New_York");

describe("budgets in time", () => {
  const budgetSeconds = (targetPercent: string, periodMs: number) =>
    toDecimal(times(minus(one, shareOf(targetPercent)), rational(BigInt(periodMs), 1000n)), 3);

  it.each([
    // OpenSLO's examples of budgeting methods, the workbook's five nines, and a March of New York that lost an hour.
    ["95", 14 * dayMs, "60480.000"],
    ["99.95", 7 * dayMs, "302.400"],
    ["99.999", 30 * dayMs, "25.920"],
    ["99.9", 2_674_800_000, "2674.800"],
    ["90", 12 * hourMs, "4320.000"],
  ])("case %$: of %s %%", (target, periodMs, expected) => {
    expect(budgetSeconds(target, periodMs)).toBe(expected);
  });

  it("are signed: half of twelve hours bad at 90 % burns five times as fast, and 288 of 72 minutes are overspent", () => {
    const [target, level] = [shareOf("90"), rational(1n, 2n)];
    expect(burnOf(360n, 720n, target)).toEqual(rational(5n));
    expect(times(budgetLeft(level, target), rational(72n))).toEqual(rational(-288n));
  });
});

describe("burn", () => {
  it.each([
    ["14", "92.857"],
    ["14.4", "93.055"],
    ["21.6", "95.370"],
    ["43.2", "97.685"],
  ])("of %s is reached above a target only", (factor, percent) => {
    // The highest burn is 1 / (1 − T): T = 1 − 1 / factor.
    const target = minus(one, dividedBy(one, fromDecimal(factor)));
    expect(toDecimal(times(target, rational(100n)), 3)).toBe(percent);
    expect(highestBurn(target)).toEqual(fromDecimal(factor));
  });

  it("uses 1.4 % of the budget of 90 % in an hour's outage: the page at 2 % cannot fire", () => {
    const used = dividedBy(rational(BigInt(hourMs)), times(rational(BigInt(30 * dayMs)), minus(one, shareOf("90"))));
    expect(toDecimal(times(used, rational(100n)), 3)).toBe("1.388");
    expect(recommendedRules(30 * dayMs)[0]?.budgetShare).toEqual(rational(2n, 100n));
  });
});

describe("unknown time", () => {
  it("that is ignored gives 99.97666 %, between what it could be", () => {
    const many = (count: number, slice: Slice): Slice[] => Array.from({ length: count }, () => slice);
    const slices = [
      ...many(43_200 - 370, { kind: "counted", good: 1n, total: 1n }),
      ...many(10, { kind: "counted", good: 0n, total: 1n }),
      ...many(360, { kind: "excluded" }),
    ];
    const { worst, best } = levelOf(slices, { kind: "timeslices", sliceTarget: one });
    expect(worst).toEqual(best);
    expect(worst && toDecimal(times(worst, rational(100n)), 5)).toBe("99.97665");
  });
});

describe("small numbers", () => {
  it.each([
    [1, 4, 0.0456, 0.6994],
    [1, 10, 0.0179, 0.4042],
    [4, 23, 0.0698, 0.3714],
    [3, 50, 0.0206, 0.1622],
    // Sometimes printed as 0.2058: the formula gives 0.20606.
    [30, 200, 0.1071, 0.2061],
  ])("%i of %i lie within %f and %f", (events, trials, low, high) => {
    const interval = wilsonInterval(events, trials, 1.959_963_984_540_054);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });
});

describe("local time", () => {
  const hours = (local: string, until: string, zone: string) =>
    (instantOfLocal(until, zone) - instantOfLocal(local, zone)) / hourMs;

  it.each([
    ["2026-03-08T01:00", "2026-03-08T05:00", "America/New_York", 3],
    ["2026-11-01T01:00", "2026-11-01T05:00", "America/New_York", 5],
    ["2026-03-29T01:00", "2026-03-29T02:00", "Europe/London", 0],
    ["2026-10-25T01:00", "2026-10-25T02:00", "Europe/London", 2],
    ["2026-03-07T12:00", "2026-03-08T12:00", "America/New_York", 23],
  ])("%s to %s in %s lasts %i h", (from, until, zone, expected) => {
    expect(hours(from, until, zone)).toBe(expected);
  });

  it("of a weekly Sunday evening follows the clocks", () => {
    const sundays = ["2026-03-01", "2026-03-08", "2026-10-25", "2026-11-01"].map((day) => iso(newYork(`${day}T22:00`)));
    expect(sundays).toEqual(["2026-03-02T03:00Z", "2026-03-09T02:00Z", "2026-10-26T02:00Z", "2026-11-02T03:00Z"]);
  });

  it("is none of a rolling period's: 30 days back from noon in March is eleven in February", () => {
    const { from } = periodAt({ kind: "rolling", days: 30 }, newYork("2026-03-20T12:00"));
    expect([iso(from), localOf(from, "America/New_York")]).toEqual(["2026-02-18T16:00Z", "2026-02-18T11:00:00"]);
    expect(localOf(instant(newYork("2026-03-07T12:00") + dayMs), "America/New_York")).toBe("2026-03-08T13:00:00");
  });

  it("makes a week of 167 or 169 hours, and months of the zone", () => {
    const week = (day: string) =>
      lengthMs([periodOf(at(`${day}T12:00:00Z`), "week", { timeZone: "America/New_York" })]) / hourMs;
    expect([week("2026-03-04"), week("2026-03-11"), week("2026-10-28")]).toEqual([167, 168, 169]);
    const october = periodOf(at("2022-10-12T00:00:00Z"), "month", { timeZone: "America/New_York" });
    expect([iso(october.from), iso(october.to)]).toEqual(["2022-10-01T04:00Z", "2022-11-01T04:00Z"]);
  });
});
