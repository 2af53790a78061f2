import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { rational, times, toDecimal } from "@/lib/kernel/rational";
import { leaveOut } from "@/lib/slos/domain/left-out";
import { levelOf, type Slice, verdictOf } from "@/lib/slos/domain/level";

const minute = 60_000;
const from = instant(Date.parse("2026-11-01T00:00:00Z"));
const at = (minutes: number) => instant(from + minutes * minute);
const good: Slice = { kind: "counted", good: 1n, total: 1n };
const bad: Slice = { kind: "counted", good: 0n, total: 1n };
const unknown: Slice = { kind: "unknown" };
const percentOf = (slices: readonly Slice[]) => {
  const { worst } = levelOf(slices, { kind: "occurrences" });
  return worst && toDecimal(times(worst, rational(100n)), 5);
};

describe("a series without its planned or waived time", () => {
  it("30 days with 60 bad minutes of which 30 lie in 120 waived ones: raw 99.86111 % missed, adjusted 99.93036 % met", () => {
    const slices = Array.from({ length: 43_200 }, (_, index) => (index < 60 ? bad : good));
    const { series, minutes } = leaveOut({ from, slices, knownSince: from }, [{ from: at(30), to: at(150) }]);
    expect(minutes).toBe(120);
    expect(percentOf(slices)).toBe("99.86111");
    expect(percentOf(series.slices)).toBe("99.93036");
    const target = rational(999n, 1000n);
    expect(verdictOf(levelOf(slices, { kind: "occurrences" }), target)).toBe("missed");
    expect(verdictOf(levelOf(series.slices, { kind: "occurrences" }), target)).toBe("met");
  });

  it("leaves out whole minutes only, once for overlapping stretches, and keeps what is unknown unknown", () => {
    const slices = [bad, bad, unknown, bad, bad];
    const waived = [
      { from: instant(at(0) + 1), to: instant(at(3) + 30_000) },
      { from: instant(at(3) + 20_000), to: instant(at(5) - 1) },
    ];
    const { series, minutes } = leaveOut({ from, slices, knownSince: from }, waived);
    expect(series.slices.map((slice) => slice.kind)).toEqual(["counted", "excluded", "unknown", "excluded", "counted"]);
    expect(minutes).toBe(2);
  });
});
