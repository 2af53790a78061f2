import { expect, test } from "vitest";
import { AssertionFailure, assert, assertNever } from "@/lib/kernel/assert";

test("says which promise was broken", () => {
  expect(() => assert(1 + 1 === 2, "sums are right")).not.toThrow();
  for (const falsy of [false, 0, "", null, undefined]) {
    expect(() => assert(falsy, "it is there")).toThrow(new AssertionFailure("it is there"));
  }
});

test("shows the value that no case was written for", () => {
  expect(() => assertNever("sideways" as never)).toThrow('unexpected value: "sideways"');
});
