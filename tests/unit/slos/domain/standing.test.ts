import { describe, expect, it } from "vitest";
import { byBurn, byNeed, countByTier, countVerdicts, type Standing } from "@/lib/slos/domain/standing";

const one = (more: Partial<Standing> = {}): Standing => ({
  ...{ tier: 1, verdict: "met", band: "healthy", budgetLeftWorst: 0.9, burn: 0.1 },
  ...more,
});

describe("where objectives stand", () => {
  it("names first what needs somebody most, and last what nobody can see", () => {
    const all = [
      one({ band: "dark", verdict: "no_data", budgetLeftWorst: null, burn: null }),
      one({ band: "attention", budgetLeftWorst: 0.4 }),
      one({ band: "uncertain", verdict: "undetermined", budgetLeftWorst: -15 }),
      one({ band: "exhausted", verdict: "missed", budgetLeftWorst: -0.2 }),
      one({ band: "exhausted", verdict: "missed", budgetLeftWorst: -3 }),
      one(),
    ];
    expect(all.toSorted(byNeed).map(({ band, budgetLeftWorst }) => [band, budgetLeftWorst])).toEqual([
      ["exhausted", -3],
      ["exhausted", -0.2],
      ["uncertain", -15],
      ["attention", 0.4],
      ["healthy", 0.9],
      ["dark", null],
    ]);
  });

  it("names the fastest spender first, and what burns at no known speed last", () => {
    const all = [one({ burn: null }), one({ burn: 0.5 }), one({ burn: 14.4 }), one({ burn: 0.5, band: "unhealthy" })];
    expect(all.toSorted(byBurn).map(({ burn, band }) => [burn, band])).toEqual([
      [14.4, "healthy"],
      [0.5, "unhealthy"],
      [0.5, "healthy"],
      [null, "healthy"],
    ]);
  });

  it("counts every objective once, in all and in its tier", () => {
    const all = [
      one({ tier: 0, verdict: "missed" }),
      one({ tier: 2 }),
      one({ tier: 0 }),
      one({ tier: 2, verdict: "no_data" }),
      one({ tier: 2, verdict: "undetermined" }),
    ];
    expect(countVerdicts(all)).toEqual({ total: 5, met: 2, missed: 1, undetermined: 1, noData: 1 });
    expect(countByTier(all)).toEqual([
      { tier: 0, total: 2, met: 1, missed: 1, undetermined: 0, noData: 0 },
      { tier: 2, total: 3, met: 1, missed: 0, undetermined: 1, noData: 1 },
    ]);
    expect(countVerdicts([])).toEqual({ total: 0, met: 0, missed: 0, undetermined: 0, noData: 0 });
  });
});
