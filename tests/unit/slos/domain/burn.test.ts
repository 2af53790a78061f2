import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compare, fromDecimal, minus, one, rational, times, toDecimal } from "@/lib/kernel/rational";
import { burnOf, canFire, detectionMs, factorOf, recommendedRules, resetMs } from "@/lib/slos/domain/burn";

const dayMs = 86_400_000;
const percent = (text: string) => times(fromDecimal(text), rational(1n, 100n));
const minutes = (ms: ReturnType<typeof detectionMs>) =>
  ms === null ? null : toDecimal(times(ms, rational(1n, 60_000n)), 3);

/** Detection and reset with the short window in minutes, at 99.9 % over 30 days: the workbook's closed forms. */
const table = [
  ["100", ["0.864", "4.928"], ["2.160", "29.820"], ["4.320", "119.640"], ["4.320", "359.640"]],
  ["50", ["1.728", "4.856"], ["4.320", "29.640"], ["8.640", "119.280"], ["8.640", "359.280"]],
  ["15", ["5.760", "4.520"], ["14.400", "28.800"], ["28.800", "117.600"], ["28.800", "357.600"]],
  ["5", ["17.280", "3.560"], ["43.200", "26.400"], ["86.400", "112.800"], ["86.400", "352.800"]],
  ["2", ["43.200", "1.400"], ["108.000", "21.000"], ["216.000", "102.000"], ["216.000", "342.000"]],
  ["1.44", null, ["150.000", "17.500"], ["300.000", "95.000"], ["300.000", "335.000"]],
  ["1", null, ["216.000", "12.000"], ["432.000", "84.000"], ["432.000", "324.000"]],
  ["0.6", null, null, ["720.000", "60.000"], ["720.000", "300.000"]],
  ["0.2", null, null, null, ["2160.000", "180.000"]],
  ["0.1", null, null, null, null],
] as const;

describe("the workbook's table", () => {
  const rules = recommendedRules(30 * dayMs);
  const target = percent("99.9");
  const cells = table.flatMap(([rate, ...row]) => row.map((cell, index) => ({ rate, cell, index })));

  it.each(cells)("at $rate % errors, rule $index", ({ rate, cell, index }) => {
    const rule = rules[index];
    if (!rule) throw new Error("no such rule");
    const detected = minutes(detectionMs(rule, target, percent(rate)));
    const reset = minutes(resetMs(rule, target, percent(rate)));
    expect([detected, reset]).toEqual(cell ?? [null, null]);
  });

  it("uses exactly its share of the budget when it fires", () => {
    const rate = fc.bigInt({ min: 1n, max: 100_000n }).map((n) => rational(n, 100_000n));
    fc.assert(
      fc.property(fc.constantFrom(...rules), rate, (rule, errorRate) => {
        const detected = detectionMs(rule, target, errorRate);
        if (detected === null) return;
        const burn = times(errorRate, rational(1n, 1n));
        const used = times(times(burn, rational(1n, 1n)), times(detected, rational(1n, BigInt(30 * dayMs))));
        const budget = minus(one, target);
        expect(times(rule.budgetShare, budget)).toEqual(used);
      }),
    );
  });
});

describe("factors", () => {
  it.each([
    [7, ["3.3600", "1.4000", "0.7000", "0.2333"]],
    [28, ["13.4400", "5.6000", "2.8000", "0.9333"]],
    [30, ["14.4000", "6.0000", "3.0000", "1.0000"]],
    [90, ["43.2000", "18.0000", "9.0000", "3.0000"]],
  ])("for a period of %i days are derived from the share of budget", (days, expected) => {
    expect(recommendedRules(days * dayMs).map((rule) => toDecimal(rule.factor, 4))).toEqual(expected);
  });

  it("are exact", () => {
    expect(factorOf(rational(2n, 100n), 28 * dayMs, 3_600_000)).toEqual(fromDecimal("13.44"));
  });
});

describe("a rule that can never fire", () => {
  it.each([
    ["14.4", "93.0555", false],
    ["14.4", "93.0556", true],
    ["14", "92.857", false],
    ["14", "92.8572", true],
    ["43.2", "97.685", false],
    ["43.2", "97.6852", true],
  ])("factor %s at %s %%: can fire %s", (factor, target, expected) => {
    expect(canFire({ factor: fromDecimal(factor) }, percent(target))).toBe(expected);
  });
});

describe("burn", () => {
  it("is not rounded before it is compared", () => {
    const burn = burnOf(1444n, 100_000n, percent("99.9"));
    expect(burn && compare(burn, fromDecimal("14.4"))).toBe(1);
    expect(burnOf(0n, 0n, percent("99.9"))).toBeNull();
  });

  it("is a thousand for one failure of ten at 99.99 %", () => {
    expect(burnOf(1n, 10n, percent("99.99"))).toEqual(rational(1000n));
  });
});
