import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { judgedDays, judgeTarget, newsOf, type TargetState } from "@/lib/trends/domain/target-judgement";
import { scopePartsOf, scopeWords, targetHref } from "@/lib/trends/domain/target-scope";

const at = (text: string) => instant(Date.parse(text));
const less = { better: "less" } as const;
const more = { better: "more" } as const;

describe("a target", () => {
  test.each([
    ["met at the target itself", { value: 0.1, low: 0.05, high: 0.2 }, less, "met"],
    ["missed when chance does not explain it", { value: 0.2, low: 0.15, high: 0.3 }, less, "missed"],
    ["unclear when the interval reaches it", { value: 0.2, low: 0.08, high: 0.3 }, less, "unclear"],
    ["missed where there is no interval", { value: 0.2, low: null, high: null }, less, "missed"],
    ["unknown without data", { value: null, low: null, high: null }, less, "unknown"],
    ["met by more", { value: 3, low: 0.1, high: 4 }, more, "met"],
    ["unclear by too few, perhaps", { value: 0.05, low: 0.01, high: 0.2 }, more, "unclear"],
    ["missed by too few", { value: 0.05, low: 0.01, high: 0.09 }, more, "missed"],
  ] as const)("is %s", (_, figure, kind, state) => {
    expect(judgeTarget(figure, 0.1, kind)).toBe(state);
  });

  test("is judged by whole days after the day on which it was set, of seven to thirty", () => {
    const zone = "Europe/Berlin";
    const setAt = at("2026-10-20T21:30:00Z");
    expect(judgedDays(setAt, at("2026-10-27T22:59:00Z"), zone)).toBeNull();
    // The clocks went back on the 25th: the 28th begins at 23:00 UTC.
    expect(judgedDays(setAt, at("2026-10-27T23:00:00Z"), zone)).toEqual({ from: "2026-10-21", to: "2026-10-27" });
    expect(judgedDays(setAt, at("2026-12-31T12:00:00Z"), zone)).toEqual({ from: "2026-12-01", to: "2026-12-30" });
  });

  test("never looks at a day that is not over, at fewer than seven, or at the day it was set", () => {
    const zones = fc.constantFrom("UTC", "Australia/Lord_Howe", "America/New_York", "Pacific/Apia");
    const times = fc.integer({ min: at("2024-01-01T00:00:00Z"), max: at("2028-01-01T00:00:00Z") });
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 100 * 86_400_000 }), zones, (from, later, zone) => {
        const days = judgedDays(instant(from), instant(from + later), zone);
        if (days === null) return;
        const length = (Date.parse(days.to) - Date.parse(days.from)) / 86_400_000 + 1;
        expect(length).toBeGreaterThanOrEqual(7);
        expect(length).toBeLessThanOrEqual(30);
      }),
      { numRuns: 100 },
    );
  });

  const days = (...states: TargetState[]) =>
    states.map((state, index) => ({ state, day: `2026-11-${String(28 - index).padStart(2, "0")}` }));
  test.each([
    ["that it is missed, once", days("missed", "met"), false, "missed"],
    ["nothing while that is known", days("missed", "missed"), true, null],
    ["that it is met again", days("met", "missed"), true, "recovered"],
    ["that it is met, the first time", days("met"), false, "met"],
    ["nothing while it stays met", days("met", "met"), false, null],
    ["nothing on an unclear day", days("unclear", "missed"), false, null],
    ["nothing on an unknown day, also to end what is told", days("unknown", "met"), true, null],
    ["nothing before there is a judgement", [], false, null],
  ] as const)("tells %s", (_, judgements, isTold, news) => {
    expect(newsOf(judgements, isTold)).toBe(news);
  });

  test("names its place and its page", () => {
    expect(scopePartsOf("all")).toEqual({ service: null, team: null });
    expect([scopeWords("all"), scopeWords("service:checkout"), scopeWords("team:payments")]).toEqual([
      "all services",
      "service checkout",
      "team payments",
    ]);
    expect(targetHref("all")).toBe("/insights/benchmarks");
    expect(targetHref("team:payments")).toBe("/insights/benchmarks?team=payments");
  });
});
