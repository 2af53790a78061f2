import { expect, it } from "vitest";
import { instant } from "@/lib/kernel/instant";
import { whatCame } from "@/lib/risk/domain/what-came";

const dayMs = 86_400_000;
const now = instant(Date.parse("2026-11-20T12:00:00Z"));
const daysAgo = (days: number) => instant(now - days * dayMs);

it.each([
  ["failed, however young it is", daysAgo(1), daysAgo(0.5), "failed"],
  ["failed long ago", daysAgo(30), daysAgo(29), "failed"],
  ["fine after a week of which nobody complained", daysAgo(7), null, "fine"],
  ["open before that", daysAgo(6.9), null, "open"],
  ["unknown when it is not on record", daysAgo(30), undefined, "unknown"],
] as const)("a scored deployment is %s", (_, startedAt, failedAt, expected) => {
  expect(whatCame(startedAt, failedAt, now)).toBe(expected);
});
