import { describe, expect, it } from "vitest";
import { fromDecimal, rational, toDecimal, zero } from "@/lib/kernel/rational";
import { overpromise, serialPromise, weightedComposite } from "@/lib/slos/domain/composite";

const member = (weight: bigint, level: string | null) => {
  const value = level === null ? null : fromDecimal(level);
  return { weight, worst: value, best: value };
};

describe("a weighted composite", () => {
  it("is the weighted mean when every member has data", () => {
    expect(toDecimal(weightedComposite([member(3n, "0.99"), member(7n, "0.995")]).worst, 4)).toBe("0.9935");
    expect(toDecimal(weightedComposite([member(1n, "0.99"), member(1n, "0.98")]).best, 3)).toBe("0.985");
  });

  it("has bounds and a coverage when a member is dark, and never looks better for it", () => {
    const { worst, best, coverage } = weightedComposite([member(3n, "0.99"), member(7n, null)]);
    expect([toDecimal(worst, 3), toDecimal(best, 3)]).toEqual(["0.297", "0.997"]);
    expect(coverage).toEqual(rational(3n, 10n));
  });

  it("refuses no members and weights that are not positive", () => {
    expect(() => weightedComposite([])).toThrow(RangeError);
    expect(() => weightedComposite([member(0n, "0.9")])).toThrow(RangeError);
  });
});

describe("promises over hard dependencies", () => {
  it("multiply", () => {
    const allowed = serialPromise(["0.999", "0.999", "0.9995"].map(fromDecimal));
    expect(allowed).toEqual(fromDecimal("0.9975019995"));
    expect(overpromise(fromDecimal("0.998"), ["0.999", "0.999", "0.9995"].map(fromDecimal))).not.toEqual(zero);
    expect(overpromise(fromDecimal("0.997"), ["0.999", "0.999", "0.9995"].map(fromDecimal))).toEqual(zero);
  });
});
