import { expect, test } from "vitest";
import { instant, msBetween, plusMs } from "@/lib/kernel/instant";

test("is a whole number of milliseconds", () => {
  expect(instant(0)).toBe(0);
  expect(instant(-1)).toBe(-1);
  for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, 0.5, Number.MAX_SAFE_INTEGER + 1]) {
    expect(() => instant(wrong)).toThrow(RangeError);
  }
});

test("moves both ways, to the nearest millisecond", () => {
  expect(plusMs(instant(1_000), 250.4)).toBe(1_250);
  expect(plusMs(instant(1_000), -1_500)).toBe(-500);
  expect(() => plusMs(instant(1_000), Number.NaN)).toThrow(RangeError);
});

test("measures what lies between, negative backwards", () => {
  expect(msBetween(instant(1_000), instant(1_250))).toBe(250);
  expect(msBetween(instant(1_250), instant(1_000))).toBe(-250);
});
