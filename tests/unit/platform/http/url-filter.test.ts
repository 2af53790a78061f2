import { describe, expect, it } from "vitest";
import { periodStart, periods, pickFilter, toSearch } from "@/lib/platform/http/url-filter";

describe("filters in addresses", () => {
  it("are picked by name; empty, repeated and foreign ones are left out", () => {
    expect(pickFilter(["q", "tier", "team"], { q: "a b", tier: "", team: ["x", "y"], other: "z" })).toEqual({
      q: "a b",
    });
  });

  it("are written as an address has them", () => {
    expect(toSearch({ q: "a b&c", tier: undefined })).toBe("?q=a+b%26c");
    expect(toSearch({ q: undefined })).toBe("");
  });

  it("begin a period at a full minute, so that one minute asks one question", () => {
    const now = Date.UTC(2026, 10, 20, 12, 34, 56);
    expect(periodStart("24h", now)).toBe("2026-11-19T12:34:00.000Z");
    for (const { value } of periods) expect(periodStart(value, now)).toBeDefined();
    expect([periodStart(undefined, now), periodStart("1y", now)]).toEqual([undefined, undefined]);
  });
});
