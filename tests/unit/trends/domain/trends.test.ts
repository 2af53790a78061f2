import { describe, expect, test } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { forecastWeeks } from "@/lib/kernel/statistics/forecast";
import { baselineOf } from "@/lib/trends/domain/baseline";
import { capacityOf, needOf } from "@/lib/trends/domain/capacity";
import { compareFigures, surpriseOf } from "@/lib/trends/domain/compare-figures";
import { type Attempt, environmentPatterns } from "@/lib/trends/domain/environment-patterns";
import { countWords, intervalWords, valueWords } from "@/lib/trends/domain/figure-words";
import type { KnownFigure } from "@/lib/trends/domain/known-figure";
import { timeOfWeek } from "@/lib/trends/domain/time-of-week";
import { Random } from "@/tests/bench/random";

const share = (events: number, n: number): KnownFigure => ({ value: events / n, low: null, high: null, n, events });
const unknown: KnownFigure = { value: null, low: null, high: null, n: 2, events: null };
const lessShare = { unit: "share", better: "less" } as const;

describe("a comparison of periods", () => {
  test("tells a clear change from chance, by the direction that is better", () => {
    expect(compareFigures(share(30, 100), share(10, 100), lessShare).verdict).toBe("better");
    expect(compareFigures(share(10, 100), share(30, 100), lessShare).verdict).toBe("worse");
    expect(compareFigures(share(3, 20), share(4, 20), lessShare).verdict).toBe("unclear");
    expect(compareFigures(unknown, share(4, 20), lessShare)).toMatchObject({ verdict: "unknown", change: null });
  });

  test("compares rates by counts and days, and medians by their intervals", () => {
    const rate = (events: number): KnownFigure => ({ value: events / 90, low: null, high: null, n: 90, events });
    const more = { unit: "per_day", better: "more" } as const;
    expect(compareFigures(rate(60), rate(120), more).verdict).toBe("better");
    expect(compareFigures(rate(60), rate(66), more).verdict).toBe("unclear");
    const length = (value: number): KnownFigure => ({
      value,
      low: value * 0.9,
      high: value * 1.1,
      n: 50,
      events: null,
    });
    expect(compareFigures(length(100), length(200), { unit: "ms", better: "less" }).verdict).toBe("worse");
  });

  test("orders the surest changes first", () => {
    const sure = compareFigures(share(30, 100), share(5, 100), lessShare);
    const unsure = compareFigures(share(30, 100), share(25, 100), lessShare);
    expect(surpriseOf(sure)).toBeLessThan(surpriseOf(unsure));
  });
});

describe("a baseline", () => {
  const month = (value: number): KnownFigure => ({ value, low: null, high: null, n: 50, events: null });

  test("proposes steps that begin within reach and end a tenth beyond the best month", () => {
    const figure = { value: 0.2, low: 0.17, high: 0.24, n: 300, events: 60 };
    const { steps, best } = baselineOf(figure, [month(0.25), month(0.15), month(0.2)], lessShare);
    expect(best).toBe(0.15);
    expect(steps[0]?.value).toBeCloseTo(0.17, 9);
    expect(steps.at(-1)?.value).toBeGreaterThanOrEqual(0.135 - 1e-9);
    expect(steps.at(-1)?.value).toBeLessThan(0.15);
    for (const step of steps) expect(Math.abs(step.changeShare)).toBeLessThanOrEqual(0.2 + 1e-9);
  });

  test("proposes nothing without enough history, and says why", () => {
    expect(baselineOf(unknown, [month(1), month(1), month(1)], lessShare)).toMatchObject({
      steps: [],
      reason: /not enough data/,
    });
    expect(baselineOf(month(0.2), [month(0.2)], lessShare).reason).toMatch(/1 months are known/);
  });
});

describe("the capacity that a forecast needs", () => {
  test("becomes hours and people, and what would be needed", () => {
    const flat = forecastWeeks(Array.from({ length: 30 }, () => 20));
    const none = forecastWeeks(Array.from({ length: 30 }, () => 4));
    if (!flat || !none) throw new Error("thirty weeks are enough");
    const effort = { hoursPerDeployment: 2, hoursPerFailure: 10, hoursPerPerson: 20 };
    const weeks = capacityOf(flat, none, effort);
    expect(weeks[0]?.hours.expected).toBeCloseTo(80, 6);
    expect(weeks[0]?.people.expected).toBeCloseTo(4, 6);
    expect(needOf(weeks, effort, 3)).toMatchObject({ people: 4, missing: 1, failuresToFit: 2 });
    expect(needOf(weeks, effort, 5)).toMatchObject({ missing: 0, failuresToFit: null });
    expect(needOf([], effort, 5)).toBeNull();
  });
});

describe("failure patterns", () => {
  const attempt = (environment: string, hasFailed: boolean, service = "checkout", n = 0): Attempt => ({
    of: { kind: "deployment", id: `${environment}-${n}`, name: `${service} ${n}` },
    at: instant(n),
    environment,
    service,
    stage: "deployment",
    time: "working day",
    hasFailed,
  });
  const many = (environment: string, count: number, failed: number, service?: string): Attempt[] =>
    Array.from({ length: count }, (_, at) => attempt(environment, at < failed, service, at));

  test("name the environment where failures are over-represented", () => {
    const { patterns } = environmentPatterns([...many("staging", 100, 40), ...many("production", 100, 5)]);
    expect(patterns[0]).toMatchObject({ environment: "staging", failed: 40, attempts: 100, elsewhereFailed: 5 });
    expect(patterns.every((one) => one.environment === "staging")).toBe(true);
  });

  test("open the newest of what failed, each once", () => {
    const twice = many("staging", 100, 40).flatMap((one) => [one, { ...one, stage: "smoke" }]);
    const { patterns } = environmentPatterns([...twice, ...many("production", 100, 5)]);
    expect(patterns.find((one) => one.by === "all")?.newest.map(({ id }) => id)).toEqual(
      [39, 38, 37, 36, 35].map((n) => `staging-${n}`),
    );
  });

  test("are seldom found where there are none, however many comparisons are made", () => {
    let searches = 0;
    for (let seed = 0; seed < 60; seed += 1) {
      const random = new Random(seed);
      const attempts = Array.from({ length: 600 }, (_, at) =>
        attempt(`e${at % 3}`, random.next() < 0.2, `s${Math.floor(random.next() * 8)}`),
      );
      if (environmentPatterns(attempts).patterns.length > 0) searches += 1;
    }
    expect(searches).toBeLessThanOrEqual(7);
  });

  test("compare nothing that has fewer than ten attempts on either side", () => {
    expect(environmentPatterns([...many("staging", 9, 9), ...many("production", 100, 0)]).compared).toBe(0);
  });

  test("know the parts of the week", () => {
    expect([timeOfWeek(6, 12), timeOfWeek(5, 14), timeOfWeek(2, 3), timeOfWeek(2, 10)]).toEqual([
      "weekend",
      "Friday afternoon",
      "night",
      "working day",
    ]);
  });
});

describe("figures in words", () => {
  const figure = { value: 0.125, low: 0.1, high: 0.2, n: 40, status: "ok" } as const;

  test("have their unit and their reason", () => {
    expect(valueWords(figure, "share")).toBe("12.5 %");
    expect(intervalWords(figure, "share")).toBe("10 % to 20 %");
    expect(valueWords({ ...figure, value: 7_200_000 }, "ms")).toBe("2 h");
    expect(valueWords({ ...figure, value: 100 * 60_000 }, "ms")).toBe("1.67 h");
    expect(valueWords({ ...figure, value: 0.2 }, "per_day")).toBe("1.4 a week");
    expect(valueWords({ ...figure, value: null, status: "no_data" }, "ms")).toBe("no data");
    expect(countWords(figure, "per_day")).toBe("n = 40 days");
  });
});
