import { describe, expect, it } from "vitest";
import { countedWords, leftWords } from "@/lib/kernel/counted-words";

describe("countedWords", () => {
  it.each([
    [0, "0 min"],
    [59_999, "0 min"],
    [45 * 60_000, "45 min"],
    [16 * 3_600_000, "16 h"],
    [51 * 3_600_000 + 60_000, "51 h 1 min"],
  ])("says %i ms as %s", (ms, words) => {
    expect(countedWords(ms)).toBe(words);
  });
});

describe("leftWords", () => {
  const minute = 60_000;
  it.each([
    [45 * minute, "45 min left"],
    [44 * minute + 1, "45 min left"],
    [59 * minute + 1, "1 h left"],
    [1, "1 min left"],
    [0, "0 min left"],
    [-1, "less than 1 min over"],
    [-minute, "1 min over"],
    [-61 * minute - 1, "1 h 1 min over"],
  ])("says %i ms as %s", (ms, words) => {
    expect(leftWords(ms)).toBe(words);
  });

  it("gives, with what is used, the whole target to the minute, below it and above", () => {
    const minutesIn = (words: string): number => {
      const { h = "0", min = "0" } = /^(?:(?<h>\d+) h)? ?(?:(?<min>\d+) min)?/.exec(words)?.groups ?? {};
      return 60 * Number(h ?? 0) + Number(min ?? 0);
    };
    const targetMs = 90 * minute;
    for (const elapsedMs of [0, 1, 59_999, 60_000, 1_234_567, 5_399_999, 5_400_000, 5_460_001, 9_999_999]) {
      const remainingMs = targetMs - elapsedMs;
      const left = Math.sign(remainingMs) * minutesIn(leftWords(remainingMs));
      expect(minutesIn(countedWords(elapsedMs)) + left).toBe(90);
    }
  });
});
