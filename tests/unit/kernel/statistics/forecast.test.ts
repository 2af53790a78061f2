import { describe, expect, test } from "vitest";
import { forecastWeeks } from "@/lib/kernel/statistics/forecast";
import { Random } from "@/tests/bench/random";

/** Goal: weeks to come are told with an interval that holds what it says. */

describe("the forecast", () => {
  test("holds the share of futures that it says, on series with trends and jumps it was not made for", () => {
    let held = 0;
    let judged = 0;
    for (let seed = 0; seed < 120; seed += 1) {
      const random = new Random(40_000 + seed);
      const trend = (random.next() - 0.3) * 0.01;
      const mean = (week: number): number => (10 + 30 * random.next() * 0.2 + 20) * Math.exp(trend * week);
      const counts = Array.from({ length: 78 }, (_, week) =>
        Math.max(0, Math.round(mean(week) + Math.sqrt(mean(week)) * random.normal())),
      );
      const forecast = forecastWeeks(counts.slice(0, 65), 13);
      for (const point of forecast?.points ?? []) {
        const actual = counts[64 + point.ahead] ?? 0;
        judged += 1;
        if (actual >= point.low && actual <= point.high) held += 1;
      }
    }
    expect(judged).toBe(120 * 13);
    expect(held / judged).toBeGreaterThan(0.74);
    expect(held / judged).toBeLessThan(0.94);
  });

  test("follows a trend, damps it, and says nothing of fewer than twelve weeks", () => {
    const rising = Array.from({ length: 40 }, (_, week) => 10 + week);
    const forecast = forecastWeeks(rising);
    expect(forecast?.points[0]?.expected).toBeGreaterThan(44);
    expect(forecast?.points[12]?.expected).toBeLessThan(90);
    expect(forecastWeeks(rising.slice(0, 11))).toBeNull();
  });
});
