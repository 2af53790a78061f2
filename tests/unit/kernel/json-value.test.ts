import { describe, expect, it } from "vitest";
import { at, cut, listAt, numberAt, textAt } from "@/lib/kernel/json-value";

describe("reading JSON of others", () => {
  it("gives undefined for everything that is not as expected, and inherits nothing", () => {
    expect(at({ a: [{ b: 1 }] }, "a", 0, "b")).toBe(1);
    expect(at({}, "constructor")).toBeUndefined();
    expect(textAt({ a: "  " }, "a")).toBeUndefined();
    expect(textAt({ a: 5 }, "a")).toBe("5");
    expect(numberAt({ a: "5" }, "a")).toBe(5);
    expect(numberAt({ a: "x" }, "a")).toBeUndefined();
    expect(listAt({ a: {} }, "a")).toEqual([]);
  });

  it("cuts text to its limit and says so", () => {
    expect(cut("abcdef", 4)).toBe("abc…");
    expect(cut("abcd", 4)).toBe("abcd");
    expect(cut(undefined, 4)).toBeUndefined();
  });
});
