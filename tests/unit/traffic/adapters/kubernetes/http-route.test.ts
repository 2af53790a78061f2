import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRoute, routeAdvice, weightsOf, withShares } from "@/lib/traffic/adapters/kubernetes/http-route";
import type { KubernetesObject } from "@/lib/traffic/adapters/kubernetes/kubernetes-object";

const config = { namespace: "shop", route: "shop", backends: { a: "shop-a", b: "shop-b" } };

function route(rules: unknown, more: Partial<KubernetesObject> = {}): KubernetesObject {
  return { metadata: { name: "shop", uid: "1", resourceVersion: "1", generation: 3 }, spec: { rules }, ...more };
}
const ref = (name: string, weight?: number) => ({ name, port: 80, ...(weight === undefined ? {} : { weight }) });
const split = (a: number, b: number) => ({ backendRefs: [ref("shop-a", a), ref("shop-b", b)] });

describe("reading a route", () => {
  test.each([
    [[split(90, 10)], { a: 90, b: 10 }],
    // The Gateway API's default weight is 1, and weights are relative to their sum.
    [[{ backendRefs: [ref("shop-a"), ref("shop-b", 3)] }], { a: 25, b: 75 }],
    [[split(0, 0)], { a: 0, b: 0 }],
    // Somebody else's share is nobody's.
    [[{ backendRefs: [ref("shop-a", 50), ref("shop-b", 25), ref("other", 25)] }], { a: 50, b: 25 }],
    [[split(100, 0), split(0, 100)], { a: 50, b: 50 }],
    // Rules that have neither are none of ours; neither are things that are no Services of this namespace.
    [[split(80, 20), { backendRefs: [ref("static", 1)] }], { a: 80, b: 20 }],
    [[{ backendRefs: [ref("shop-a", 1), { ...ref("shop-b", 9), namespace: "else" }] }], { a: 10, b: 0 }],
    [[{ backendRefs: [ref("shop-a", 1), { ...ref("shop-b", 9), kind: "Bucket" }] }], { a: 10, b: 0 }],
  ])("%j is %j", (rules, shares) => {
    expect(readRoute(route(rules), config).shares).toEqual(shares);
  });

  test("names what keeps it from being split", () => {
    expect(readRoute(route([split(1, 1)]), config).problem).toBeNull();
    expect(readRoute(route([{ backendRefs: [ref("shop-a")] }]), config).problem).toMatchObject({
      code: "backend_unknown",
    });
    expect(readRoute(route("garbage"), config).problem).toMatchObject({ code: "backend_unknown" });
    const half = route([split(1, 1), { backendRefs: [ref("shop-b")] }]);
    expect(readRoute(half, config).problem).toMatchObject({ code: "backend_split" });
  });

  test("is taken up once every gateway has seen its generation", () => {
    const status = (...seen: number[]) => ({
      parents: seen.map((observedGeneration) => ({
        conditions: [{ type: "Accepted", status: "True", observedGeneration }],
      })),
    });
    expect(readRoute(route([split(1, 1)]), config).isTaken).toBe(true);
    expect(readRoute(route([split(1, 1)], { status: status(3, 3) }), config).isTaken).toBe(true);
    expect(readRoute(route([split(1, 1)], { status: status(3, 2) }), config).isTaken).toBe(false);
  });
});

describe("writing a route", () => {
  test("a share is met within 0.01 points, one above 0 never becomes 0, and the rest of the object stays", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.boolean(), (hundredths, whole) => {
        const b = whole ? Math.round(hundredths / 100) : hundredths / 100;
        const given = route([{ ...split(7, 3), filters: ["kept"] }, { backendRefs: [ref("static")] }]);
        const wanted = { sharePercent: { a: 100 - b, b } };
        const written = withShares(given, config, wanted);
        const { shares } = readRoute(written, config);
        expect(Math.abs(shares.b - b)).toBeLessThanOrEqual(0.01);
        expect(shares.b > 0).toBe(b > 0);
        expect(shares.a > 0).toBe(b < 100);
        const [first, second] = written.spec.rules as Record<string, unknown>[];
        expect(first).toMatchObject({ filters: ["kept"], backendRefs: [{ port: 80 }, { port: 80 }] });
        expect(second).toEqual({ backendRefs: [ref("static")] });
        // Absolute: the same again changes nothing.
        expect(withShares(written, config, wanted)).toEqual(written);
      }),
      { numRuns: 200 },
    );
  });

  test("whole percentages are weights out of 100", () => {
    expect(weightsOf({ a: 99, b: 1 })).toEqual({ a: 99, b: 1 });
    expect(weightsOf({ a: 99.5, b: 0.5 })).toEqual({ a: 9_950, b: 50 });
    expect(weightsOf({ a: 99.999, b: 0.001 })).toEqual({ a: 10_000, b: 1 });
  });
});

test("what a person should put right: stickiness, others in the rules, what gateways complain of", () => {
  const conditions = [{ type: "Accepted", status: "False", reason: "NoMatchingParent", observedGeneration: 3 }];
  const rule = { backendRefs: [...split(1, 1).backendRefs, ref("other", 1)], sessionPersistence: { type: "Cookie" } };
  const advice = routeAdvice(route([rule], { status: { parents: [{ conditions }] } }), config);
  expect(advice.map(({ subject }) => subject)).toEqual(["Gateway", "Session persistence", "Other backends"]);
  expect(advice[2]?.message).toMatch(/^other takes/);
});
