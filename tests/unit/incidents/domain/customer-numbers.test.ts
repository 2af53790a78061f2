import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CustomerNumbers, shiftsOf } from "@/lib/incidents/domain/customer-numbers";

const range = (count: number, from: number) => Array.from({ length: count }, (_, at) => from + at / 10);

/** A share of baskets that are bought, every hour for half a day: about 3 in four weeks. */
function numbers(more: Partial<CustomerNumbers> = {}): CustomerNumbers {
  const weeks = [range(12, 2.9), range(12, 3), range(12, 3.1), range(12, 2.8)];
  return { metric: "baskets bought", better: "higher", since: range(12, 3), weeks, ...more };
}

const verdictOf = (more: Partial<CustomerNumbers>) => shiftsOf([numbers(more)])[0]?.verdict;

describe("numbers of user analytics since a release", () => {
  it.each([
    ["are worse when they fall and more is better", { since: range(12, 1) }, "worse"],
    ["are better when they rise", { since: range(12, 6) }, "better"],
    ["are worse when they rise and less is better", { since: range(12, 6), better: "lower" }, "worse"],
    ["have moved when nobody said which way is better", { since: range(12, 1), better: null }, "moved"],
    ["are unchanged when they are as ever", {}, "unchanged"],
    ["are unknown with four of them", { since: range(4, 1) }, "unknown"],
    [
      "are unknown with one week to compare with",
      { since: range(12, 1), weeks: [range(12, 3), [], [], []] },
      "unknown",
    ],
    ["are unknown with nine before", { since: range(12, 1), weeks: [range(5, 3), range(4, 3), [], []] }, "unknown"],
  ] as const)("%s", (_, more, expected) => {
    expect(verdictOf(more)).toBe(expected);
  });

  it("have not changed when one of the weeks before was as they are now, however small p is", () => {
    const weeks = [range(12, 6), range(12, 6.2), range(12, 6.1), range(12, 0.9)];
    const [shift] = shiftsOf([numbers({ since: range(12, 1), weeks })]);
    expect(shift?.pValue).toBeLessThan(0.001);
    expect(shift?.verdict).toBe("unchanged");
  });

  it("share one error rate: with more metrics each must be clearer", () => {
    const weeks = [range(6, 3), range(6, 3.05)];
    const own = numbers({ since: range(5, 1), weeks });
    const [alone] = shiftsOf([own]);
    const [among] = shiftsOf([own, ...Array.from({ length: 99 }, () => numbers())]);
    expect([alone?.verdict, among?.verdict]).toEqual(["unchanged", "unchanged"]);
    expect(among?.pValue).toBeCloseTo(100 * (alone?.pValue ?? 0), 9);
  });

  it("are told with both medians, or with what is missing", () => {
    const sentences = shiftsOf([
      numbers({ since: range(12, 1) }),
      numbers({ since: [1] }),
      numbers({ weeks: [[], [], [], []] }),
      numbers({ weeks: [[1], [2], [], []] }),
    ]).map(({ sentence }) => sentence);
    expect(sentences).toEqual([
      "baskets bought: worse, median 1.55 of 12 since it began, 3.5 in the same hours of the 4 weeks before (p < 0.0001).",
      "baskets bought: 1 number since it began, 5 are needed.",
      "baskets bought: only 0 weeks before it to compare with.",
      "baskets bought: 2 numbers of the weeks before, 10 are needed.",
    ]);
  });

  it("seldom shift by chance: of releases that change nothing at most one in a hundred", () => {
    let seen = 0;
    const value = fc.double({ min: 0, max: 1, noNaN: true });
    const week = fc.array(value, { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(week, fc.tuple(week, week, week, week), (since, weeks) => {
        if (verdictOf({ since, weeks }) !== "unchanged") seen += 1;
      }),
      { numRuns: 500 },
    );
    expect(seen).toBeLessThanOrEqual(5);
  });
});
