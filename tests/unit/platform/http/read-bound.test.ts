import { describe, expect, it } from "vitest";
import { ReadBound } from "@/lib/platform/http/read-bound";

describe("how often something may be read", () => {
  it("lets so many through in a minute, each key by itself, and begins anew after it", () => {
    const bound = new ReadBound(2);
    expect([0, 1, 2, 3].map((at) => bound.admit("a", at))).toEqual([true, true, false, false]);
    expect(bound.admit("b", 3)).toBe(true);
    expect(bound.admit("a", 59_999)).toBe(false);
    expect(bound.admit("a", 60_000)).toBe(true);
  });

  it("keeps a bounded number of keys: beyond it strangers share one, those who are known keep theirs", () => {
    const bound = new ReadBound(2);
    for (let at = 0; at < 5_000; at += 1) bound.admit(`key ${at}`, 0);
    expect([1, 2, 3].map((key) => bound.admit(`new ${key}`, 1))).toEqual([true, true, false]);
    expect(bound.admit("key 1", 1)).toBe(true);
    expect(bound.admit("new 4", 60_001)).toBe(true);
  });
});
