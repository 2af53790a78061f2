import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compare,
  dividedBy,
  fromDecimal,
  minus,
  plus,
  rational,
  times,
  toDecimal,
  toNumber,
} from "@/lib/kernel/rational";

const fraction = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10n ** 12n }))
  .map(([numerator, denominator]) => rational(numerator, denominator));

describe("rational", () => {
  it("is in lowest terms with a positive denominator", () => {
    expect(rational(6n, -4n)).toEqual({ numerator: -3n, denominator: 2n });
    expect(rational(0n, 7n)).toEqual({ numerator: 0n, denominator: 1n });
    expect(() => rational(1n, 0n)).toThrow(RangeError);
  });

  it("obeys the laws of a field and of order", () => {
    fc.assert(
      fc.property(fraction, fraction, fraction, (a, b, c) => {
        expect(plus(a, b)).toEqual(plus(b, a));
        expect(times(a, plus(b, c))).toEqual(plus(times(a, b), times(a, c)));
        expect(minus(plus(a, b), b)).toEqual(a);
        if (b.numerator !== 0n) expect(dividedBy(times(a, b), b)).toEqual(a);
        if (compare(a, b) < 0) expect(compare(plus(a, c), plus(b, c))).toBe(-1);
      }),
    );
  });

  it("reads decimals exactly and refuses what is none", () => {
    expect(fromDecimal("99.9")).toEqual(rational(999n, 10n));
    expect(fromDecimal("-0.25")).toEqual(rational(-1n, 4n));
    for (const text of ["", "1e3", "1,5", ".5", "5.", "∞", "0x10"]) expect(() => fromDecimal(text)).toThrow(RangeError);
  });

  it("cuts what it shows, so that nothing looks better than it is", () => {
    expect(toDecimal(fromDecimal("0.99999"), 2)).toBe("0.99");
    expect(toDecimal(fromDecimal("-0.001"), 2)).toBe("-0.01");
    expect(toDecimal(rational(2n, 3n), 4)).toBe("0.6666");
    expect(toDecimal(rational(7n), 0)).toBe("7");
    expect(toNumber(rational(1n, 3n))).toBeCloseTo(1 / 3, 15);
  });
});
