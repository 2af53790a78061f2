import { describe, expect, it } from "vitest";
import {
  formatAbsolute,
  formatAxisTime,
  formatClock,
  formatDuration,
  formatRelative,
} from "@/components/feedback/time-format";

const now = Date.UTC(2026, 10, 20, 13, 2, 31);

describe("times in words", () => {
  it.each([
    [0, "0 s"],
    [450, "450 ms"],
    [12_000, "12 s"],
    [60_000, "1 min"],
    [200_000, "3 min 20 s"],
    [3_600_000, "1 h"],
    [187_200_000, "2 d 4 h"],
    [-5, "0 s"],
  ])("%d ms lasts %s", (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });

  it.each([
    [0, "0:00"],
    [200_000, "3:20"],
    [3_725_000, "1:02:05"],
  ])("%d ms on a clock is %s", (ms, words) => {
    expect(formatClock(ms)).toBe(words);
  });

  it.each([
    [now - 400, "just now"],
    [now - 4_200, "4 s ago"],
    [now - 59_999, "59 s ago"],
    [now - 90_000, "1 min ago"],
    [now + 7_200_000, "in 2 h"],
  ])("%d seen from now is %s", (at, words) => {
    expect(formatRelative(at, now)).toBe(words);
  });

  it("has seconds on an axis where neighbours would read the same", () => {
    expect(formatAxisTime(now, 20_000, "Europe/Berlin")).toBe("14:02:31");
    expect(formatAxisTime(now, 3_600_000, "Europe/Berlin")).toBe("14:02");
  });

  it("has the day on an axis of several days, and the day alone over weeks", () => {
    const day = 86_400_000;
    expect(formatAxisTime(now, day, "Europe/Berlin")).toBe("14:02");
    expect(formatAxisTime(now, 2 * day, "Europe/Berlin")).toBe("20 Nov, 14:02");
    expect(formatAxisTime(now, 30 * day, "Europe/Berlin")).toBe("20 Nov");
  });

  it("names the zone, on both sides of a change to summer time", () => {
    expect(formatAbsolute(now, "UTC")).toBe("20 Nov 2026, 13:02:31 UTC");
    expect(formatAbsolute(now, "Europe/Berlin")).toBe("20 Nov 2026, 14:02:31 CET");
    expect(formatAbsolute(Date.UTC(2026, 2, 29, 0, 59, 59), "Europe/Berlin")).toBe("29 Mar 2026, 01:59:59 CET");
    expect(formatAbsolute(Date.UTC(2026, 2, 29, 1, 0, 0), "Europe/Berlin")).toBe("29 Mar 2026, 03:00:00 CEST");
  });
});
