import { expect, test } from "vitest";
import { shortShare } from "@/components/reviews/review-words";

/** Goal: a part never looks like more than it is. */

test("a part is cut after one digit, and a whole one has none", () => {
  expect(["37.5000", "66.6666", "99.9999", "100.0000", "0.0400"].map(shortShare)).toEqual([
    "37.5 %",
    "66.6 %",
    "99.9 %",
    "100 %",
    "0 %",
  ]);
});
