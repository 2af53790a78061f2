import { expect, type Locator } from "@playwright/test";

/** The problem stands at its own field: marked wrong for everybody, described by the words, and not somewhere else. */
export async function expectProblemAt(field: Locator, words: RegExp): Promise<void> {
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(words);
}
