import { describe, expect, it } from "vitest";
import { fromDecimal, rational } from "@/lib/kernel/rational";
import { recommendedRules } from "@/lib/slos/domain/burn";
import type { AlertReading } from "@/lib/slos/domain/burn-alert";
import type { Combine } from "@/lib/slos/domain/composite";
import { type PartReading, readingOfParts } from "@/lib/slos/domain/composite-reading";

const [rule] = recommendedRules(30 * 86_400_000);
if (!rule) throw new Error("there are rules");
const target = fromDecimal("0.999");
const window = (bad: bigint) => ({ bad, total: 1_000n, isFull: true });
const part = (name: string, bad: bigint, weight = 1n): PartReading => ({
  name,
  weight,
  reading: { kind: "sums", long: window(bad), short: window(bad), isCurrent: true },
});
const dark = (name: string): PartReading => ({ name, weight: 1n, reading: { kind: "dark", cause: "silent" } });
const read = (combine: Combine, ...parts: PartReading[]): AlertReading => readingOfParts(combine, parts, rule, target);
const rateOf = (reading: AlertReading) =>
  reading.kind === "sums" ? rational(reading.long.bad, reading.long.total) : reading.cause;

describe("the reading of a composite", () => {
  it("is the error rate that it has at least", () => {
    expect(rateOf(read("all", part("a", 10n), part("b", 30n)))).toEqual(rational(3n, 100n));
    expect(rateOf(read("any", part("a", 10n), part("b", 30n)))).toEqual(rational(0n));
    expect(rateOf(read("any", part("a", 900n), part("b", 300n)))).toEqual(rational(1n, 5n));
    expect(rateOf(read("weighted", part("a", 10n, 3n), part("b", 30n)))).toEqual(rational(15n, 1_000n));
  });

  it("counts the requests of its parts for the least that an alert needs", () => {
    const reading = read("all", part("a", 1n), part("b", 1n));
    expect(reading.kind === "sums" && reading.long.events).toBe(2_000n);
  });

  it("is dark while a part is, unless the others burn too fast already", () => {
    expect(rateOf(read("all", part("a", 1n), dark("b")))).toBe("b cannot be looked at");
    const burning = read("all", part("a", 500n), dark("b"));
    expect(rateOf(burning)).toEqual(rational(1n, 2n));
    expect(burning.kind === "sums" && burning.isCurrent).toBe(false);
    expect(read("any", part("a", 1_000n), dark("b")).kind).toBe("dark");
    expect(read("weighted", dark("a"), dark("b")).kind).toBe("dark");
  });
});
