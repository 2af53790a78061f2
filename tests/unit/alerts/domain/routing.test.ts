import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RouteMatch, routedKinds } from "@/lib/alerts/contract";
import { type Route, type RoutedAlarm, routesFor, takes } from "@/lib/alerts/domain/routing";
import { runs } from "@/tests/support/runs";

const everything: RouteMatch = {
  kinds: [...routedKinds],
  services: [],
  teams: [],
  environments: [],
  objectives: [],
  tiers: [],
};

const page: RoutedAlarm = {
  kind: "page",
  objective: "checkout-answers",
  service: "checkout",
  team: "payments",
  environment: "production",
  tier: 0,
};

const route = (id: string, connectionId: string, match: Partial<RouteMatch> = {}): Route => {
  return { id, name: `Route ${id}`, connectionId, match: { ...everything, ...match } };
};

describe("a route", () => {
  it.each([
    ["everything", {}, true],
    ["its kind", { kinds: ["page"] }, true],
    ["another kind", { kinds: ["ticket", "freeze"] }, false],
    ["its service among others", { services: ["cart", "checkout"] }, true],
    ["another service", { services: ["cart"] }, false],
    ["its team", { teams: ["payments"] }, true],
    ["another team", { teams: ["platform"] }, false],
    ["its tier", { tiers: [0, 1] }, true],
    ["another tier", { tiers: [3] }, false],
    ["its environment and objective", { environments: ["production"], objectives: ["checkout-answers"] }, true],
    ["its service in another environment", { services: ["checkout"], environments: ["staging"] }, false],
  ] as const)("that names %s takes a page: %s", (_what, match, expected) => {
    expect(takes({ ...everything, ...match } as RouteMatch, page)).toBe(expected);
  });

  it("that names a place takes nothing that has no such place", () => {
    expect(takes({ ...everything, teams: ["payments"] }, { ...page, team: null })).toBe(false);
    expect(takes({ ...everything, objectives: ["checkout-answers"] }, { ...page, objective: null })).toBe(false);
  });

  it("never takes a test: tests go by the route that they are of", () => {
    expect(takes(everything, { ...page, kind: "test" })).toBe(false);
  });
});

describe("routes for an alert", () => {
  it("tell a connection once, by the first of its routes", () => {
    const found = routesFor(page, [route("b", "pd"), route("a", "pd"), route("c", "mail")]);
    expect(found.map(({ id }) => id)).toEqual(["a", "c"]);
  });

  it("do not depend on the order in which they come, and each takes the alert", () => {
    const match = fc.record({
      kinds: fc.uniqueArray(fc.constantFrom(...routedKinds), { minLength: 1 }),
      services: fc.constantFrom<string[]>([], ["checkout"], ["cart"]),
      teams: fc.constantFrom<string[]>([], ["payments"]),
      environments: fc.constantFrom<string[]>([], ["production"], ["staging"]),
      objectives: fc.constantFrom<string[]>([], ["checkout-answers"]),
      tiers: fc.constantFrom<number[]>([], [0], [2]),
    });
    const some = fc.array(fc.tuple(fc.constantFrom("pd", "now", "mail"), match), { maxLength: 8 });
    fc.assert(
      fc.property(some, fc.infiniteStream(fc.nat()), (given, order) => {
        const routes = given.map(([connection, one], index) => route(`${index}`, connection, one));
        const turned = [...routes].sort(() => (Number(order.next().value) % 2 === 0 ? 1 : -1));
        const found = routesFor(page, routes);
        expect(routesFor(page, turned)).toEqual(found);
        expect(new Set(found.map(({ connectionId }) => connectionId)).size).toBe(found.length);
        const taking = routes.filter((one) => takes(one.match, page)).map(({ connectionId }) => connectionId);
        expect(new Set(found.map(({ connectionId }) => connectionId))).toEqual(new Set(taking));
      }),
      runs(200),
    );
  });
});

describe("routes that are named", () => {
  it("are told whatever they take otherwise, once, and names that are no route tell nobody", () => {
    const routes = [
      route("a", "c1", { services: ["other"] }),
      route("b", "c1", { services: ["other"] }),
      route("c", "c2"),
    ];
    expect(routesFor(page, routes).map(({ id }) => id)).toEqual(["c"]);
    expect(routesFor(page, routes, ["Route b", "Shop team"]).map(({ id }) => id)).toEqual(["b", "c"]);
  });
});
