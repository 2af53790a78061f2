import { describe, expect, it } from "vitest";
import { closingReasons } from "@/lib/reviews/domain/closing";

const ready = { isClosed: false, needsRootCause: true, isSigned: true, isRuleChanged: false };
const codes = (
  more: Partial<typeof ready> | { isRuleChanged: null },
  outcome: "remedied" | "false_positive" = "remedied",
) => closingReasons({ ...ready, ...more }, outcome).map(({ code }) => code);

describe("closing a breach", () => {
  it("needs a signed root cause where one is required, and only there", () => {
    expect(codes({})).toEqual([]);
    expect(codes({ isSigned: false })).toEqual(["root_cause_needed"]);
    expect(codes({ isSigned: false, needsRootCause: false })).toEqual([]);
  });

  it("as a false positive needs a changed objective", () => {
    expect(codes({}, "false_positive")).toEqual(["rule_unchanged"]);
    expect(codes({ isRuleChanged: true }, "false_positive")).toEqual([]);
    expect(codes({ isRuleChanged: null }, "false_positive")).toEqual([]);
  });

  it("happens once, and tells all of its reasons", () => {
    expect(codes({ isClosed: true, isSigned: false }, "false_positive")).toEqual([
      "closed",
      "root_cause_needed",
      "rule_unchanged",
    ]);
  });
});
