import fc from "fast-check";
import { expect, it, test } from "vitest";
import { fits, fitsAny } from "@/lib/ingest/domain/pattern";
import { runs } from "@/tests/support/runs";

it.each([
  ["deploy", "deploy", true],
  ["Deploy", "dEPLOY", true],
  ["deploy", "deploy-prod", false],
  ["deploy*", "deploy-prod", true],
  ["*prod*", "deploy-production", true],
  ["a*b*c", "a-b-b-c", true],
  ["a*b*c", "a-c", false],
  ["ab*ba", "aba", false],
  ["*", "", true],
  ["a.c", "abc", false],
])("%s and %s: %s", (pattern, text, expected) => {
  expect(fits(pattern, text)).toBe(expected);
});

test("a pattern fits what a regular expression of the same meaning fits", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 6 });
  fc.assert(
    fc.property(letters, fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 }), (pattern, text) => {
      expect(fits(pattern, text)).toBe(new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(text));
    }),
    runs(500),
  );
});

it("no pattern is none that fits", () => {
  expect(fitsAny(undefined, "a")).toBe(false);
  expect(fitsAny(["b", "A"], "a")).toBe(true);
});
