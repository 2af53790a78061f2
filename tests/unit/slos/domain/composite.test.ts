import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compare, fromDecimal, rational, toDecimal, zero } from "@/lib/kernel/rational";
import { type Combine, combined, overpromise, serialPromise, takenBy } from "@/lib/slos/domain/composite";
import { runs } from "@/tests/support/runs";

const member = (weight: bigint, worst: string | null, best = worst) => ({
  weight,
  worst: worst === null ? null : fromDecimal(worst),
  best: best === null ? null : fromDecimal(best),
});
const shown = ({ worst, best }: ReturnType<typeof combined>) => [toDecimal(worst, 4), toDecimal(best, 4)];

describe("a weighted composite", () => {
  it("is the weighted mean when every member has data", () => {
    expect(shown(combined("weighted", [member(3n, "0.99"), member(7n, "0.995")]))).toEqual(["0.9935", "0.9935"]);
    expect(toDecimal(combined("weighted", [member(1n, "0.99"), member(1n, "0.98")]).best, 3)).toBe("0.985");
  });

  it("has bounds and a coverage when a member is dark, and never looks better for it", () => {
    const { worst, best, coverage } = combined("weighted", [member(3n, "0.99"), member(7n, null)]);
    expect([toDecimal(worst, 3), toDecimal(best, 3)]).toEqual(["0.297", "0.997"]);
    expect(coverage).toEqual(rational(3n, 10n));
  });

  it("refuses no members and weights that are not positive", () => {
    expect(() => combined("weighted", [])).toThrow(RangeError);
    expect(() => combined("weighted", [member(0n, "0.9")])).toThrow(RangeError);
  });
});

describe("a composite of which all must be good, or any", () => {
  it("lies between failing never together and always together", () => {
    const parts = [member(1n, "0.95"), member(1n, "0.95")];
    expect(shown(combined("all", parts))).toEqual(["0.9000", "0.9500"]);
    expect(shown(combined("any", parts))).toEqual(["0.9500", "1.0000"]);
    expect(shown(combined("all", [member(1n, "0.3"), member(1n, "0.4")]))).toEqual(["0.0000", "0.3000"]);
    expect(shown(combined("any", [member(1n, "0.3"), member(1n, "0.4")]))).toEqual(["0.4000", "0.7000"]);
  });

  it("keeps every level that minutes could give: bounds hold whatever the parts do together", () => {
    const minutes = fc.array(fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(minutes, (series) => {
        const share = (count: number) => rational(BigInt(count), BigInt(series.length));
        const parts = [0, 1, 2].map((part) => {
          const level = share(series.filter((minute) => minute[part]).length);
          return { weight: 1n, worst: level, best: level };
        });
        const together = {
          all: share(series.filter((minute) => minute.every(Boolean)).length),
          any: share(series.filter((minute) => minute.some(Boolean)).length),
        };
        for (const combine of ["all", "any"] as const) {
          const { worst, best } = combined(combine, parts);
          expect(compare(worst, together[combine])).toBeLessThanOrEqual(0);
          expect(compare(best, together[combine])).toBeGreaterThanOrEqual(0);
        }
      }),
      runs(200),
    );
  });

  it("is never narrower for losing a part", () => {
    const level = fc.integer({ min: 0, max: 1_000 }).map((one) => rational(BigInt(one), 1_000n));
    const combine = fc.constantFrom<Combine>("all", "any", "weighted");
    fc.assert(
      fc.property(combine, fc.array(level, { minLength: 2, maxLength: 5 }), (rule, levels) => {
        const parts = levels.map((one, index) => ({ weight: BigInt(index + 1), worst: one, best: one }));
        const before = combined(rule, parts);
        const after = combined(rule, [{ weight: 1n, worst: null, best: null }, ...parts.slice(1)]);
        expect(compare(after.worst, before.worst)).toBeLessThanOrEqual(0);
        expect(compare(after.best, before.best)).toBeGreaterThanOrEqual(0);
      }),
      runs(200),
    );
  });

  it("says what a part takes away, where parts do not stand in for each other", () => {
    const part = member(3n, "0.9", "0.99");
    const words = (taken: ReturnType<typeof takenBy>) => taken && [toDecimal(taken.best, 3), toDecimal(taken.worst, 3)];
    expect(words(takenBy("all", part, 10n))).toEqual(["0.010", "0.100"]);
    expect(words(takenBy("weighted", part, 10n))).toEqual(["0.003", "0.030"]);
    expect(words(takenBy("weighted", member(3n, null), 10n))).toEqual(["0.000", "0.300"]);
    expect(takenBy("any", part, 10n)).toBeNull();
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
