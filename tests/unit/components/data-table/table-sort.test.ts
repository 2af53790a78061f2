import { describe, expect, it } from "vitest";
import { formatSort, nextSort, parseSort } from "@/components/data-table/table-sort";

describe("table sort", () => {
  it.each(["startedAt", "-startedAt", "service.name"])("%s survives reading and writing", (text) => {
    expect(formatSort(parseSort(text))).toBe(text);
  });

  it.each([null, "", "-", "1abc", "a b", "a;drop", "--a"])("%s is no sort", (text) => {
    expect(parseSort(text)).toBeNull();
  });

  it("goes from the natural direction to the other and back to the default", () => {
    const first = nextSort(null, "age", "desc");
    expect(first).toEqual({ field: "age", direction: "desc" });
    const second = nextSort(first, "age", "desc");
    expect(second).toEqual({ field: "age", direction: "asc" });
    expect(nextSort(second, "age", "desc")).toBeNull();
    expect(nextSort(second, "name", "asc")).toEqual({ field: "name", direction: "asc" });
  });
});
