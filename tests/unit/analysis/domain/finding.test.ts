import { describe, expect, it } from "vitest";
import {
  blindFinding,
  evidenceInWords,
  found,
  percentOf,
  requests,
  shareInWords,
  words,
} from "@/lib/analysis/domain/finding";

describe("findings in words", () => {
  it.each([
    [0, "0"],
    [15, "15"],
    [0.555_555, "0.56"],
    [1.2345, "1.23"],
    [225.4, "225"],
    [123_456.7, "123457"],
    [-0.5, "-0.5"],
    [Number.POSITIVE_INFINITY, "unbounded"],
  ])("%d", (value, expected) => {
    expect(words(value)).toBe(expected);
  });

  it("puts shares and evidence in words", () => {
    expect(shareInWords(9, 60)).toBe("9 of 60 requests (15 %)");
    expect(shareInWords(0, 0)).toBe("0 of 0 requests (0 %)");
    expect(requests(1)).toBe("1 request");
    expect(percentOf(3, 540)).toBeCloseTo(0.556, 3);
    expect(evidenceInWords(212.3, 100)).toBe("evidence 212:1, needed 100:1");
    expect(evidenceInWords(1e15, 100)).toBe("evidence more than 1000000:1, needed 100:1");
  });

  it("names a cause exactly when blind", () => {
    expect(found("pass", "Fine.").blindCause).toBeNull();
    expect(blindFinding("stale", "Old.")).toEqual({
      verdict: "blind",
      blindCause: "stale",
      sentence: "Old.",
      numbers: {},
    });
  });
});
