import { describe, expect, it } from "vitest";
import { type Instant, instant } from "@/lib/kernel/instant";
import { rational } from "@/lib/kernel/rational";
import type { MinuteSeries } from "@/lib/slos/domain/evaluation";
import type { Slice } from "@/lib/slos/domain/level";
import { budgetUsedPercent, launchCost, outlookOf, unitsBetween, weeksBefore } from "@/lib/slos/domain/outlook";

/** Goal: a proposed target shows what the weeks to come would use of it: the forecast, and what planned releases add, each with its interval. */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;
const occurrences = { kind: "occurrences" } as const;
const begin = instant(Date.UTC(2026, 0, 5));

const unknown: Slice = { kind: "unknown" };
/** By the number of bad events of 100: minutes that are alike share one, for a series has two hundred thousand. */
const minutesOf100 = Array.from(
  { length: 101 },
  (_, bad): Slice => ({ kind: "counted", good: BigInt(100 - bad), total: 100n }),
);

/** Minutes from `begin`, 100 events each, of which `badAt` says how many were bad; negative: unknown. */
function series(weeks: number, badAt: (minute: number) => number): MinuteSeries {
  const slices = Array.from({ length: weeks * 7 * 24 * 60 }, (_, minute) => minutesOf100[badAt(minute)] ?? unknown);
  return { from: begin, slices, knownSince: begin };
}
const later = (ms: number): Instant => instant(begin + ms);
const perWeek = 7 * 24 * 60;

describe("what is counted", () => {
  it("are events, or minutes where the method judges those", () => {
    const hour = { from: begin, to: later(hourMs) };
    const bad = series(1, (minute) => (minute < 6 ? 50 : 0));
    expect(unitsBetween(bad, hour, occurrences)).toEqual({ bad: 300, total: 6_000, known: 1 });
    const slices = { kind: "timeslices", sliceTarget: rational(9n, 10n) } as const;
    expect(unitsBetween(bad, hour, slices)).toEqual({ bad: 6, total: 60, known: 1 });
  });

  it("is made up for within a week, and ends at a week of which too little is known", () => {
    const gaps = series(4, (minute) => (minute < perWeek || minute % 4 === 0 ? -1 : 1));
    const weeks = weeksBefore(gaps, later(4 * weekMs), occurrences);
    expect(weeks).toHaveLength(3);
    expect(weeks[0]).toMatchObject({ bad: perWeek, total: 100 * perWeek });
  });
});

describe("what a release costs", () => {
  const range = { from: begin, to: later(10 * weekMs) };
  const launches = Array.from({ length: 10 }, (_, week) => later(week * weekMs + 2 * dayMs));
  /** An hour from each launch. */
  const isAfter = (minute: number) => minute % perWeek >= 48 * 60 && minute % perWeek < 49 * 60;

  it("is what the day after has beyond quiet days", () => {
    const cost = launchCost(
      series(10, (minute) => (isAfter(minute) ? 11 : 1)),
      launches,
      range,
      occurrences,
    );
    expect(cost).toMatchObject({ launches: 10 });
    expect(cost?.expected).toBeCloseTo(600, 6);
    expect(cost?.high).toBeCloseTo(600, 6);
  });

  it("is shared by those of one day, is nothing when days are as quiet, and unknown of fewer than five", () => {
    const noisy = series(10, (minute) => (isAfter(minute) ? 11 : 1));
    const twice = launches.flatMap((at) => [at, instant(at + 30 * minuteMs)]);
    expect(launchCost(noisy, twice, range, occurrences)?.expected).toBeCloseTo(300, 6);
    expect(
      launchCost(
        series(10, () => 1),
        launches,
        range,
        occurrences,
      )?.expected,
    ).toBeCloseTo(0, 6);
    expect(launchCost(noisy, launches.slice(0, 4), range, occurrences)).toBeNull();
  });
});

describe("the weeks to come", () => {
  const now = later(20 * weekMs);
  const even = series(20, () => 1);
  const launches = Array.from({ length: 20 }, (_, week) => later(week * weekMs + dayMs));

  it("go on as weeks did: even ones with a narrow interval", () => {
    const outlook = outlookOf({ series: even, method: occurrences, launches: [], planned: 0, now });
    expect(outlook).toMatchObject({ weeks: 20, planned: 0, usual: 0, cost: null, added: { expected: 0 } });
    expect((outlook?.trend.expected ?? 0) / (13 * perWeek)).toBeCloseTo(1, 2);
    expect((outlook?.total ?? 0) / (13 * 100 * perWeek)).toBeCloseTo(1, 2);
    expect(outlook && budgetUsedPercent(outlook, 0.98)?.expected).toBeCloseTo(50, 0);
    expect(outlook && budgetUsedPercent(outlook, 1)).toBeNull();
  });

  it("hold what planned releases add beyond the usual number, and no less when fewer are planned", () => {
    const costly = series(20, (minute) => (minute % perWeek >= 24 * 60 && minute % perWeek < 25 * 60 ? 21 : 1));
    const ask = (planned: number) => outlookOf({ series: costly, method: occurrences, launches, planned, now });
    expect(ask(13)).toMatchObject({ usual: 13, added: { expected: 0 } });
    expect(ask(2)?.bad).toEqual(ask(13)?.bad);
    const more = ask(23);
    expect(more?.added.expected).toBeCloseTo(10 * (more?.cost?.expected ?? 0), 6);
    expect(more?.cost?.expected).toBeCloseTo(1_200, 6);
    expect(more?.bad.expected).toBeCloseTo((more?.trend.expected ?? 0) + 12_000, 6);
    expect(more?.bad.high).toBeGreaterThanOrEqual(more?.bad.expected ?? 0);
  });

  it("are not foretold from fewer than twelve", () => {
    const short = { series: series(11, () => 1), method: occurrences, launches: [], planned: 0 };
    expect(outlookOf({ ...short, now: later(11 * weekMs) })).toBeNull();
  });
});
