import { describe, expect, it } from "vitest";
import { countedWords } from "@/lib/kernel/counted-words";

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
