import { describe, expect, it } from "vitest";
import { isActiveHref } from "@/components/layout/navigation";
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
