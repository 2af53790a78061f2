import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { complaintsOf } from "@/lib/insights/domain/customer-voice";

const hourMs = 3_600_000;
const tickets = { since: 0, sinceMs: 5 * hourMs, named: 0, before: 40, beforeMs: 672 * hourMs };

/** P(X >= k) of a binomial, by adding its terms. */
function tail(k: number, n: number, p: number): number {
  let term = (1 - p) ** n;
  let sum = k === 0 ? term : 0;
  for (let at = 1; at <= n; at += 1) {
    term *= ((n - at + 1) / at) * (p / (1 - p));
    if (at >= k) sum += term;
  }
  return sum;
}

describe("tickets since a release", () => {
  it.each([
    ["are unusual when chance does not explain them", { since: 7 }, true],
    ["are not when they are as many as ever", { since: 2 }, false],
    ["are not when they are fewer than three", { since: 2, before: 0 }, false],
    ["are unusual when three name the version", { since: 3, named: 3, before: 4_000 }, true],
    ["say nothing where there was nothing to compare with", { since: 9, before: 0, beforeMs: 0 }, false],
  ] as const)("%s", (_, more, expected) => {
    expect(complaintsOf({ ...tickets, ...more }).isUnusual).toBe(expected);
  });

  it("are told with what would be usual", () => {
    expect(complaintsOf({ ...tickets, since: 7, named: 1 }).sentence).toBe(
      "7 support tickets in 5 hours since it began, where 0.3 would be usual; 1 names this version.",
    );
    expect(complaintsOf({ ...tickets, since: 1, sinceMs: 1, beforeMs: 0 }).sentence).toBe(
      "1 support ticket in an hour since it began.",
    );
  });

  it("are judged by the exact test", () => {
    const count = fc.integer({ min: 0, max: 40 });
    const span = fc.integer({ min: 1, max: 700 });
    fc.assert(
      fc.property(count, count, span, span, (since, before, sinceHours, beforeHours) => {
        const p = tail(since, since + before, sinceHours / (sinceHours + beforeHours));
        if (Math.abs(p - 0.001) < 1e-9) return;
        const given = { since, before, named: 0, sinceMs: sinceHours * hourMs, beforeMs: beforeHours * hourMs };
        expect(complaintsOf(given).isUnusual).toBe(since >= 3 && p < 0.001);
      }),
      { numRuns: 300 },
    );
  });
});
