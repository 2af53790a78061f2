import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compare, fromDecimal, rational, toDecimal } from "@/lib/kernel/rational";
import { checkPromise, type PromisedDependency } from "@/lib/slos/domain/promise-check";
import { runs } from "@/tests/support/runs";

const on = (name: string, level: string | null, group: string | null = null): PromisedDependency => ({
  name,
  group,
  level: level === null ? null : fromDecimal(level),
});
const check = (target: string, ...dependencies: PromisedDependency[]) =>
  checkPromise(fromDecimal(target), dependencies);

describe("a promise that stands on others", () => {
  const three = [on("database", "0.999"), on("queue", "0.999"), on("payments", "0.9995")];

  it("in series is at most their product, .9975019995, when they fail independently", () => {
    const { independent, worst, best, verdict } = check("0.9975", ...three);
    expect(independent).toEqual(fromDecimal("0.9975019995"));
    expect([toDecimal(worst, 4), toDecimal(best, 4), verdict]).toEqual(["0.9975", "0.9990", "holds"]);
    expect(check("0.997501", ...three).verdict).toBe("holds_if_independent");
    expect(check("0.998", ...three).verdict).toBe("doubtful");
    expect(check("0.9991", ...three).verdict).toBe("cannot");
  });

  it("in parallel is more than either", () => {
    const pair = [on("one", "0.99", "cache"), on("two", "0.99", "cache")];
    const { independent, worst, best } = check("0.999", ...pair);
    expect([independent, worst, best]).toEqual([fromDecimal("0.9999"), fromDecimal("0.99"), rational(1n)]);
    expect(check("0.999", ...pair).verdict).toBe("holds_if_independent");
  });

  it("is unknown with one that promises nothing, unless the others forbid it already", () => {
    expect(check("0.99", on("vendor", null), on("database", "0.999")).verdict).toBe("unknown");
    expect(check("0.9999", on("vendor", null), on("database", "0.999")).verdict).toBe("cannot");
    expect(check("0.99", on("vendor", null, "g"), on("database", "0.999", "g")).verdict).toBe("holds");
  });

  it("shows its arithmetic", () => {
    expect(check("0.998", ...three).steps).toEqual([
      "database 99.9 %.",
      "queue 99.9 %.",
      "payments 99.95 %.",
      "Together: 99.9 % × 99.9 % × 99.95 % = 99.75019 % if they fail independently, from 99.75 % to 99.9 % in any case; promised are 99.8 %.",
    ]);
  });

  it("lies, when independent, within what is true in any case", () => {
    const level = fc.integer({ min: 0, max: 1_000 }).map((one) => rational(BigInt(one), 1_000n));
    const dependency = fc.record({ name: fc.constant("x"), group: fc.constantFrom(null, "a", "b"), level });
    fc.assert(
      fc.property(fc.array(dependency, { maxLength: 5 }), (dependencies) => {
        const { worst, independent, best } = checkPromise(rational(1n, 2n), dependencies);
        if (independent === null) throw new Error("every level is known");
        expect(compare(worst, independent)).toBeLessThanOrEqual(0);
        expect(compare(independent, best)).toBeLessThanOrEqual(0);
      }),
      runs(200),
    );
  });
});
