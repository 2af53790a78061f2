import { describe, expect, it } from "vitest";
import { isOpen, mayBecome, partSizes, workStates } from "@/lib/imports/domain/import-state";

describe("an import", () => {
  it("is run only when it was checked, and never after its end", () => {
    expect(mayBecome("checked", "running")).toBe(true);
    expect(mayBecome("mapping", "running")).toBe(false);
    for (const end of ["done", "failed", "cancelled"] as const) {
      expect(isOpen(end)).toBe(false);
      expect(mayBecome(end, "running")).toBe(false);
    }
    expect(workStates.every((state) => mayBecome(state, "cancelled"))).toBe(true);
  });

  it("is sent in parts that make up the file", () => {
    expect(partSizes(1_000, 524_288)).toEqual([1_000]);
    expect(partSizes(524_288 * 2 + 1, 524_288)).toEqual([524_288, 524_288, 1]);
  });
});
