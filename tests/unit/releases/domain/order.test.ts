import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { affectedBy, groupOf, orderCars, reversed } from "@/lib/releases/domain/order";
import type { Need } from "@/lib/releases/domain/train";
import { runs } from "@/tests/support/runs";

/** Goal: the order of cars and what goes back with a failed one are right. Method: by hand, and against matrices of reachability. */

const needs = (...pairs: string[]): Need[] =>
  pairs.map((pair) => ({ consumer: pair[0] ?? "", provider: pair[1] ?? "" }));

describe("the order of cars", () => {
  it("puts what others need before them, and keeps the given order where nobody needs anybody", () => {
    expect(orderCars(["a", "b", "c", "d"], needs("ab", "bc")).groups).toEqual([["c"], ["b"], ["a"], ["d"]]);
    expect(orderCars(["a", "b", "c"], []).groups).toEqual([["a"], ["b"], ["c"]]);
  });

  it("moves cars together that need each other in a circle", () => {
    const order = orderCars(["a", "b", "c", "d"], needs("ab", "bc", "ca", "da"));
    expect(order.groups).toEqual([["a", "b", "c"], ["d"]]);
    expect(groupOf(order, "b")).toEqual(["a", "b", "c"]);
    expect([...(order.needs.get("b") ?? [])]).toEqual([]);
    expect([...(order.neededBy.get("a") ?? [])]).toEqual(["d"]);
  });

  it("leaves out needs of others and of oneself", () => {
    expect(orderCars(["a"], needs("aa", "ax", "xa")).groups).toEqual([["a"]]);
  });
});

describe("what a failed car takes along", () => {
  const order = orderCars(
    ["db", "api", "web", "mail"],
    [
      { consumer: "api", provider: "db" },
      { consumer: "web", provider: "api" },
    ],
  );

  it("is all that depends on it and moved, last first", () => {
    expect(affectedBy(order, ["db"], new Set(["db", "api", "web", "mail"]))).toEqual(["web", "api", "db"]);
    expect(affectedBy(order, ["api"], new Set(["db", "api"]))).toEqual(["api"]);
    expect(affectedBy(order, ["mail"], new Set(["db", "mail"]))).toEqual(["mail"]);
  });

  it("is everything that moved when everything is asked for", () => {
    expect(affectedBy(order, reversed(order), new Set(["db", "mail"]))).toEqual(["mail", "db"]);
  });
});

/** Cars 0 to n-1 with random needs, circles too. */
const worlds = fc.integer({ min: 1, max: 9 }).chain((count) =>
  fc.record({
    cars: fc.constant(Array.from({ length: count }, (_, at) => `c${at}`)),
    pairs: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: count * 2 }),
    failed: fc.nat(count - 1),
    moved: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
  }),
);

/** reach[i][j]: i needs j, over however many others. Warshall, which shares nothing with the code under test. */
function reachOf(count: number, pairs: readonly (readonly [number, number])[]): boolean[][] {
  const reach = Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_cell, j) => pairs.some(([from, to]) => from === i && to === j && i !== j)),
  );
  for (let k = 0; k < count; k += 1)
    for (let i = 0; i < count; i += 1)
      for (let j = 0; j < count; j += 1) if (reach[i]?.[k] && reach[k]?.[j]) (reach[i] as boolean[])[j] = true;
  return reach;
}

describe("in every world", () => {
  it("nothing comes before what it needs, and exactly the closure goes back in reverse", () => {
    fc.assert(
      fc.property(worlds, ({ cars, pairs, failed, moved }) => {
        const given = pairs.map(([i, j]) => ({ consumer: `c${i}`, provider: `c${j}` }));
        const order = orderCars(cars, given);
        const reach = reachOf(cars.length, pairs);
        const at = (car: string) => order.groups.findIndex((group) => group.includes(car));
        expect(order.groups.flat().toSorted()).toEqual([...cars].toSorted());
        for (const [i, one] of cars.entries())
          for (const [j, other] of cars.entries()) {
            if (i === j || !reach[i]?.[j]) continue;
            const isRight = reach[j]?.[i] ? at(one) === at(other) : at(other) < at(one);
            if (!isRight) throw new Error(`${one} needs ${other}: ${JSON.stringify(order.groups)}`);
          }
        const wanted = cars.filter((_, i) => moved[i] && (i === failed || reach[i]?.[failed]));
        const back = affectedBy(order, [`c${failed}`], new Set(cars.filter((_, i) => moved[i])));
        // A group goes together: whoever is on a circle with the failed one depends on it, too.
        expect(back.toSorted()).toEqual(wanted.toSorted());
        expect(back.every((car, i) => i === 0 || at(car) <= at(back[i - 1] ?? ""))).toBe(true);
      }),
      runs(120),
    );
  });
});
