import { expect, type Page } from "@playwright/test";

const mostPresses = 5;

/**
 * Confirm the open dialog. When its thing has changed meanwhile, which a busy machine does by itself, the dialog says so
 * and is confirmed again, as a person would.
 */
export async function confirmDialog(page: Page, press: () => Promise<void>): Promise<void> {
  const dialog = page.getByRole("dialog");
  const changed = dialog.getByText("This changed while you were looking");
  const standing = async (): Promise<"closed" | "changed" | "open"> => {
    if ((await dialog.count()) === 0) return "closed";
    return (await changed.isVisible()) ? "changed" : "open";
  };
  for (let presses = 0; presses < mostPresses; presses += 1) {
    await press();
    await expect.poll(standing, { timeout: 30_000 }).not.toBe("open");
    if ((await standing()) === "closed") return;
  }
  throw new Error(`the dialog was refused ${mostPresses} times`);
}
