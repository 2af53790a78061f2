import { describe, expect, it } from "vitest";
import { currentPageOf, isActiveHref } from "@/components/layout/navigation";
import { pressKey } from "@/components/layout/shortcut-sequence";

describe("isActiveHref", () => {
  it("marks the page and its children, not its namesakes", () => {
    expect(isActiveHref("/rollouts", "/rollouts")).toBe(true);
    expect(isActiveHref("/rollouts", "/rollouts/42")).toBe(true);
    expect(isActiveHref("/rollouts", "/rollouts-archive")).toBe(false);
    expect(isActiveHref("/", "/rollouts")).toBe(false);
    expect(isActiveHref("/", "/")).toBe(true);
  });
});

describe("currentPageOf", () => {
  it("is the deepest of pages below each other, and none on the page of the item", () => {
    const pages = ["/clocks", "/clocks/definitions"].map((href) => ({ label: href, href }));
    const item = { label: "SLOs", href: "/slos", icon: null, pages };
    expect(currentPageOf(item, "/clocks/definitions")).toBe("/clocks/definitions");
    expect(currentPageOf(item, "/clocks/clk_1")).toBe("/clocks");
    expect(currentPageOf(item, "/slos/checkout-answers")).toBeUndefined();
  });
});

describe("pressKey", () => {
  it("joins g and the key after it", () => {
    const first = pressKey(null, "g", 1_000);
    expect(first).toEqual({ keys: "g", pending: { key: "g", atMs: 1_000 } });
    expect(pressKey(first.pending, "r", 1_500)).toEqual({ keys: "g r", pending: null });
  });

  it("forgets a g that is too old", () => {
    expect(pressKey({ key: "g", atMs: 1_000 }, "r", 3_000)).toEqual({ keys: "r", pending: null });
  });
});
