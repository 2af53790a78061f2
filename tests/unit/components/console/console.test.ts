import { describe, expect, it } from "vitest";
import { keysOfHint } from "@/components/console/hint-keys";
import { initialsOf } from "@/components/console/initials";
import { navigationOf } from "@/components/console/navigation-of";
import { isInArea } from "@/components/layout/navigation";
import { allPermissions, permissionsOf } from "@/lib/platform/auth/permissions";
import { rolloutKeys } from "@/lib/rollouts/queries";

const labelsOf = (role: "viewer" | "admin" | "executive"): string[] =>
  navigationOf(permissionsOf([role]), 0, false).flatMap((section) => section.items.map((item) => item.label));

describe("navigationOf", () => {
  it("shows what a role may open and nothing else", () => {
    expect(labelsOf("viewer")).not.toContain("Audit");
    expect(labelsOf("executive")).toContain("Audit");
    expect(labelsOf("admin")).toContain("Users");
    expect(navigationOf(new Set(), 0, true)).toEqual([]);
  });

  it("names each place and each of its pages once, with a key of its own", () => {
    const items = navigationOf(new Set(allPermissions), 0, true).flatMap((section) => section.items);
    const places = items.flatMap((item) => [item.href, ...(item.pages ?? []).map(({ href }) => href)]);
    expect(places.filter((href, at) => places.indexOf(href) !== at)).toEqual([]);
    const keys = items.flatMap((item) => item.goKey ?? []);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  it("puts a number only where something waits", () => {
    const badge = (waiting: number) =>
      navigationOf(permissionsOf(["sre"]), waiting, false)[0]?.items.find((item) => item.href === "/rollouts")?.badge;
    expect(badge(0)).toBeUndefined();
    expect(badge(2)).toBe(2);
  });

  it("knows the area that a page belongs to", () => {
    const insights = navigationOf(permissionsOf(["viewer"]), 0, false)
      .flatMap((section) => section.items)
      .filter((item) => isInArea(item, "/insights/forecast"));
    expect(insights.map((item) => item.label)).toEqual(["Insights"]);
    expect(insights[0]?.pages?.map((page) => page.href)).toContain("/insights/forecast");
  });

  it("gives every go-to key once", () => {
    const keys = navigationOf(permissionsOf(["admin"]), 0, true).flatMap((section) =>
      section.items.flatMap((item) => item.goKey ?? []),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("keysOfHint", () => {
  it("refreshes only one page each second, and everything else at a transition", () => {
    expect(keysOfHint({ topic: "rollout-live", id: "rol_1", revision: 3 })).toEqual([
      rolloutKeys.detail("rol_1"),
      rolloutKeys.samples("rol_1"),
    ]);
    const keys = keysOfHint({ topic: "rollout", id: "rol_1", revision: 3 });
    expect(keys).toContainEqual(rolloutKeys.lists);
    expect(keys).toContainEqual(rolloutKeys.overview);
    expect(keys).toContainEqual(["deployment"]);
  });

  it("refreshes a topic that it does not know by its name", () => {
    expect(keysOfHint({ topic: "window", id: "w", revision: 1 })).toEqual([["window"]]);
  });
});

describe("initialsOf", () => {
  it.each([
    ["Amara Osei", "AO"],
    ["Cher", "C"],
    ["Ana María de la Cruz", "AC"],
    ["  ", "?"],
  ])("of %j are %s", (name, expected) => {
    expect(initialsOf(name)).toBe(expected);
  });
});
