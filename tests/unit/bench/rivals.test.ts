import { describe, expect, it } from "vitest";
import { binomialUpperTail } from "@/lib/kernel/statistics/binomial";
import { ArgoRule } from "../../bench/rivals/argo";
import { FlaggerRule } from "../../bench/rivals/flagger";
import { hodgesLehmann, MannWhitneyRule, mannWhitneyU, mannWhitneyZ } from "../../bench/rivals/mann-whitney";

describe("Argo's rule", () => {
  it("aborts on the first check below 99 %", () => {
    const rule = new ArgoRule();
    expect(rule.check({ requests: 100, errors: 1 })).toBe(false);
    expect(rule.check({ requests: 0, errors: 0 })).toBe(false);
    expect(rule.check({ requests: 20, errors: 1 })).toBe(true);
  });

  it("with 20 requests a check fails as often as the binomial says", () => {
    expect(binomialUpperTail(1, 20, 0.005)).toBeCloseTo(0.0954, 4);
  });
});

describe("Flagger's rule", () => {
  it("acts one check after the fifth failed one and forgets nothing", () => {
    const rule = new FlaggerRule();
    const bad = { requests: 20, errors: 1 };
    const good = { requests: 20, errors: 0 };
    for (const check of [bad, good, bad, bad, good, bad, bad]) expect(rule.check(check)).toBe(false);
    expect(rule.check(good)).toBe(true);
  });
});

describe("Mann–Whitney", () => {
  it("counts the tortoises and hares of the textbook", () => {
    // Finishing order T H H H H H T T T T T H; a higher value is a better place.
    const tortoises = [12, 6, 5, 4, 3, 2];
    const hares = [11, 10, 9, 8, 7, 1];
    expect(mannWhitneyU(tortoises, hares)).toBe(11);
    expect(mannWhitneyU(hares, tortoises)).toBe(25);
  });

  it("gives z with ties, 0 without any difference, and the shift", () => {
    expect(mannWhitneyZ([1, 1, 1], [1, 1, 1])).toBe(0);
    // U = 8.5, mean 4.5, three pairs of ties.
    expect(mannWhitneyZ([2, 3, 3], [1, 2, 1])).toBeCloseTo((8.5 - 4.5) / Math.sqrt((9 / 12) * (7 - 18 / 30)), 12);
    expect(hodgesLehmann([5, 6, 7], [1, 2, 3])).toBe(4);
  });

  it("fails a canary whose ratios are all higher", () => {
    const rule = new MannWhitneyRule(5);
    for (let i = 0; i < 4; i += 1) expect(rule.check(0.2 + i / 100, 0.01 + i / 1000)).toBe(false);
    expect(rule.check(0.3, 0.02)).toBe(true);
  });
});
