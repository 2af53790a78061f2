import { describe, expect, it } from "vitest";
import { fileNameOf } from "@/components/data-table/save-file";

describe("the name of a file", () => {
  it.each([
    ['attachment; filename="waivers-20261130T061500Z.csv"', "waivers-20261130T061500Z.csv"],
    ["inline", "export"],
    [null, "export"],
  ])("in %j is %s", (disposition, name) => {
    expect(fileNameOf(new Headers(disposition ? { "content-disposition": disposition } : {}))).toBe(name);
  });
});
