import { firstAlert } from "@/tests/support/installation/seeded-alerts";
import { expect, test } from "./support/test";

/*
 * Goal: who is told of alerts is set, tried and seen in the browser.
 * Method: a receiver that nobody listens at, so that what cannot be told is seen too.
 */
test.describe.configure({ mode: "serial", timeout: 120_000 });
test.use({ role: "sre" });

test("a route is made, tried, and removed", async ({ page }) => {
  await page.goto("/alerts");
  await page.getByRole("link", { name: "Who is told" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Who is told" })).toBeVisible();
  await page.getByRole("button", { name: "New route" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Create route" }).click();
  await expect(dialog.getByRole("textbox", { name: "Name" })).toHaveAttribute("aria-invalid", "true");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Pages of the night");
  await dialog.getByRole("combobox", { name: "Connection" }).click();
  await page.getByRole("option", { name: "The shop's own receiver" }).click();
  await dialog.getByRole("button", { name: "Create route" }).click();
  await expect(dialog).toBeHidden();
  // The dialog that asks is a section of its own, outside of the page.
  const panel = page.locator("main section").filter({ hasText: "Pages of the night" });
  await expect(panel.getByText("No test was sent by it yet.")).toBeVisible();
  await panel.getByRole("button", { name: "Send a test" }).click();
  await expect(panel.getByText("That it fired")).toBeVisible();
  await expect(panel.getByText(/65002/).first()).toBeVisible({ timeout: 30_000 });
  await panel.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove Pages of the night" }).click();
  await expect(panel).toBeHidden();
});

test("an alert shows why it fired, who was told, and what came of it", async ({ page, api, world }) => {
  await page.goto(`/alerts/${await firstAlert(api, world.examples)}`);
  await expect(page.getByRole("heading", { level: 2, name: "Why it fired" })).toBeVisible();
  await expect(page.getByText("is taken out of traffic")).toBeVisible();
  await expect(page.getByText("by route Everything to the shop").first()).toBeVisible();
  await expect(page.getByText(/Retrying|Waits/).first()).toBeVisible();
});
