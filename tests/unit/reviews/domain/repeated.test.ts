import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { type CountedBreach, repetitionOf } from "@/lib/reviews/domain/repeated";

const rule = { breaches: 2, periods: 3 };
const starts = [1, 2, 3, 4, 5].map((start) => instant(start));
const breach = (periodFrom: number, isLookedAt = false): CountedBreach => ({
  id: `b${periodFrom}`,
  periodFrom: instant(periodFrom),
  isLookedAt,
});

describe("breached again and again", () => {
  it("counts the last periods only, in whatever order they come", () => {
    expect(repetitionOf([breach(5)], starts, rule)).toBeNull();
    expect(repetitionOf([breach(1), breach(2), breach(5)], starts, rule)).toBeNull();
    const found = { breachIds: ["b5", "b3"], periods: 3, isOwed: true };
    expect(repetitionOf([breach(3), breach(5)], starts, rule)).toEqual(found);
    expect(repetitionOf([breach(5), breach(3)], [...starts].reverse(), rule)).toEqual(found);
  });

  it("owes nothing once a retrospective looked at the newest, until there is a newer one", () => {
    expect(repetitionOf([breach(3), breach(4, true)], starts, rule)?.isOwed).toBe(false);
    expect(repetitionOf([breach(3, true), breach(4, true), breach(5)], starts, rule)?.isOwed).toBe(true);
  });
});
