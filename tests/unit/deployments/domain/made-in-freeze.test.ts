import { describe, expect, it } from "vitest";
import { decideMadeInFreeze } from "@/lib/deployments/domain/made-in-freeze";

const flags = {
  kind: "flag_only",
  isCovered: false,
  before: null,
  holds: ["The blackout “Peak” is in force."],
} as const;

/** Goal: a flip that nobody asked for is told of where a window held it, and what was told stays. */
describe("a flag-only deployment that is reported", () => {
  it("is made in a freeze where a window held flips", () => {
    expect(decideMadeInFreeze(flags)).toBe("Only reported afterwards. The blackout “Peak” is in force.");
    expect(decideMadeInFreeze({ ...flags, holds: [] })).toBeNull();
  });

  it("is not where it was asked for, or brought a version", () => {
    expect(decideMadeInFreeze({ ...flags, isCovered: true })).toBeNull();
    expect(decideMadeInFreeze({ ...flags, kind: "normal" })).toBeNull();
    expect(decideMadeInFreeze({ ...flags, isCovered: true, before: "It was." })).toBeNull();
  });

  it("stays so when the window is gone", () => {
    expect(decideMadeInFreeze({ ...flags, before: "It was.", holds: [] })).toBe("It was.");
  });
});
