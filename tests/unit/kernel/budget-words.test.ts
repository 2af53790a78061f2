import { expect, it } from "vitest";
import { budgetWords } from "@/lib/kernel/budget-words";

it.each([
  ["100", "100 % of the error budget is left"],
  ["20.5", "20.5 % of the error budget is left"],
  ["0.0", "0.0 % of the error budget is left"],
  ["-0.1", "100.1 % of the error budget is used and nothing is left"],
  ["-30", "130 % of the error budget is used and nothing is left"],
  ["-899.9", "999.9 % of the error budget is used and nothing is left"],
  ["-900.0", "10 times the error budget is used and nothing is left"],
  ["-114453.7", "1 146 times the error budget is used and nothing is left"],
])("%s %% left: %s", (leftPercent, words) => {
  expect(budgetWords(leftPercent)).toBe(words);
});

it("names whose budget it is, and tells of another time", () => {
  expect(budgetWords("12.0", { of: "“Answers”", isPast: true })).toBe(
    "12.0 % of the error budget of “Answers” was left",
  );
  expect(budgetWords("-12.0", { of: "“Answers”", isPast: true })).toBe(
    "112.0 % of the error budget of “Answers” was used and nothing was left",
  );
});
