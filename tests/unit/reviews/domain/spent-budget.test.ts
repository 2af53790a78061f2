import { describe, expect, it } from "vitest";
import { rational, zero } from "@/lib/kernel/rational";
import { isSpent } from "@/lib/reviews/domain/spent-budget";

describe("a budget", () => {
  const reading = { leftAtBest: zero, requests: 20n, minRequests: 20n };

  it("is spent only when it is also with everything unknown counted as good", () => {
    expect(isSpent(reading)).toBe(true);
    expect(isSpent({ ...reading, leftAtBest: rational(1n, 1_000_000n) })).toBe(false);
    expect(isSpent({ ...reading, leftAtBest: rational(-3n) })).toBe(true);
  });

  it("is not spent by nothing that was counted, nor by too few requests", () => {
    expect(isSpent({ ...reading, leftAtBest: null })).toBe(false);
    expect(isSpent({ ...reading, requests: 19n })).toBe(false);
  });
});
