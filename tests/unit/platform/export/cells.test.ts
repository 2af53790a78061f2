import { describe, expect, it } from "vitest";
import { jsonCell, listCell } from "@/lib/platform/export/cells";

describe("a cell", () => {
  it("of several values leaves out what is not there", () => {
    expect(listCell(["a", null, "b"])).toBe("a; b");
    expect(listCell([])).toBe("");
  });

  it("of a value with parts is JSON, and empty for nothing", () => {
    expect(jsonCell({ a: [1, "x"] })).toBe('{"a":[1,"x"]}');
    expect([jsonCell(null), jsonCell(undefined)]).toEqual([null, null]);
    expect(jsonCell(0)).toBe("0");
  });
});
