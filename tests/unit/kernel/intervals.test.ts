import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { difference, intersection, lengthMs, momentAfter, union } from "@/lib/kernel/intervals";
import type { Period } from "@/lib/kernel/zoned-time";

const span = (from: number, to: number): Period => ({ from: instant(from), to: instant(to) });
const stretches = fc.array(
  fc.tuple(fc.nat(60), fc.nat(20)).map(([from, length]) => span(from, from + length)),
  { maxLength: 8 },
);
/** The same sets as sets of whole milliseconds. */
const points = (set: readonly Period[]) =>
  new Set(set.flatMap(({ from, to }) => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i)));

describe("sets of time", () => {
  it("equal sets of points", () => {
    fc.assert(
      fc.property(stretches, stretches, (a, b) => {
        expect(points(union(a))).toEqual(points(a));
        expect(points(intersection(a, b))).toEqual(points(a).intersection(points(b)));
        expect(points(difference(a, b))).toEqual(points(a).difference(points(b)));
        expect(lengthMs(a)).toBe(points(a).size);
      }),
    );
  });

  it("are in normal form: sorted, none empty, none touching", () => {
    fc.assert(
      fc.property(stretches, stretches, (a, b) => {
        for (const set of [union(a), difference(a, b), intersection(a, b)]) {
          set.forEach((one, index) => {
            expect(one.from).toBeLessThan(one.to);
            expect(set[index + 1]?.from ?? Number.POSITIVE_INFINITY).toBeGreaterThan(one.to);
          });
        }
      }),
    );
  });

  it("say when a duration has passed", () => {
    expect(momentAfter([span(0, 10), span(20, 30)], 15)).toBe(25);
    expect(momentAfter([span(0, 10), span(20, 30)], 10)).toBe(10);
    expect(momentAfter([span(0, 10)], 11)).toBeNull();
  });
});
