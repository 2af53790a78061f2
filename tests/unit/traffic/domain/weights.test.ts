import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SERVER_WEIGHT_MAX, sharesOfWeights, weightsForShares } from "@/lib/traffic/domain/weights";
import { runs } from "@/tests/support/runs";

const split = (b: number) => ({ a: 100 - b, b });

describe("weights for shares", () => {
  test.each([
    [1, { a: [99], b: [1] }],
    [5, { a: [19], b: [1] }],
    [10, { a: [9], b: [1] }],
    [25, { a: [3], b: [1] }],
    [50, { a: [1], b: [1] }],
    [99, { a: [1], b: [99] }],
    [0, { a: [100], b: [0] }],
    [100, { a: [0], b: [100] }],
  ])("%i %% between single servers has the smallest exact numbers", (percent, weights) => {
    expect(weightsForShares(split(percent), { a: 1, b: 1 })).toEqual(weights);
  });

  test("servers of a slot weigh the same where the share allows it", () => {
    expect(weightsForShares(split(10), { a: 3, b: 2 })).toEqual({ a: [6, 6, 6], b: [1, 1] });
  });

  test("a share smaller than its servers have units goes to some of them", () => {
    const weights = weightsForShares(split(1), { a: 1, b: 10 });
    expect(sharesOfWeights(weights).b).toBe(1);
    expect(weights.b.filter((weight) => weight > 0)).toHaveLength(2);
  });

  test("every whole percentage with 1 to 10 servers a slot is met within 0.05 pp", () => {
    let worst = 0;
    for (let percent = 0; percent <= 100; percent += 1) {
      for (let a = 1; a <= 10; a += 1) {
        for (let b = 1; b <= 10; b += 1) {
          const shares = sharesOfWeights(weightsForShares(split(percent), { a, b }));
          worst = Math.max(worst, Math.abs(shares.b - percent));
        }
      }
    }
    expect(worst).toBeLessThanOrEqual(0.05);
    // Ten thousand cases: a second by itself, more beside a build.
  }, 30_000);

  test("any share is met within 0.39 pp by weights in range, never all zero, and a share above 0 stays above 0", () => {
    const servers = fc.integer({ min: 1, max: 10 });
    const percent = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(percent, servers, servers, (b, serversA, serversB) => {
        const weights = weightsForShares(split(b), { a: serversA, b: serversB });
        expect(weights.a).toHaveLength(serversA);
        expect(weights.b).toHaveLength(serversB);
        const all = [...weights.a, ...weights.b];
        expect(all.every((w) => Number.isInteger(w) && w >= 0 && w <= SERVER_WEIGHT_MAX)).toBe(true);
        expect(all.some((w) => w > 0)).toBe(true);
        const shares = sharesOfWeights(weights);
        expect(Math.abs(shares.b - b)).toBeLessThanOrEqual(0.39);
        expect(shares.b > 0).toBe(b > 0);
        expect(shares.a > 0).toBe(100 - b > 0);
      }),
      runs(300),
    );
  });

  test("the slots are treated alike", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 1, max: 6 }), (percent, servers) => {
        const one = weightsForShares(split(percent), { a: servers, b: 2 });
        const other = weightsForShares({ a: percent, b: 100 - percent }, { a: 2, b: servers });
        expect({ a: other.b, b: other.a }).toEqual(one);
      }),
    );
  });

  test("fifty servers a slot are within range", () => {
    const weights = weightsForShares(split(1), { a: 50, b: 50 });
    expect(sharesOfWeights(weights).b).toBeCloseTo(1, 1);
  });

  test("shares that do not add up, and a share without a server, are programmer's errors", () => {
    expect(() => weightsForShares({ a: 50, b: 49 }, { a: 1, b: 1 })).toThrow(/add up/);
    expect(() => weightsForShares(split(10), { a: 1, b: 0 })).toThrow(/has a server/);
  });

  test("no weight at all is no share", () => {
    expect(sharesOfWeights({ a: [0], b: [] })).toEqual({ a: 0, b: 0 });
  });
});
