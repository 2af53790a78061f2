import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compare, fromDecimal, minus, one, rational, times, toDecimal } from "@/lib/kernel/rational";
import {
  addLevels,
  type BudgetingMethod,
  budgetLeft,
  budgetUsed,
  checkSlice,
  levelOf,
  type Slice,
  verdictOf,
} from "@/lib/slos/domain/level";
import { expectSame } from "@/tests/support/expect-same";
import { runs } from "@/tests/support/runs";

const counted = (good: number | bigint, total: number | bigint): Slice => ({
  kind: "counted",
  good: BigInt(good),
  total: BigInt(total),
});
const many = (count: number, slice: Slice): Slice[] => Array.from({ length: count }, () => slice);
const percent = (text: string) => times(fromDecimal(text), rational(1n, 100n));
const occurrences: BudgetingMethod = { kind: "occurrences" };
const timeslices = (target: string): BudgetingMethod => ({ kind: "timeslices", sliceTarget: percent(target) });
const ratioTimeslices: BudgetingMethod = { kind: "ratio_timeslices" };

/** Nobl9's published example of the three methods. */
const good = [2, 10, 12, 13, 13, 12, 13, 13, 12, 11];
const total = [4, 10, 12, 13, 14, 15, 14, 13, 12, 11];
const published = good.map((one, index) => counted(one, total[index] ?? 0));

describe("the published example of the budgeting methods", () => {
  it.each([
    [occurrences, rational(111n, 118n), "118.644"],
    [timeslices("95"), rational(6n, 10n), "800.000"],
    [timeslices("90"), rational(8n, 10n), "400.000"],
    [ratioTimeslices, rational(641n, 700n), "168.571"],
  ] as const)("%o", (method, level, used) => {
    const { worst, best } = levelOf(published, method);
    expect(worst).toEqual(level);
    expect(best).toEqual(level);
    expect(toDecimal(times(budgetUsed(level, percent("95")), rational(100n)), 3)).toBe(used);
  });
});

describe("shares of minutes that are cut", () => {
  const cutTo = (resolution: bigint): BudgetingMethod => ({ kind: "ratio_timeslices", resolution });
  const slice = fc
    .integer({ min: 1, max: 1_000_000 })
    .chain((all) => fc.integer({ min: 0, max: all }).map((one) => counted(one, all)));

  it("are never better at worst than the exact ones, nor worse at best, by at most a part of the resolution", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(slice, fc.constant<Slice>({ kind: "unknown" })), { minLength: 1, maxLength: 40 }),
        (slices) => {
          const exact = levelOf(slices, ratioTimeslices);
          const cut = levelOf(slices, cutTo(1_000_000_000n));
          if (exact.worst === null || exact.best === null || cut.worst === null || cut.best === null) {
            expect(cut.worst).toEqual(exact.worst);
            return;
          }
          expect(compare(cut.worst, exact.worst)).toBeLessThanOrEqual(0);
          expect(compare(cut.best, exact.best)).toBeGreaterThanOrEqual(0);
          const between = minus(minus(cut.best, cut.worst), minus(exact.best, exact.worst));
          expect(compare(between, rational(1n, 1_000_000_000n))).toBeLessThanOrEqual(0);
        },
      ),
      runs(300),
    );
  });

  it("are whole where nothing failed, and do not miss a target that the exact mean reaches", () => {
    expect(levelOf(many(90, counted(7, 7)), cutTo(1_000_000_000n))).toMatchObject({ worst: one, best: one });
    const half = levelOf([counted(1, 3), counted(2, 3)], cutTo(1_000_000_000n));
    expect(verdictOf(half, rational(1n, 2n))).toBe("undetermined");
    expect(verdictOf(half, percent("49.9999"))).toBe("met");
    expect(verdictOf(half, percent("50.0001"))).toBe("missed");
  });
});

describe("sums are kept and ratios come last", () => {
  it("is not misled by a small bad slice", () => {
    const slices = [...many(287, counted(1000, 1000)), counted(0, 10)];
    const { worst } = levelOf(slices, occurrences);
    expect(worst).toEqual(rational(287_000n, 287_010n));
    // A mean of ratios says 99.65 % and a budget that is overspent more than three times.
    expect(toDecimal(times(budgetUsed(worst ?? one, percent("99.9")), rational(100n)), 2)).toBe("3.48");
  });

  it("adds applications and months before it divides", () => {
    const apps = [
      { good: 990n, total: 1000n },
      { good: 1n, total: 2n },
    ];
    expect(toDecimal(times(addLevels(apps) ?? one, rational(100n)), 3)).toBe("98.902");
    const seconds = [2_674_800n, 2_419_200n, 2_678_400n];
    const bad = [0n, 24_192n, 100_000n];
    // New York's first quarter of 2026 in tenths of a second: January, February, March.
    const months = [2_678_400n, 2_419_200n, 2_674_800n].map((length, index) => ({
      good: length * 10n - (bad[index] ?? 0n),
      total: length * 10n,
    }));
    expect(seconds.reduce((sum, length) => sum + length)).toBe(7_772_400n);
    expect(toDecimal(times(addLevels(months) ?? one, rational(100n)), 5)).toBe("99.84021");
  });
});

describe("what is not known", () => {
  const target = percent("99.9");
  const slices = [
    ...many(43_200 - 370, counted(1, 1)),
    ...many(10, counted(0, 1)),
    ...many(360, { kind: "unknown" } as const),
  ];

  it("makes a range with its coverage, and the verdict undetermined", () => {
    const level = levelOf(slices, timeslices("100"));
    expect(toDecimal(times(level.worst ?? one, rational(100n)), 5)).toBe("99.14351");
    expect(toDecimal(times(level.best ?? one, rational(100n)), 5)).toBe("99.97685");
    expect(toDecimal(times(level.coverage ?? one, rational(100n)), 4)).toBe("99.1666");
    expect(verdictOf(level, target)).toBe("undetermined");
  });

  it("never is a level by itself", () => {
    const dark = levelOf(many(10, { kind: "unknown" }), occurrences);
    expect(dark).toMatchObject({ worst: null, best: null, unknown: 10 });
    expect(verdictOf(dark, target)).toBe("no_data");
    expect(levelOf([], occurrences)).toMatchObject({ worst: null, coverage: null });
  });

  it("refuses more good than total events", () => {
    expect(() => checkSlice(counted(2, 1))).toThrow(RangeError);
    expect(() => levelOf([counted(-1, 1)], occurrences)).toThrow(RangeError);
  });
});

describe("excluded time", () => {
  it("is taken out of the figure, not counted as good", () => {
    // Seven days of minutes, a correction of 1440 minutes, 60 bad minutes outside of it, target 99.4 %.
    const slices = [
      ...many(10_080 - 1440 - 60, counted(1, 1)),
      ...many(60, counted(0, 1)),
      ...many(1440, { kind: "excluded" } as const),
    ];
    const { worst } = levelOf(slices, timeslices("100"));
    expect(toDecimal(times(worst ?? one, rational(100n)), 5)).toBe("99.30555");
    expect(verdictOf(levelOf(slices, timeslices("100")), percent("99.4"))).toBe("missed");
  });
});

/** The definitions once more, slice by slice with whole fractions and no shortcuts. */
function oracle(slices: readonly Slice[], method: BudgetingMethod): { worst: string; best: string } | null {
  const due = slices.filter((slice) => slice.kind === "counted" || slice.kind === "unknown");
  const known = due.flatMap((slice) => (slice.kind === "counted" ? [slice] : []));
  const text = (value: { numerator: bigint; denominator: bigint }) => `${value.numerator}/${value.denominator}`;
  if (method.kind === "occurrences") {
    const events = known.reduce((sum, slice) => sum + slice.total, 0n);
    if (events === 0n) return null;
    // Unknown time has the traffic of the known time: scale everything by the number of known slices to stay whole.
    const k = BigInt(known.length);
    const u = BigInt(due.length - known.length);
    const allGood = known.reduce((sum, slice) => sum + slice.good, 0n);
    return {
      worst: text(rational(allGood * k, events * (k + u))),
      best: text(rational(allGood * k + events * u, events * (k + u))),
    };
  }
  if (known.length === 0) return null;
  const shares = known.map((slice) => (slice.total === 0n ? rational(1n) : rational(slice.good, slice.total)));
  const worths = shares.map((share) => {
    if (method.kind === "ratio_timeslices") return share;
    return share.numerator * method.sliceTarget.denominator >= method.sliceTarget.numerator * share.denominator
      ? rational(1n)
      : rational(0n);
  });
  const common = worths.reduce((product, worth) => product * worth.denominator, 1n);
  const sum = worths.reduce((total, worth) => total + (worth.numerator * common) / worth.denominator, 0n);
  const n = BigInt(due.length);
  const unknown = BigInt(due.length - known.length);
  return { worst: text(rational(sum, common * n)), best: text(rational(sum + unknown * common, common * n)) };
}

const anySlice: fc.Arbitrary<Slice> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.nat(50), fc.nat(50)).map(([a, b]) => counted(Math.min(a, b), Math.max(a, b))) },
  { weight: 1, arbitrary: fc.constantFrom<Slice>({ kind: "unknown" }, { kind: "excluded" }, { kind: "not_due" }) },
);
const anyMethod = fc.constantFrom<BudgetingMethod>(occurrences, timeslices("95"), timeslices("90"), ratioTimeslices);

describe("against an exact oracle", () => {
  it("differs in no digit over random series", () => {
    fc.assert(
      fc.property(fc.array(anySlice, { maxLength: 30 }), anyMethod, (slices, method) => {
        const { worst, best } = levelOf(slices, method);
        const expected = oracle(slices, method);
        const text = (value: typeof worst) => (value === null ? null : `${value.numerator}/${value.denominator}`);
        expectSame([text(worst), text(best)], expected === null ? [null, null] : [expected.worst, expected.best]);
      }),
      runs(5_000),
    );
  });

  it("is never met when more of the time is unknown than the target leaves", () => {
    const target = percent("90");
    fc.assert(
      fc.property(fc.array(anySlice, { maxLength: 30 }), anyMethod, (slices, method) => {
        const level = levelOf(slices, method);
        if (level.unknown * 10 > level.counted + level.unknown) expect(verdictOf(level, target)).not.toBe("met");
      }),
    );
  });

  it("never turns greener when a slice goes dark", () => {
    fc.assert(
      fc.property(fc.array(anySlice, { minLength: 1, maxLength: 30 }), anyMethod, fc.nat(), (slices, method, at) => {
        const index = at % slices.length;
        if (slices[index]?.kind !== "counted") return;
        const before = levelOf(slices, method);
        const dark = levelOf(
          slices.map((slice, i) => (i === index ? ({ kind: "unknown" } as const) : slice)),
          method,
        );
        if (before.worst === null || dark.worst === null || method.kind === "occurrences") return;
        expect(compare(dark.worst, before.worst)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe("the budget", () => {
  it("is signed", () => {
    expect(toDecimal(budgetLeft(percent("99.8"), percent("99.9")), 2)).toBe("-1.00");
    expect(budgetLeft(one, percent("99.9"))).toEqual(one);
    expect(() => budgetUsed(one, one)).toThrow(RangeError);
  });
});
