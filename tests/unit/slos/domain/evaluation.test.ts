import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { fromDecimal } from "@/lib/kernel/rational";
import { SloDefinition } from "@/lib/slos/contract";
import { bandOf, graverBand, graverVerdict } from "@/lib/slos/domain/band";
import { deadRules, periodAt, periodLengthMs, readingOf, rulesOf } from "@/lib/slos/domain/evaluation";
import { sumsOfSeries, windowsOfSums } from "@/lib/slos/domain/minute-sums";

const now = instant(Date.parse("2026-03-20T16:00:00Z"));
const hourMs = 3_600_000;
const month = SloDefinition.parse({
  sli: { kind: "availability" },
  targetPercent: "99.9",
  period: { kind: "rolling", days: 30 },
});

describe("a definition", () => {
  it("has exact rolling periods, and calendar ones of wall time in its zone", () => {
    expect(periodAt(month.period, now)).toEqual({ from: now - 720 * hourMs, to: now });
    const march = { kind: "calendar", unit: "month", timeZone: "America/New_York" } as const;
    expect(new Date(periodAt(march, now).from).toISOString()).toBe("2026-03-01T05:00:00.000Z");
    // An hour of March is lost to summer time.
    expect(periodLengthMs(march, now)).toBe(2_674_800_000);
  });

  it("knows which of its rules no outage can make fire", () => {
    expect(deadRules(month, now)).toEqual([]);
    expect(deadRules({ ...month, targetPercent: "93" }, now)).toEqual([0]);
    expect(deadRules({ ...month, targetPercent: "80" }, now)).toEqual([0, 1]);
  });

  it("reads darkness when most of the short window is unknown, and nothing current when the last minute is", () => {
    const rule = rulesOf(month, now)[0];
    if (!rule) throw new Error("there is a first rule");
    const reading = (unknown: number) => {
      const slices = Array.from({ length: 5 }, (_, index) =>
        index < 5 - unknown ? ({ kind: "counted", good: 1n, total: 1n } as const) : ({ kind: "unknown" } as const),
      );
      return readingOf(windowsOfSums(sumsOfSeries({ from: now, slices, knownSince: now })), rule);
    };
    expect(reading(0)).toMatchObject({ kind: "sums", isCurrent: true });
    expect(reading(2)).toMatchObject({ kind: "sums", isCurrent: false });
    expect(reading(3)).toEqual({ kind: "dark", cause: "3 of the last 5 minutes are unknown" });
  });
});

describe("a band", () => {
  it("follows the budget that is left at worst", () => {
    const of = (worst: string, best = worst) => bandOf({ worst: fromDecimal(worst), best: fromDecimal(best) });
    expect([of("1"), of("0.75"), of("0.74"), of("0.5"), of("0.49"), of("0.24"), of("0"), of("-2")]).toEqual([
      "healthy",
      "healthy",
      "observe",
      "observe",
      "attention",
      "unhealthy",
      "exhausted",
      "exhausted",
    ]);
    expect(bandOf({ worst: null, best: null })).toBe("dark");
  });

  it("says that a budget is spent only when it is, whatever is unknown", () => {
    const of = (worst: string, best: string) => bandOf({ worst: fromDecimal(worst), best: fromDecimal(best) });
    expect([of("-15.667", "1"), of("0", "0.001"), of("-2", "0"), of("0.2", "1")]).toEqual([
      "uncertain",
      "uncertain",
      "exhausted",
      "unhealthy",
    ]);
    expect(graverBand("unhealthy", "uncertain")).toBe("uncertain");
    expect(graverBand("uncertain", "exhausted")).toBe("exhausted");
  });

  it("never improves by darkness", () => {
    expect(graverBand("healthy", "dark")).toBe("dark");
    expect(graverBand("exhausted", "dark")).toBe("exhausted");
    expect(graverVerdict("missed", "undetermined")).toBe("missed");
    expect(graverVerdict("met", "no_data")).toBe("no_data");
  });
});
